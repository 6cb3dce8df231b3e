//! How it stands for the recipients of a message.

use types::{EmailAddress, RecipientState};

use crate::{Engine, Error, Result, db::read};

use super::lease::Leased;

/// How it stands for each recipient of a message. To be used in a transaction.
macro_rules! recipient_states {
    ($tx:ident, $id:expr) => {{
        let states: Vec<String> = sqlx::query_scalar("SELECT state FROM outgoing_recipient WHERE outgoing_id = $1")
            .bind($id.as_bytes().as_slice())
            .fetch_all(&mut *$tx)
            .await?;
        $crate::outbox::read_states(&states)?
    }};
}

/// Writes down where a message stands, when more became known of a recipient than its last attempt told, and whoever
/// has begun to hand it over has no say any more. `$states` are those it may be in, `$sent` is the reason when everybody
/// has it. Nothing happens while there is a doubt left. To be used in a transaction, after [`turn_to`].
macro_rules! set_known {
    ($tx:ident, $id:expr, $states:literal, $sent:expr, $words:expr, $now:expr) => {{
        let states = $crate::outbox::recipient_states!($tx, $id);
        if let Some(standing) = $crate::outbox::without_doubt(&states, $sent, $now) {
            let words: Option<&str> = $words;
            sqlx::query(concat!(
                "UPDATE outgoing SET state = $2, reason = $3, server_words = COALESCE($4, server_words),
                    not_before = COALESCE($5, not_before), settled_at = NULL, lease = NULL, leased_until = NULL,
                    data_begun_at = NULL,
                    ended_at = CASE WHEN $5 IS NULL THEN COALESCE(ended_at, $6) ELSE NULL END
                 WHERE id = $1 AND state IN (",
                $states,
                ")"
            ))
            .bind($id.as_bytes().as_slice())
            .bind(standing.state.as_str())
            .bind(standing.reason.as_str())
            .bind(words)
            .bind(standing.next.map(|next| next.0))
            .bind($now.0)
            .execute(&mut *$tx)
            .await?;
        }
    }};
}

/// Waits until nobody else is writing to this message. To be used in a transaction, before its recipients are touched:
/// everybody takes them in this order.
macro_rules! turn_to {
    ($tx:ident, $id:expr) => {
        sqlx::query("UPDATE outgoing SET state = state WHERE id = $1")
            .bind($id.as_bytes().as_slice())
            .execute(&mut *$tx)
            .await?
    };
}

pub(crate) use {recipient_states, set_known, turn_to};

impl Engine {
    /// The recipients that have not got this message yet.
    pub(super) async fn pending_recipients(&self, leased: &Leased) -> Result<Vec<EmailAddress>> {
        let addresses: Vec<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT address FROM outgoing_recipient WHERE outgoing_id = $1 AND state IN ('waiting', 'delayed') ORDER BY address",
            )
            .bind(leased.id.as_bytes().as_slice())
            .fetch_all(pool)
            .await?
        });
        addresses.iter().map(|address| address.parse().map_err(|_| Error::Stored("recipient"))).collect()
    }
}

/// States as stored.
pub(crate) fn read_states(states: &[String]) -> Result<Vec<RecipientState>> {
    let read = |text: &String| RecipientState::from_stored(text).ok_or(Error::Stored("recipient state"));
    states.iter().map(read).collect()
}
