//! Renews access tokens: when somebody needs one, and before they end when nobody does, so that a grant that was taken
//! back is noticed before a message has to leave.

use std::time::Duration;

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use types::{Cause, CompanyId, OauthProvider};

use crate::{Engine, Result, Secret};

/// How often grants are looked at; access tokens hold for an hour.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// So long before its end an access token is renewed, in seconds: earlier than a message would need it.
const AHEAD_SECS: i64 = 10 * 60;
/// Most grants renewed at one look, one after the other.
const GRANTS_MAX: i64 = 200;
/// Grants renewed at once. One provider answers all of them, so more would not make it faster.
const AT_ONCE: usize = 32;
/// Renewals that may wait for their turn; who asks for another waits to be let in.
pub(crate) const QUEUE_RENEWALS: usize = 64;

/// Somebody needs an access token that holds for so many seconds.
#[derive(Debug)]
pub(crate) struct Renewal {
    pub(super) company: CompanyId,
    pub(super) provider: OauthProvider,
    pub(super) spare_secs: i64,
    pub(super) answer: oneshot::Sender<Result<Result<Secret, Cause>>>,
}

/// Keeps companies connected with their providers; one of the [`crate::Loops`].
///
/// Nobody else asks a provider for new tokens: whoever needs one may stop waiting at any moment, and a rotated refresh
/// token that nobody keeps ends a grant.
#[derive(Debug)]
pub struct Renewer {
    pub(crate) engine: Engine,
    pub(crate) queue: mpsc::Receiver<Renewal>,
}

impl Renewer {
    /// Renews until `stop`. What is being renewed then is finished.
    pub async fn run(mut self, stop: CancellationToken) {
        let engine = &self.engine;
        let mut renewing = FuturesUnordered::new();
        let looking = look(engine);
        tokio::pin!(looking);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(renewal) = self.queue.recv(), if renewing.len() < AT_ONCE => renewing.push(engine.renew_for(renewal)),
                Some(()) = renewing.next() => {}
                () = &mut looking => {}
            }
        }
        // Who waits for its turn is told that there is none any more.
        drop(self.queue);
        while renewing.next().await.is_some() {}
    }
}

async fn look(engine: &Engine) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    loop {
        looks.tick().await;
        if let Err(error) = engine.renew_grants().await {
            tracing::error!(%error, "grants could not be renewed");
        }
    }
}

impl Engine {
    /// Renews every grant whose access token ends soon.
    pub(crate) async fn renew_grants(&self) -> Result<()> {
        let before = self.now().plus_secs(AHEAD_SECS);
        for company in self.grants_ending(before, GRANTS_MAX).await? {
            if let Some(connection) = self.oauth_connection(company).await? {
                // Why it was not is noted with the grant.
                _ = self.access_token(company, connection.provider, AHEAD_SECS).await?;
            }
        }
        Ok(())
    }

    /// Renews what is asked for, unless nobody wants it any more.
    async fn renew_for(&self, renewal: Renewal) {
        let Renewal { company, provider, spare_secs, answer } = renewal;
        if answer.is_closed() {
            return;
        }
        let token = self.renewed_token(company, provider, spare_secs).await;
        if let Err(Err(error)) = answer.send(token) {
            tracing::error!(%error, "a grant could not be renewed");
        }
    }
}
