//! What was written to a candidate.

use types::{OurMessage, OutgoingId, OutgoingState, formatting};

use super::places;
use crate::{Engine, Error, Result, db::read, outbox::may_have_it};

impl Engine {
    // What somebody took back is their draft again.
    places!(
        our_places,
        true,
        "outgoing",
        "created_at",
        "NOT (state = 'cancelled' AND reason = 'cancelled' AND settled_at IS NOT NULL)"
    );

    pub(super) async fn our_message(&self, id: &[u8]) -> Result<OurMessage> {
        let view = self.outgoing(OutgoingId::from_slice(id).ok_or(Error::Stored("outgoing id"))?).await?;
        let (author, settled_at, is_doubtful): (Option<String>, Option<i64>, bool) = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT p.name, o.settled_at, o.is_doubtful FROM outgoing o LEFT JOIN person p ON p.id = o.person_id WHERE o.id = $1",
            )
            .bind(id)
            .fetch_one(pool)
            .await?
        });
        let may_be_there = is_doubtful || view.recipients.iter().any(|one| may_have_it(one.state));
        let can_be_taken_back = match view.row.state {
            _ if may_be_there => false,
            OutgoingState::Waiting => true,
            OutgoingState::Cancelled => settled_at.is_none(),
            _ => false,
        };
        let html = formatting::as_html(&view.body);
        Ok(OurMessage { view, html, author: author.unwrap_or_default(), can_be_taken_back })
    }
}
