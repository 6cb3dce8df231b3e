//! One message, one dialogue.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio_util::sync::CancellationToken;
use types::{Cause, CompanyId, EmailAddress, Outcome, Route, Stage, Timestamp};

use crate::{
    Engine, MailServer, Reach, Result,
    smtp::{Journal, Path, Session, Stopped},
};

use super::{
    lease::{Lease, Leased},
    outcome::{Told, Verdict, status},
    trouble::ServerTold,
};

/// How long a server may still answer to what was handed over when Postroom is stopped.
const STOP_GRACE: Duration = Duration::from_secs(10);

/// What an attempt came to.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) told: Vec<Told>,
    pub(super) queue_id: String,
    pub(super) server: ServerTold,
    /// Whose server it was; of the relay, the company that uses it.
    pub(super) owner: CompanyId,
    pub(super) route: Route,
    pub(super) from: EmailAddress,
    /// All that follows from it goes by this moment, however much later it is written down.
    pub(super) ended_at: Timestamp,
}

/// What a dialogue came to.
pub(super) struct Dialogue {
    pub(super) told: Vec<Told>,
    pub(super) queue_id: String,
    /// Why MAIL was refused, when it was: that says something about the settings.
    pub(super) sender_refused: Option<(Cause, Vec<String>)>,
}

/// What was said at the stage that ended last, without secrets.
#[derive(Clone, Default)]
pub(super) struct LastWords(Arc<Mutex<Vec<String>>>);

impl LastWords {
    /// A journal that keeps them here.
    pub(super) fn journal(&self, server: &MailServer) -> Journal<impl FnMut(Stage) + Send + use<>> {
        let words = self.0.clone();
        let keep = move |stage: Stage| {
            let mut kept = words.lock().unwrap_or_else(PoisonError::into_inner);
            if stage.outcome == Outcome::Running { kept.clear() } else { *kept = stage.said }
        };
        Journal::new(keep, server.censor())
    }

    /// The words so far.
    pub(super) fn get(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Hands one message over to a server.
pub(super) struct Hand<'a> {
    pub(super) engine: &'a Engine,
    pub(super) reach: &'a Reach,
    pub(super) server: &'a MailServer,
    pub(super) lease: &'a Lease,
    pub(super) stop: &'a CancellationToken,
}

impl Hand<'_> {
    /// Leads the dialogue about this mail. Nothing when Postroom is stopping, or when the message is no longer ours:
    /// then it was not handed over, and the session is of no use any more.
    pub(super) async fn over(
        &self,
        session: &mut Session,
        leased: &Leased,
        from: &EmailAddress,
        recipients: &[EmailAddress],
        mail: &[u8],
    ) -> Result<Option<Dialogue>> {
        let words = LastWords::default();
        let mut journal = words.journal(self.server);
        let mut told = Vec::new();
        let envelope = self.envelope(session, &mut journal, &words, from, recipients, &mut told);
        let opened = tokio::select! {
            biased;
            () = self.stop.cancelled() => return Ok(None),
            opened = envelope => opened,
        };
        if let Err(stopped) = opened {
            let sender_refused = told.is_empty().then(|| (stopped.cause, words.get()));
            let accepted = recipients.iter().filter(|address| !told.iter().any(|told| told.address == **address));
            let rest: Vec<Told> =
                accepted.map(|address| self::told(address, Verdict::of(stopped), &words.get())).collect();
            told.extend(rest);
            return Ok(Some(Dialogue { told, queue_id: String::new(), sender_refused }));
        }
        let is_told = |address: &EmailAddress| told.iter().any(|told| told.address == *address);
        let accepted: Vec<EmailAddress> = recipients.iter().filter(|address| !is_told(address)).cloned().collect();
        if accepted.is_empty() {
            return Ok(Some(Dialogue { told, queue_id: String::new(), sender_refused: None }));
        }
        // The server waits for the content now. From the mark on nobody else may send this message again by itself.
        let doubtful = accepted.iter().map(|address| self::told(address, Verdict::Unclear, &[]));
        let marked: Vec<Told> = told.iter().cloned().chain(doubtful).collect();
        if !self.engine.mark_data_begun(leased, self.lease, &marked).await? {
            return Ok(None);
        }
        let taken = tokio::select! {
            taken = session.content(self.reach, mail, &mut journal) => taken,
            () = grace(self.stop) => Err(Cause::AnswerTimedOut.into()),
        };
        let verdict = taken.as_ref().map_or_else(|stopped| Verdict::of_content(*stopped), |_| Verdict::Taken);
        told.extend(accepted.iter().map(|address| self::told(address, verdict, &words.get())));
        let queue_id = taken.map(|taken| taken.queue_id).unwrap_or_default();
        Ok(Some(Dialogue { told, queue_id, sender_refused: None }))
    }

    /// From MAIL to the moment when the server waits for the content. Recipients that are not accepted are told.
    async fn envelope<F: FnMut(Stage) + Send>(
        &self,
        session: &mut Session,
        journal: &mut Journal<F>,
        words: &LastWords,
        from: &EmailAddress,
        recipients: &[EmailAddress],
        told: &mut Vec<Told>,
    ) -> Result<(), Stopped> {
        let (sender, paths): (Path, Vec<Path>) = (Path::new(from), recipients.iter().map(Path::new).collect());
        let has_utf8 = session.offers_utf8();
        let needs_utf8 = sender.needs_utf8() || (has_utf8 && paths.iter().any(Path::needs_utf8));
        session.sender(self.reach, &sender, needs_utf8, journal).await?;
        let mut n_accepted = 0;
        for (address, path) in recipients.iter().zip(&paths) {
            if path.needs_utf8() && !has_utf8 {
                told.push(self::told(address, Verdict::ForGood(Cause::Utf8NotOffered), &[]));
                continue;
            }
            match session.recipient(self.reach, path, journal).await {
                Ok(()) => n_accepted += 1,
                Err(stopped) => told.push(self::told(address, Verdict::of(stopped), &words.get())),
            }
            if !session.is_whole() {
                // What was accepted before counts for nothing now.
                return Err(Cause::ConnectionDropped.into());
            }
        }
        if n_accepted == 0 { Ok(()) } else { session.data(self.reach, journal).await }
    }
}

/// One recipient with what was said.
pub(super) fn told(address: &EmailAddress, verdict: Verdict, words: &[String]) -> Told {
    Told { address: address.clone(), verdict, status: status(words), words: words.to_vec() }
}

async fn grace(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(STOP_GRACE).await;
}
