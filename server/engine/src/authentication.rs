//! Who really sent a message: looked at after it was filed, so that nothing waits for it, and nothing is refused for it.

mod belief;
mod checking;
mod judging;
mod results;
mod seal;
mod spf;
mod stored;

#[cfg(test)]
mod tests;

use std::{net::IpAddr, time::Duration};

use futures_util::{StreamExt, stream};
use mail_auth::MessageAuthenticator;
use tokio::{runtime::Handle, time::timeout};
use tokio_util::sync::CancellationToken;
use types::{MessageId, TestId, Topic, VerifiedBy};

use crate::{Engine, Error, Result, matching::OwnDomains};

pub(crate) use checking::{Signature, Standing};

use checking::{Envelope, check};
use judging::{Judgement, judge};
use stored::Due;

/// Messages looked at together; each is held in memory while it is.
const CHECKS_AT_ONCE: usize = 4;
/// How long everything about one message may take: a name server that does not answer is asked twice for five seconds.
const CHECK_LIMIT: Duration = Duration::from_secs(20);
/// How often it is looked what is due unasked: retries, and what another process has filed.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// A pause while mail comes in faster than it can be read.
const PAUSE_UNDER_PRESSURE: Duration = Duration::from_secs(1);
/// A pause after the store has failed, so that its log stays readable.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Looks at who sent what came in; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Authenticator {
    pub(crate) engine: Engine,
}

/// A message that was looked at.
struct Looked {
    id: MessageId,
    judgement: Judgement,
    /// How often that was in vain before.
    n_attempts: usize,
    /// The test that it is a mail of.
    test: Option<TestId>,
}

impl Authenticator {
    /// Looks until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let engine = &self.engine;
        loop {
            if engine.has_backlog() {
                tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(PAUSE_UNDER_PRESSURE) => continue }
            }
            let looked = tokio::select! {
                () = stop.cancelled() => return,
                looked = engine.authenticate_due() => looked,
            };
            let pause = match looked {
                Ok(0) => LOOK_EVERY,
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(%error, "the senders of messages could not be looked at");
                    PAUSE_AFTER_FAILURE
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = engine.inner.filed.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }
}

impl Engine {
    /// Looks at the messages that are due; how many there were.
    pub(crate) async fn authenticate_due(&self) -> Result<usize> {
        let due = self.messages_to_authenticate().await?;
        if due.is_empty() {
            return Ok(0);
        }
        let own = self.own_domains().await?;
        let n = due.len();
        let mut looked = stream::iter(due)
            .map(|due| self.authenticate(due, &own))
            .buffer_unordered(CHECKS_AT_ONCE)
            // Those that are ready share a transaction.
            .ready_chunks(n);
        while let Some(chunk) = looked.next().await {
            let chunk = chunk.into_iter().collect::<Result<Vec<_>>>()?;
            self.store_authentications(&chunk).await?;
            chunk.iter().for_each(|looked| self.publish(Topic::Message(looked.id)));
            for Looked { id, judgement, test, .. } in chunk {
                if let Some(test) = test {
                    self.keep_signatures(test, id, judgement.signatures).await?;
                }
            }
        }
        Ok(n)
    }

    async fn authenticate(&self, due: Due, own: &OwnDomains) -> Result<Looked> {
        let Some(id) = MessageId::from_slice(&due.id) else { return Err(Error::Stored("message id")) };
        let judgement = self.judged(id, &due, own).await?;
        let test = due.test_id.as_deref().and_then(TestId::from_slice);
        Ok(Looked { id, judgement, n_attempts: due.n_attempts, test })
    }

    async fn judged(&self, id: MessageId, due: &Due, own: &OwnDomains) -> Result<Judgement> {
        let nothing = |reason| Judgement { reason, ..Judgement::default() };
        let (Some(resolver), Ok(client)) = (self.inner.reach.dns.resolver(), due.client.parse::<IpAddr>()) else {
            return Ok(nothing(VerifiedBy::NoAnswer));
        };
        let raw = self.raw_message(id).await?;
        let envelope = Envelope {
            mail_from: due.mail_from.clone(),
            client,
            helo: due.helo.clone(),
            host: self.inner.mail_domain.clone(),
        };
        let authenticator = MessageAuthenticator(resolver);
        // Hashing a large mail takes a while, and a hostile one may find a fault in whoever reads it.
        let given_up = CancellationToken::new();
        let _whoever_waits = given_up.clone().drop_guard();
        let checking = tokio::task::spawn_blocking(move || {
            Handle::current().block_on(async {
                tokio::select! {
                    biased;
                    // Nobody waits any more: Postroom is stopping, and its clockwork with it.
                    () = given_up.cancelled() => Ok(None),
                    found = timeout(CHECK_LIMIT, check(&authenticator, &raw, &envelope)) => found,
                }
            })
        });
        Ok(match checking.await {
            Ok(Ok(Some(findings))) => judge(&findings, own),
            Ok(Err(_)) => nothing(VerifiedBy::NoAnswer),
            Ok(Ok(None)) | Err(_) => nothing(VerifiedBy::Unreadable),
        })
    }
}
