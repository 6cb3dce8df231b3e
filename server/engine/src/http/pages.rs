//! GET over https, for what a domain publishes for programs. Bounded in size, time and redirects; where it leads is
//! looked at as for connection tests, so that nobody reaches into the operator's network through it.

use http_body_util::{BodyExt, Empty, Limited};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    client::conn::http1,
    header::{ACCEPT, HOST, LOCATION, USER_AGENT},
};
use hyper_util::rt::TokioIo;

use super::{Target, connect, encrypted};
use crate::{Clock, Reach};

/// Largest page that is read, in bytes: settings for mail programs have a few thousand.
const PAGE_MAX_BYTES: usize = 64 * 1024;
/// Redirects that are followed: domains lead to `www.` and providers to a page of theirs.
const REDIRECTS_MAX: usize = 3;

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
    Elsewhere(String),
}

impl Pages<'_> {
    /// The page; nothing when there is none that can be used. Whoever asks puts a limit on the time.
    pub(crate) async fn get(&self, url: &str) -> Option<Vec<u8>> {
        let mut url = url.to_owned();
        for _ in 0..=REDIRECTS_MAX {
            match self.ask(&url).await? {
                Answer::Page(bytes) => return Some(bytes),
                Answer::Elsewhere(next) => url = next,
            }
        }
        None
    }

    async fn ask(&self, url: &str) -> Option<Answer> {
        let target = Target::parse(url, &self.reach.network)?;
        if !target.is_tls || target.port != self.port {
            return None;
        }
        let stream = connect(self.reach, &target).await.ok()?;
        let stream = encrypted(self.reach, self.clock, &target, stream).await.ok()?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        let exchange = async {
            let request = Request::get(&target.path)
                .header(HOST, target.authority())
                .header(USER_AGENT, "Postroom")
                .header(ACCEPT, "text/xml, application/xml")
                .body(Empty::<Bytes>::new())
                .ok()?;
            let response = sender.send_request(request).await.ok()?;
            read(&target, response).await
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
}

async fn read(target: &Target, response: Response<Incoming>) -> Option<Answer> {
    match response.status() {
        StatusCode::OK => {
            let page = Limited::new(response.into_body(), PAGE_MAX_BYTES).collect().await.ok()?;
            Some(Answer::Page(page.to_bytes().to_vec()))
        }
        status if status.is_redirection() => {
            let place = response.headers().get(LOCATION)?.to_str().ok()?;
            let place = match place.starts_with('/') && !place.starts_with("//") {
                true => format!("https://{}{place}", target.authority()),
                false => place.to_owned(),
            };
            Some(Answer::Elsewhere(place))
        }
        _ => None,
    }
}
