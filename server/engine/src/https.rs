//! GET over https, for what a domain publishes for programs. Bounded in size, time and redirects; where it leads is
//! looked at as for connection tests, so that nobody reaches into the operator's network through it.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Empty, Limited};
use hyper::{
    Request, Response, StatusCode, Uri,
    body::{Bytes, Incoming},
    client::conn::http1,
    header::{ACCEPT, HOST, LOCATION, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::{Clock, Reach, dns::ascii_host};

/// Largest page that is read, in bytes: settings for mail programs have a few thousand.
const PAGE_MAX_BYTES: usize = 64 * 1024;
/// Redirects that are followed: domains lead to `www.` and providers to a page of theirs.
const REDIRECTS_MAX: usize = 3;
/// How long one address may take to be connected to and to agree on TLS.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);

/// Fetches pages.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    /// How far it reaches, and whom it believes.
    pub reach: &'a Reach,
    /// When it is.
    pub clock: &'a Clock,
    /// The one port that is connected to.
    pub port: u16,
}

/// What a server answered.
enum Answer {
    Page(Vec<u8>),
    Elsewhere(Uri),
}

impl Pages<'_> {
    /// The page; nothing when there is none that can be used. Whoever asks puts a limit on the time.
    pub(crate) async fn get(&self, url: &str) -> Option<Vec<u8>> {
        let mut url: Uri = url.parse().ok()?;
        for _ in 0..=REDIRECTS_MAX {
            match self.ask(&url).await? {
                Answer::Page(bytes) => return Some(bytes),
                Answer::Elsewhere(next) => url = next,
            }
        }
        None
    }

    async fn ask(&self, url: &Uri) -> Option<Answer> {
        let is_ours = url.scheme_str() == Some("https") && url.port_u16().is_none_or(|port| port == self.port);
        let host = url.host().filter(|_| is_ours)?;
        let stream = self.connect(host).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        let exchange = async {
            let path = url.path_and_query().map_or("/", |path| path.as_str());
            let request = Request::get(path)
                .header(HOST, url.authority()?.as_str())
                .header(USER_AGENT, "Postroom")
                .header(ACCEPT, "text/xml, application/xml")
                .body(Empty::<Bytes>::new())
                .ok()?;
            let response = sender.send_request(request).await.ok()?;
            read(url, response).await
        };
        // The connection may end before the last of the page has been taken from it.
        let driving = async {
            _ = connection.await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            answer = exchange => answer,
            () = driving => None,
        }
    }

    async fn connect(&self, host: &str) -> Option<TlsStream<TcpStream>> {
        let found = self.reach.dns.addresses(host).await.ok()?;
        let allowed = found.into_iter().filter(|address| self.reach.network.allows(host, *address));
        for address in allowed {
            let opening = self.open(host, SocketAddr::new(address, self.port));
            if let Ok(Some(stream)) = timeout(CONNECT_LIMIT, opening).await {
                return Some(stream);
            }
        }
        None
    }

    async fn open(&self, host: &str, address: SocketAddr) -> Option<TlsStream<TcpStream>> {
        let name = ServerName::try_from(ascii_host(host)?).ok()?;
        let (config, _) = self.reach.trust.client(self.clock).ok()?;
        let stream = TcpStream::connect(address).await.ok()?;
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.ok()
    }
}

async fn read(url: &Uri, response: Response<Incoming>) -> Option<Answer> {
    match response.status() {
        StatusCode::OK => {
            let page = Limited::new(response.into_body(), PAGE_MAX_BYTES).collect().await.ok()?;
            Some(Answer::Page(page.to_bytes().to_vec()))
        }
        status if status.is_redirection() => {
            let place = response.headers().get(LOCATION)?.to_str().ok()?;
            let place = match place.starts_with('/') && !place.starts_with("//") {
                true => format!("https://{}{place}", url.authority()?),
                false => place.to_owned(),
            };
            Some(Answer::Elsewhere(place.parse().ok()?))
        }
        _ => None,
    }
}
