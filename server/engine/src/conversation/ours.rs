//! What was written to a candidate.

use types::{CandidateId, OurMessage, OutgoingId, OutgoingState};

use super::Place;
use crate::{Engine, Error, Result, db::read};

impl Engine {
    pub(super) async fn our_places(
        &self,
        candidate: CandidateId,
        at: i64,
        id: &[u8],
        n_max: usize,
    ) -> Result<Vec<Place>> {
        let rows: Vec<(i64, Vec<u8>)> = read!(self.inner.db, pool => {
            // What somebody took back is their draft again.
            sqlx::query_as(
                "SELECT created_at, id FROM outgoing WHERE candidate_id = $1
                    AND NOT (state = 'cancelled' AND reason = 'cancelled' AND settled_at IS NOT NULL) AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4",
            )
            .bind(candidate.as_bytes().as_slice())
            .bind(at)
            .bind(id)
            .bind(i64::try_from(n_max).unwrap_or(i64::MAX))
            .fetch_all(pool)
            .await?
        });
        Ok(rows.into_iter().map(|(at, id)| Place { at, id, is_ours: true }).collect())
    }

    pub(super) async fn our_message(&self, id: &[u8]) -> Result<OurMessage> {
        let view = self.outgoing(OutgoingId::from_slice(id).ok_or(Error::Stored("outgoing id"))?).await?;
        let (author, settled_at): (Option<String>, Option<i64>) = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT p.name, o.settled_at FROM outgoing o LEFT JOIN person p ON p.id = o.person_id WHERE o.id = $1",
            )
            .bind(id)
            .fetch_one(pool)
            .await?
        });
        let can_be_taken_back = match view.row.state {
            OutgoingState::Waiting => true,
            OutgoingState::Cancelled => settled_at.is_none(),
            _ => false,
        };
        Ok(OurMessage { view, author: author.unwrap_or_default(), can_be_taken_back })
    }
}
