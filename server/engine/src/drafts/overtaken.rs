//! Answers for a later time that the candidate's own mail comes before: they are stopped, and become drafts again.

use types::{CandidateId, OutgoingId, PersonId, Problem};

use crate::{Engine, Error, Result};

/// An answer that was stopped: its identity, whose it was, and who wrote it.
pub(crate) type Stopped = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);

/// Stops what waits for a time that somebody chose, when this message is a candidate's mail: an answer that does not
/// know of it would be wrong. To be used in the transaction that gives the message to the candidate, so that no crash
/// comes between.
macro_rules! stop_overtaken {
    ($tx:ident, $message:expr, $now:expr) => {{
        // What is only held for undoing was written in the knowledge of a moment ago, and leaves.
        let stopped: Vec<$crate::drafts::Stopped> = sqlx::query_as(
            "UPDATE outgoing SET state = 'cancelled', reason = 'candidate_wrote', ended_at = $2
             WHERE candidate_id = (SELECT candidate_id FROM message WHERE id = $1 AND state = 'candidate' AND kind = 'mail')
                AND state = 'waiting' AND reason = 'queued' AND not_before > $2 AND not_before > created_at + $3
             RETURNING id, candidate_id, person_id",
        )
        .bind($message.as_bytes().as_slice())
        .bind($now.0)
        .bind(types::UNDO_SECS * 1_000_000)
        .fetch_all(&mut *$tx)
        .await?;
        stopped
    }};
}

pub(crate) use stop_overtaken;

impl Engine {
    /// Gives the texts of stopped answers back to those who wrote them.
    pub(crate) async fn give_back_overtaken(&self, stopped: Vec<Stopped>) -> Result<()> {
        for (id, candidate, person) in stopped {
            let id = OutgoingId::from_slice(&id).ok_or(Error::Stored("outgoing id"))?;
            if let Some(person) = person.as_deref().and_then(PersonId::from_slice) {
                match self.take_back(id, person).await {
                    // Somebody was faster and has it in their own draft.
                    Ok(_) | Err(Error::Problem(Problem::TooLate)) => {}
                    Err(error) => return Err(error),
                }
            }
            self.outbox_changed(CandidateId::from_slice(&candidate));
        }
        Ok(())
    }
}
