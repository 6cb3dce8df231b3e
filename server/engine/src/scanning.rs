//! Looking through files for viruses, by the operator's `clamd`. Messages are shown before and meanwhile: each file says
//! how far it is. What is infected nobody gets any more.

mod clamd;

use std::{io, sync::atomic::Ordering, time::Duration};

use tokio_util::sync::CancellationToken;
use types::{CandidateId, MessageId, ScanState, Topic};

use self::clamd::Answer;
use crate::{
    Engine, Error, Result,
    db::{read, write_redoable},
    messages::on_reading_thread,
    reading,
};

pub use clamd::{ClamdAddress, NotAClamdAddress};

/// Messages that are scanned before the store is asked for more.
const BATCH_MESSAGES: i64 = 8;
/// How often a message is scanned when the scanner cannot read one of its files, before that is what stands there.
const SCANS_MAX: i64 = 3;
/// Until it is tried again, in seconds: scanners are out of memory for a while, and reload their signatures.
const AGAIN_AFTER_SECS: i64 = 300;
/// How often the store is looked at; scanning begins as soon as somebody could open the file.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Until a scanner that does not answer is asked again.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(10);

/// Hands files to the virus scanner; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Scanner {
    pub(crate) engine: Engine,
}

/// What was said of a file.
struct Scanned {
    place: u32,
    state: ScanState,
    found: String,
}

impl Scanner {
    /// Scans until `stop`; without a scanner it only waits.
    pub async fn run(self, stop: CancellationToken) {
        let Some(address) = self.engine.inner.clamd.clone() else { return stop.cancelled().await };
        loop {
            if self.engine.has_backlog() {
                tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(LOOK_EVERY) => continue }
            }
            let scanned = tokio::select! {
                () = stop.cancelled() => return,
                scanned = self.engine.scan_some(&address) => scanned,
            };
            let pause = match scanned {
                Ok(0) => LOOK_EVERY,
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(%error, "files could not be scanned for viruses");
                    PAUSE_AFTER_FAILURE
                }
            };
            tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(pause) => {} }
        }
    }
}

impl Engine {
    /// Scans the next few messages, the newest first; how many there were. The error of a scanner that is not there is
    /// [`Error::File`].
    pub(crate) async fn scan_some(&self, address: &ClamdAddress) -> Result<usize> {
        let due: Vec<(Vec<u8>, i64)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT id, n_scans FROM message WHERE scan_due_at IS NOT NULL AND reason <> 'arrived' AND scan_due_at <= $1
                 ORDER BY received_at DESC LIMIT $2",
            )
            .bind(self.now().0)
            .bind(BATCH_MESSAGES)
            .fetch_all(pool)
            .await?
        });
        let due = due.into_iter().map(|(id, n_scans)| Some((MessageId::from_slice(&id)?, n_scans)));
        let due: Vec<_> = due.collect::<Option<_>>().ok_or(Error::Stored("message id"))?;
        for (id, n_scans) in &due {
            let scanned = self.scan(address, *id, *n_scans).await;
            let is_away = matches!(scanned, Err(Error::File(_)));
            if self.inner.is_clamd_away.swap(is_away, Ordering::Relaxed) != is_away {
                due.iter().for_each(|(id, _)| self.publish(Topic::Message(*id)));
            }
            scanned?;
        }
        Ok(due.len())
    }

    async fn scan(&self, address: &ClamdAddress, id: MessageId, n_scans: i64) -> Result<()> {
        let raw = self.raw_message(id).await?;
        let files = on_reading_thread(move || reading::files(&raw)).await?.unwrap_or_default();
        let mut scanned = Vec::new();
        for (place, file) in (0..).zip(files) {
            let (state, found) = match clamd::scan(address, &file.bytes).await? {
                Answer::Clean => (ScanState::Clean, String::new()),
                Answer::Found(found) => (ScanState::Infected, found),
                Answer::TooLarge => (ScanState::TooLarge, String::new()),
                Answer::Fault(words) => {
                    tracing::warn!(message = %id, words, "the virus scanner could not read a file");
                    (ScanState::Failed, String::new())
                }
                Answer::BrokenOff => {
                    // Should it be this file that it dies of, other messages come first next time.
                    self.scan_later(id).await?;
                    return Err(Error::File(io::ErrorKind::ConnectionAborted.into()));
                }
            };
            scanned.push(Scanned { place, state, found });
        }
        self.store_scans(id, n_scans + 1, &scanned).await?;
        if !scanned.is_empty() {
            self.publish(Topic::Message(id));
            self.publish_candidate_of(id).await?;
        }
        Ok(())
    }

    async fn scan_later(&self, id: MessageId) -> Result<()> {
        let due = self.now().plus_secs(AGAIN_AFTER_SECS);
        write_redoable!(self.inner.db, tx => {
            sqlx::query("UPDATE message SET scan_due_at = $2 WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(due.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    async fn store_scans(&self, id: MessageId, n_scans: i64, scanned: &[Scanned]) -> Result<()> {
        let now = self.now();
        let has_failed = scanned.iter().any(|file| file.state == ScanState::Failed);
        let due = (has_failed && n_scans < SCANS_MAX).then(|| now.plus_secs(AGAIN_AFTER_SECS).0);
        write_redoable!(self.inner.db, tx => {
            for Scanned { place, state, found } in scanned {
                sqlx::query(
                    "INSERT INTO attachment_scan (message_id, place, state, found, scanned_at) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (message_id, place) DO UPDATE SET
                        state = excluded.state, found = excluded.found, scanned_at = excluded.scanned_at",
                )
                .bind(id.as_bytes().as_slice())
                .bind(i64::from(*place))
                .bind(state.as_str())
                .bind(found.replace('\0', ""))
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            }
            sqlx::query("UPDATE message SET scan_due_at = $2, n_scans = $3 WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(due)
                .bind(n_scans)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// Tells whoever reads the conversation that this message is in.
    async fn publish_candidate_of(&self, id: MessageId) -> Result<()> {
        let candidate: Option<Option<Vec<u8>>> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT candidate_id FROM message WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        if let Some(candidate) = candidate.flatten().as_deref().and_then(CandidateId::from_slice) {
            self.publish(Topic::Candidate(candidate));
        }
        Ok(())
    }
}
