//! The staged SMTP probe: from a host name to a test mail that the company's server has taken over.
//!
//! Every stage is reported when it begins and when it ends. Waiting for the mail to come back is not done here.

mod fitting;
mod further;

use std::sync::{Mutex, PoisonError};

use tokio::time::{Instant, timeout};
use types::{Cause, Outcome, Stage, StageName, TestedSettings};

use crate::{
    Clock, Credential, Reach,
    smtp::{Journal, MailServer, Path, Session},
};

pub use further::{Further, look_further};

/// What is tried.
pub struct Probe {
    /// The values under test.
    pub settings: TestedSettings,
    /// What the account proves itself with.
    pub credential: Credential,
    /// The whole test mail (RFC 5322), lines ended by CRLF, not dot-stuffed.
    pub message: Vec<u8>,
    /// How Postroom introduces itself in EHLO: a host name or an address literal.
    pub hello_name: String,
}

/// Probes the settings up to the moment when the company's server takes over the test mail, or tells why it did not.
///
/// `on_stage` gets each stage twice: running, and ended with its outcome. Dropping the future ends the probe at
/// once and closes its connection; the stage that was running is then not reported again.
pub async fn probe(
    reach: &Reach,
    clock: &Clock,
    probe: &Probe,
    on_stage: impl FnMut(Stage) + Send,
) -> Result<(), Cause> {
    let watched = Mutex::new(Watched { on_stage, running: None });
    let dialogue = dialogue(reach, clock, probe, |stage| {
        watched.lock().unwrap_or_else(PoisonError::into_inner).told(stage);
    });
    match timeout(reach.limits.whole, dialogue).await {
        Ok(outcome) => outcome,
        Err(_) => {
            watched.into_inner().unwrap_or_else(PoisonError::into_inner).end(Cause::TooSlow);
            Err(Cause::TooSlow)
        }
    }
}

async fn dialogue(
    reach: &Reach,
    clock: &Clock,
    probe: &Probe,
    on_stage: impl FnMut(Stage) + Send,
) -> Result<(), Cause> {
    let server = MailServer::own(&probe.settings.smtp, probe.credential.clone());
    let mut journal = Journal::new(on_stage, server.censor());
    let mut session = Session::open(reach, clock, &server, &probe.hello_name, &mut journal).await?;
    // The custom address on both sides.
    let path = Path::new(&probe.settings.custom_address);
    let handed_over = async {
        session.sender(reach, &path, path.needs_utf8(), &mut journal).await?;
        session.recipient(reach, &path, &mut journal).await?;
        session.hand_over(reach, &probe.message, &mut journal).await
    };
    let handed_over = handed_over.await;
    session.quit().await;
    handed_over.map_err(Cause::from)
}

/// Knows which stage is going on.
struct Watched<F> {
    on_stage: F,
    running: Option<(StageName, Instant)>,
}

impl<F: FnMut(Stage)> Watched<F> {
    fn told(&mut self, stage: Stage) {
        self.running = (stage.outcome == Outcome::Running).then(|| (stage.name, Instant::now()));
        (self.on_stage)(stage);
    }

    /// Ends the stage that is going on.
    fn end(mut self, cause: Cause) {
        let Some((name, since)) = self.running else { return };
        let millis = u32::try_from(since.elapsed().as_millis()).unwrap_or(u32::MAX);
        (self.on_stage)(Stage { outcome: Outcome::Failed(cause), millis: Some(millis), ..Stage::todo(name) });
    }
}

#[cfg(test)]
pub(crate) mod tests;
