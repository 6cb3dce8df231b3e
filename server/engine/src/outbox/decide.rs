//! What people decide about messages on their way out.

use types::{CandidateId, OutgoingId, OutgoingWord, Problem, Timestamp};

use crate::{
    Engine, Result,
    db::{read, write},
};

use super::{may_have_it, outcome::standing, queue::give_up_at, recipient_states, set_known};

/// Whose message a decision changed; nothing when it had gone on meanwhile.
type Changed = Option<Option<Vec<u8>>>;

/// Changes a message that is in one of these states, `$2` being this moment. To be used in a transaction.
macro_rules! change {
    ($tx:ident, $id:expr, $now:expr, $change:literal, $states:literal) => {
        change!($tx, $id, $now, $change, $states, "")
    };
    ($tx:ident, $id:expr, $now:expr, $change:literal, $states:literal, $and:literal) => {{
        let changed: Changed = sqlx::query_scalar(concat!(
            "UPDATE outgoing SET ",
            $change,
            " WHERE id = $1 AND state IN (",
            $states,
            ")",
            $and,
            " RETURNING candidate_id"
        ))
        .bind($id.as_bytes().as_slice())
        .bind($now.0)
        .fetch_optional(&mut *$tx)
        .await?;
        changed
    }};
}

/// The same for those of its recipients that are in one of these states. To be used in a transaction.
macro_rules! change_recipients {
    ($tx:ident, $id:expr, $now:expr, $state:literal, $states:literal) => {
        sqlx::query(concat!(
            "UPDATE outgoing_recipient SET changed_at = $2, state = '",
            $state,
            "' WHERE outgoing_id = $1 AND state IN (",
            $states,
            ")"
        ))
        .bind($id.as_bytes().as_slice())
        .bind($now.0)
        .execute(&mut *$tx)
        .await?
    };
}

impl Engine {
    /// Tries a message that waits at once.
    pub(crate) async fn retry_outgoing(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            change!(tx, id, now, "not_before = $2", "'waiting', 'delayed'")
        });
        self.decided(id, changed).await
    }

    /// Stops a message that waits. When somebody has it already, it was sent to them, and to nobody else.
    pub(crate) async fn cancel_outgoing(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            let changed =
                change!(tx, id, now, "state = 'cancelled', reason = 'cancelled', ended_at = $2", "'waiting', 'delayed'");
            if changed.is_some() && recipient_states!(tx, id).into_iter().any(may_have_it) {
                change_recipients!(tx, id, now, "refused", "'waiting', 'delayed'");
                let standing = standing(&recipient_states!(tx, id), &[], 0, now, Timestamp(i64::MAX));
                // Whoever stopped it has dealt with it.
                sqlx::query("UPDATE outgoing SET state = $2, reason = $3, settled_at = $4 WHERE id = $1")
                    .bind(id.as_bytes().as_slice())
                    .bind(standing.state.as_str())
                    .bind(standing.reason.as_str())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
            changed
        });
        self.decided(id, changed).await
    }

    /// Sends again, to whoever may not have it, unless a copy went out instead: after a person has looked whether it
    /// arrived, or mended what was refused. Its Message-ID stays, so that a mailbox that has it already can tell.
    pub(crate) async fn resend_outgoing(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            let changed = change!(
                tx,
                id,
                now,
                "state = 'waiting', reason = 'queued', not_before = $2, n_attempts = 0, lease = NULL, leased_until = NULL,
                 data_begun_at = NULL, ended_at = NULL, settled_at = NULL, is_searchable = FALSE,
                 is_doubtful = CASE WHEN state = 'unclear' THEN TRUE ELSE is_doubtful END",
                "'unclear', 'refused'",
                " AND (state = 'unclear' OR replaced_by IS NULL)"
            );
            if changed.is_some() {
                sqlx::query("UPDATE outgoing SET give_up_at = $2 WHERE id = $1")
                    .bind(id.as_bytes().as_slice())
                    .bind(give_up_at(now).0)
                    .execute(&mut *tx)
                    .await?;
                change_recipients!(tx, id, now, "waiting", "'unclear', 'refused', 'delayed'");
            }
            changed
        });
        self.decided(id, changed).await
    }

    /// Takes a person's word that an unclear message was sent, to those whom nobody knows of. For whom it waited beside
    /// them, it goes on.
    pub(crate) async fn mark_outgoing_sent(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            let changed = change!(tx, id, now, "ended_at = COALESCE(ended_at, $2)", "'unclear'");
            if changed.is_some() {
                change_recipients!(tx, id, now, "taken", "'unclear'");
                set_known!(tx, id, "'unclear'", OutgoingWord::SaidToBeSent, None, now);
            }
            changed
        });
        self.decided(id, changed).await
    }

    /// Takes a message out of what needs a person; what became of it stays written there.
    pub(crate) async fn settle_outgoing(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            change!(tx, id, now, "settled_at = $2", "'refused', 'unclear', 'bounced'")
        });
        self.decided(id, changed).await
    }

    /// Tells about a decision, or why there was nothing to decide.
    async fn decided(&self, id: OutgoingId, changed: Changed) -> Result<()> {
        if let Some(candidate) = changed {
            self.outbox_changed(candidate.as_deref().and_then(CandidateId::from_slice));
            self.wake_outbox();
            return Ok(());
        }
        let found: Option<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT state FROM outgoing WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Err(if found.is_some() { Problem::TooLate } else { Problem::NotFound }.into())
    }
}
