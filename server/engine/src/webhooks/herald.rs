//! Tells webhooks what waits for them.

use std::time::Duration;

use futures_util::future::join_all;
use hyper::{Method, header::CONTENT_TYPE};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use types::WebhookId;

use super::{place, queue::Due};
use crate::{
    Engine, Result, Secret,
    http::{Http, RequestFault, Target},
};

/// Notices that one webhook is told before the others get their turn again.
const TURN_NOTICES: usize = 50;
/// How long a whole request may take. Whoever is told something need only write it down.
const REQUEST_LIMIT: Duration = Duration::from_secs(15);
/// After this time the others get their turn, too: one that answers slowly must not hold them up.
const TURN_TIME: Duration = Duration::from_secs(5);
/// How often the store is looked at unasked: for what has waited long enough, and for what another process put there.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A pause after the store has failed, so that its log stays readable.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Longest words kept of a failure, in characters.
const WORDS_MAX_CHARS: usize = 300;

/// Tells webhooks of new messages; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Herald {
    pub(crate) engine: Engine,
}

impl Herald {
    /// Tells until `stop`. A request that is going on then is made again after the next start.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            let round = tokio::select! {
                () = stop.cancelled() => return,
                round = self.round() => round,
            };
            let pause = match round {
                Ok(true) => continue,
                Ok(false) => LOOK_EVERY,
                Err(error) => {
                    tracing::error!(%error, "webhooks could not be told");
                    PAUSE_AFTER_FAILURE
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.engine.inner.noticed.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Gives every webhook its turn; whether there was anything to tell.
    async fn round(&self) -> Result<bool> {
        let due = self.engine.due_webhooks().await?;
        let turns = due.iter().map(|(id, url, sealed)| self.turn(*id, url, sealed));
        let mut n_told = 0;
        for (turn, (id, ..)) in join_all(turns).await.into_iter().zip(&due) {
            match turn {
                Ok(()) => n_told += 1,
                // The others get their turn all the same.
                Err(error) => tracing::error!(%error, webhook.id = %id, "a webhook could not be told"),
            }
        }
        Ok(n_told > 0)
    }

    async fn turn(&self, webhook: WebhookId, url: &str, sealed: &[u8]) -> Result<()> {
        let secret = self.engine.inner.keys.unseal(&place(webhook), sealed)?;
        let until = Instant::now() + TURN_TIME;
        for _ in 0..TURN_NOTICES {
            if Instant::now() > until {
                return Ok(());
            }
            let Some(due) = self.engine.next_due(webhook).await? else { return Ok(()) };
            match self.tell(url, &secret, &due).await? {
                Ok(()) => self.engine.told(webhook, due.notice.delivery).await?,
                Err(words) => {
                    let words: String = words.chars().filter(|c| !c.is_control()).take(WORDS_MAX_CHARS).collect();
                    tracing::warn!(webhook.id = %webhook, words, "a webhook did not take a notice");
                    return self.engine.not_told(webhook, &due, &words).await;
                }
            }
        }
        Ok(())
    }

    /// One request; in words why it was not taken, when it was not.
    async fn tell(&self, url: &str, secret: &Secret, due: &Due) -> Result<Result<(), String>> {
        let inner = &self.engine.inner;
        let Some(target) = Target::parse(url, &inner.reach.network) else {
            return Ok(Err(RequestFault::Address.to_string()));
        };
        let http = Http { reach: &inner.reach, clock: &inner.clock, limit: REQUEST_LIMIT };
        let json = due.notice.json()?;
        let mut request = target.request(Method::POST).header(CONTENT_TYPE, "application/json");
        for (name, value) in due.notice.headers(&json, secret, self.engine.now())? {
            request = request.header(name, value);
        }
        Ok(match http.ask(&target, request, json, 0).await.map(|answer| answer.status) {
            Ok(200..=299) => Ok(()),
            Ok(status) => Err(format!("it answered with status {status}")),
            Err(fault) => Err(fault.to_string()),
        })
    }
}
