//! GET over https, for what a domain publishes for programs. Bounded in size, time and redirects; where it leads is
//! looked at as for connection tests, so that nobody reaches into the operator's network through it.

use hyper::{Method, header::ACCEPT};

use super::{Http, Target};

/// Largest page that is read, in bytes: settings for mail programs have a few thousand.
const PAGE_MAX_BYTES: usize = 64 * 1024;
/// Redirects that are followed: domains lead to `www.` and providers to a page of theirs.
const REDIRECTS_MAX: usize = 3;

/// Fetches pages.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    /// How it asks.
    pub http: Http<'a>,
    /// The one port that is connected to.
    pub port: u16,
}

impl Pages<'_> {
    /// The page; nothing when there is none that can be used. Whoever asks puts a limit on the time of all of it.
    pub(crate) async fn get(&self, url: &str) -> Option<Vec<u8>> {
        let mut target = self.target(url)?;
        for _ in 0..=REDIRECTS_MAX {
            let request = target.request(Method::GET).header(ACCEPT, "text/xml, application/xml");
            let answer = self.http.ask(&target, request, "", PAGE_MAX_BYTES).await.ok()?;
            target = match (answer.status, &answer.location) {
                (200, _) => return Some(answer.body.to_vec()),
                (300..=399, Some(place)) if place.starts_with('/') && !place.starts_with("//") => {
                    self.target(&format!("https://{}{place}", target.authority()))?
                }
                (300..=399, Some(place)) => self.target(place)?,
                _ => return None,
            };
        }
        None
    }

    fn target(&self, url: &str) -> Option<Target> {
        Target::parse(url, &self.http.reach.network).filter(|target| target.is_tls && target.port == self.port)
    }
}
