//! The HTTP client: one request, to where the operator allows it, and its answer. It follows no redirection, because that
//! would lead past the guard; [`Pages`] looks at each anew.

mod pages;

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Method, Request, Response, Uri,
    body::{Bytes, Incoming},
    client::conn::http1,
    header::{HOST, LOCATION, USER_AGENT},
    http::request,
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use zeroize::Zeroizing;

pub(crate) use pages::Pages;

use crate::{Clock, Network, Reach, dns::ascii_host};

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

/// How far requests reach, and how long each may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Http<'a> {
    /// Which addresses, and whom it believes.
    pub reach: &'a Reach,
    /// When it is.
    pub clock: &'a Clock,
    /// From the name to the last byte of the answer.
    pub limit: Duration,
}

/// An answer, whatever its status.
pub(crate) struct Answer {
    /// E.g. 200.
    pub status: u16,
    /// Where it leads on to, as it stands there.
    pub location: Option<String>,
    /// The whole body, unless none of it was to be read. It may hold a secret.
    pub body: Zeroizing<Vec<u8>>,
}

/// Why a request was not answered; in words for the log, without what was asked.
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
    /// The answer is longer than it may be, or ends too early.
    #[error("the answer could not be read: {0}")]
    Body(Box<dyn std::error::Error + Send + Sync>),
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

    /// The beginning of a request to it.
    pub fn request(&self, method: Method) -> request::Builder {
        Request::builder()
            .method(method)
            .uri(&self.path)
            .header(HOST, self.authority())
            .header(USER_AGENT, concat!("Postroom/", env!("CARGO_PKG_VERSION")))
    }

    fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match (self.is_tls, self.port) {
            (true, 443) | (false, 80) => host,
            _ => format!("{host}:{}", self.port),
        }
    }
}

impl Http<'_> {
    /// Asks with a body, and reads an answer of at most so many bytes; with 0 nothing beyond its head.
    pub async fn ask(
        &self,
        target: &Target,
        request: request::Builder,
        body: impl Into<Bytes>,
        answer_max_bytes: usize,
    ) -> Result<Answer, RequestFault> {
        let request = request.body(Full::new(body.into())).map_err(|_| RequestFault::Address)?;
        let exchange = async {
            let stream = self.connect(target).await?;
            if !target.is_tls {
                return exchange(stream, request, answer_max_bytes).await;
            }
            exchange(self.encrypted(target, stream).await?, request, answer_max_bytes).await
        };
        timeout(self.limit, exchange).await.map_err(|_| RequestFault::TimedOut)?
    }

    /// The addresses that were decided about are the ones connected to: a name that leads elsewhere the next time is
    /// decided about anew.
    async fn connect(&self, target: &Target) -> Result<TcpStream, RequestFault> {
        let found = self.reach.dns.addresses(&target.host).await.map_err(|_| RequestFault::Unknown)?;
        let mut fault = RequestFault::NotAllowed;
        for address in found.into_iter().filter(|address| self.reach.network.allows(&target.host, *address)) {
            match timeout(self.reach.limits.connect, TcpStream::connect((address, target.port))).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => fault = RequestFault::Connect(error),
                Err(_) => fault = RequestFault::TimedOut,
            }
        }
        Err(fault)
    }

    async fn encrypted(&self, target: &Target, stream: TcpStream) -> Result<TlsStream<TcpStream>, RequestFault> {
        let name = ServerName::try_from(ascii_host(&target.host).unwrap_or_else(|| target.host.clone()));
        let name = name.map_err(|_| RequestFault::Address)?;
        let client = self.reach.trust.client(self.clock);
        let (config, _) = client.map_err(|error| RequestFault::Tls(std::io::Error::other(error)))?;
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(RequestFault::Tls)
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    request: Request<Full<Bytes>>,
    answer_max_bytes: usize,
) -> Result<Answer, RequestFault> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let answer = async { read(sender.send_request(request).await?, answer_max_bytes).await };
    // Driven here, because nothing may be started that outlives the call. The connection may end before the last of the
    // answer has been taken from it.
    let driving = async {
        _ = connection.await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        answer = answer => answer,
        () = driving => Err(RequestFault::TimedOut),
    }
}

async fn read(response: Response<Incoming>, max_bytes: usize) -> Result<Answer, RequestFault> {
    let status = response.status().as_u16();
    let location = response.headers().get(LOCATION).and_then(|place| place.to_str().ok()).map(str::to_owned);
    let body = match max_bytes {
        0 => Vec::new(),
        _ => Limited::new(response.into_body(), max_bytes)
            .collect()
            .await
            .map_err(RequestFault::Body)?
            .to_bytes()
            .to_vec(),
    };
    Ok(Answer { status, location, body: Zeroizing::new(body) })
}
