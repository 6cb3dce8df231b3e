//! Renews access tokens before they end, also when nothing is sent: so that a grant that was taken back is noticed before
//! a message has to leave.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{Engine, Result};

/// How often grants are looked at; access tokens hold for an hour.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// So long before its end an access token is renewed, in seconds: earlier than a message would need it.
const AHEAD_SECS: i64 = 10 * 60;
/// Most grants renewed at one look, one after the other.
const GRANTS_MAX: i64 = 200;

/// Keeps companies connected with their providers; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Renewer {
    pub(crate) engine: Engine,
}

impl Renewer {
    /// Renews until `stop`. What is being renewed then is finished: a rotated token that nobody keeps ends a grant.
    pub async fn run(self, stop: CancellationToken) {
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = looks.tick() => {}
            }
            if let Err(error) = self.engine.renew_grants().await {
                tracing::error!(%error, "grants could not be renewed");
            }
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
}
