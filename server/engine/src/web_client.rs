//! Posts forms to the web addresses that the operator named: one request, one answer, no redirects, no cookies.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::Url;
use zeroize::Zeroizing;

use crate::{Clock, Dns, Trust};

/// From the name to the last byte of the answer. Somebody may be waiting at a screen, and a message in the outbox.
const ANSWER_LIMIT: Duration = Duration::from_secs(20);
/// Largest answer read, in bytes: tokens and their like have some thousand.
const ANSWER_MAX_BYTES: usize = 128 * 1024;

/// Reaches the operator's addresses, private ones too: unlike host names in settings they are not typed by people.
#[derive(Clone, Debug)]
pub(crate) struct WebClient {
    dns: Dns,
    trust: Trust,
    clock: Clock,
}

/// An answer, whatever its status.
pub(crate) struct WebAnswer {
    /// E.g. 200.
    pub(crate) status: u16,
    /// The whole body.
    pub(crate) body: Zeroizing<Vec<u8>>,
}

/// There is no answer; in words for the log, without what was posted.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WebFault(String);

impl WebClient {
    pub(crate) const fn new(dns: Dns, trust: Trust, clock: Clock) -> Self {
        Self { dns, trust, clock }
    }

    /// Posts a form, as `application/x-www-form-urlencoded`.
    pub(crate) async fn post_form(&self, url: &Url, form: &[(&str, &str)]) -> Result<WebAnswer, WebFault> {
        let body = Zeroizing::new(encoded(form));
        timeout(ANSWER_LIMIT, self.post(url, &body)).await.unwrap_or_else(|_| Err(fault("no answer in time")))
    }

    async fn post(&self, url: &Url, body: &str) -> Result<WebAnswer, WebFault> {
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(fault("the URL names no host"));
        };
        let stream = self.connect(host.trim_matches(['[', ']']), port).await?;
        if url.scheme() == "http" {
            return exchange(stream, url, body).await;
        }
        let (config, _) = self.trust.client(&self.clock).map_err(fault)?;
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(fault)?;
        let encrypted = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(fault)?;
        exchange(encrypted, url, body).await
    }

    async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, WebFault> {
        let mut last = fault("the name has no address");
        for address in self.dns.addresses(host).await.map_err(fault)? {
            match TcpStream::connect(SocketAddr::new(address, port)).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = fault(error),
            }
        }
        Err(last)
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    url: &Url,
    body: &str,
) -> Result<WebAnswer, WebFault> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(fault)?;
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = Request::post(target)
        .header(header::HOST, authority)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
        .map_err(fault)?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(fault)?;
        let status = response.status().as_u16();
        let whole = Limited::new(response.into_body(), ANSWER_MAX_BYTES).collect().await.map_err(fault)?;
        Ok(WebAnswer { status, body: Zeroizing::new(whole.to_bytes().to_vec()) })
    };
    tokio::pin!(answer);
    // The connection is driven here, because nothing may be started that outlives the call.
    tokio::select! {
        answer = &mut answer => answer,
        _ = connection => answer.await,
    }
}

fn encoded(form: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

fn fault(error: impl ToString) -> WebFault {
    WebFault(error.to_string())
}
