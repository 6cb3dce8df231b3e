//! Which message an answer belongs to (RFC 5322 section 3.6.4), so that mail programs show both in one thread.

use types::CandidateId;

use crate::{Engine, Result, db::read, messages::on_reading_thread, reading};

/// Where a conversation stands.
#[derive(Debug, Default)]
pub(crate) struct Threading {
    /// The message that is answered.
    pub in_reply_to: Option<String>,
    /// Those before it, the oldest first.
    pub references: Vec<String>,
}

impl Engine {
    /// The newest message of the candidate; without one the newest of ours.
    pub(crate) async fn thread_end(&self, candidate: CandidateId) -> Result<Threading> {
        let raw: Option<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT bytes FROM raw_message WHERE message_id = (
                    SELECT id FROM message WHERE candidate_id = $1 AND state = 'candidate' AND kind <> 'report' AND message_id <> ''
                    ORDER BY received_at DESC, id DESC LIMIT 1)",
            )
            .bind(candidate.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        if let Some(raw) = raw {
            let read = on_reading_thread(move || reading::read(&raw, "")).await?.unwrap_or_default();
            return Ok(Threading { in_reply_to: read.message_id, references: read.references });
        }
        let ours: Option<(String, String)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT message_id, refs FROM outgoing WHERE candidate_id = $1 AND state <> 'cancelled'
                 ORDER BY created_at DESC, id DESC LIMIT 1",
            )
            .bind(candidate.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        Ok(ours.map_or_else(Threading::default, |(id, refs)| Threading {
            in_reply_to: Some(id),
            references: refs.split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
        }))
    }
}
