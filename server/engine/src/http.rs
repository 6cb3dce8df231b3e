//! The HTTP client: one POST, to where the operator allows it. Follows no redirection, because that would lead past the
//! guard, and reads no answer beyond its status. [`Pages`] are what is read.

mod pages;

use std::{sync::Arc, time::Duration};

use http_body_util::Full;
use hyper::{
    Request, Uri,
    body::Bytes,
    client::conn::http1,
    header::{CONTENT_TYPE, HOST, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

pub(crate) use pages::Pages;

use crate::{Clock, Network, Reach, dns::ascii_host};

/// How long a whole request may take. Whoever is told something need only write it down.
const REQUEST_LIMIT: Duration = Duration::from_secs(15);
/// Longest address, in bytes: what most programs still take.
const URL_MAX_BYTES: usize = 2_000;

/// Where a request goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Target {
    is_tls: bool,
    host: String,
    port: u16,
    path: String,
}

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RequestFault {
    /// Its address cannot be used any more.
    #[error("the address cannot be used")]
    Address,
    /// The name leads nowhere.
    #[error("the name of the server was not found")]
    Unknown,
    /// The address belongs to a network that is not public.
    #[error("the server is in a private network that POSTROOM_ALLOWED_PRIVATE_HOSTS does not name")]
    NotAllowed,
    /// There is no connection to be had.
    #[error("no connection: {0}")]
    Connect(std::io::Error),
    /// TLS was not agreed on, or the certificate is not believed.
    #[error("no encrypted connection: {0}")]
    Tls(std::io::Error),
    /// What came back is no HTTP.
    #[error("no answer: {0}")]
    Answer(#[from] hyper::Error),
    /// It took too long.
    #[error("no answer in time")]
    TimedOut,
}

impl Target {
    /// Reads an address: `https://`, or `http://` to a host that the operator has named; nothing when it is neither.
    pub fn parse(url: &str, network: &Network) -> Option<Self> {
        let uri: Uri = url.trim().parse().ok().filter(|_| url.len() <= URL_MAX_BYTES)?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let is_tls = match uri.scheme_str()? {
            "https" => true,
            "http" if network.names(&host) => false,
            _ => return None,
        };
        let is_host = host.parse::<std::net::IpAddr>().is_ok() || ascii_host(&host).is_some();
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let port = authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        (is_host && port != 0).then_some(Self { is_tls, host, port, path })
    }

    fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match (self.is_tls, self.port) {
            (true, 443) | (false, 80) => host,
            _ => format!("{host}:{}", self.port),
        }
    }
}

/// Posts this JSON; the status of the answer.
pub(crate) async fn post(
    reach: &Reach,
    clock: &Clock,
    target: &Target,
    headers: &[(&'static str, String)],
    json: String,
) -> Result<u16, RequestFault> {
    let mut request = Request::post(&target.path)
        .header(HOST, target.authority())
        .header(USER_AGENT, concat!("Postroom/", env!("CARGO_PKG_VERSION")))
        .header(CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::from(json))).map_err(|_| RequestFault::Address)?;
    let exchange = async {
        let stream = connect(reach, target).await?;
        if !target.is_tls {
            return exchange(stream, request).await;
        }
        let stream = encrypted(reach, clock, target, stream).await?;
        exchange(stream, request).await
    };
    timeout(REQUEST_LIMIT, exchange).await.map_err(|_| RequestFault::TimedOut)?
}

async fn connect(reach: &Reach, target: &Target) -> Result<TcpStream, RequestFault> {
    let found = reach.dns.addresses(&target.host).await.map_err(|_| RequestFault::Unknown)?;
    let mut fault = RequestFault::NotAllowed;
    for address in found.into_iter().filter(|address| reach.network.allows(&target.host, *address)) {
        match timeout(reach.limits.connect, TcpStream::connect((address, target.port))).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => fault = RequestFault::Connect(error),
            Err(_) => fault = RequestFault::TimedOut,
        }
    }
    Err(fault)
}

async fn encrypted(
    reach: &Reach,
    clock: &Clock,
    target: &Target,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>, RequestFault> {
    let name = ServerName::try_from(ascii_host(&target.host).unwrap_or_else(|| target.host.clone()));
    let name = name.map_err(|_| RequestFault::Address)?;
    let (config, _) = reach.trust.client(clock).map_err(|error| RequestFault::Tls(std::io::Error::other(error)))?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(RequestFault::Tls)
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<u16, RequestFault> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let mut answer = std::pin::pin!(sender.send_request(request));
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        answered = &mut answer => Ok(answered?.status().as_u16()),
        ended = &mut connection => {
            ended?;
            Ok(answer.await?.status().as_u16())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Target;
    use crate::Network;

    #[test]
    fn takes_encrypted_addresses_and_what_the_operator_names() {
        let network = Network::parse("127.0.0.0/8,hooks.intern").unwrap();
        for (url, authority) in [
            ("https://ats.example/hooks?from=postroom", Some("ats.example")),
            ("https://ats.example:8443", Some("ats.example:8443")),
            ("https://[2001:db8::1]/x", Some("[2001:db8::1]")),
            ("http://127.0.0.1:9000/x", Some("127.0.0.1:9000")),
            ("http://hooks.intern/x", Some("hooks.intern")),
            ("http://ats.example/x", None),
            ("https://user:pass@ats.example/x", None),
            ("ftp://ats.example/x", None),
            ("https:///x", None),
            ("/x", None),
            ("", None),
            ("https://ats.example:0/", None),
        ] {
            let target = Target::parse(url, &network);
            assert_eq!(target.as_ref().map(Target::authority).as_deref(), authority, "{url}");
        }
    }
}
