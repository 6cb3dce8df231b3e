//! Writing down what happens to a message, before it happens and after.

use types::{OutgoingState, RecipientState, Route, Timestamp};

use crate::{
    Engine, Error, Result,
    db::{read, write, write_redoable},
};

use super::{
    attempt::Attempt,
    lease::{Lease, Leased},
    letter::LetterFile,
    outcome::{Told, Verdict, standing},
};

/// Writes down what each recipient was told. To be used in a transaction.
macro_rules! set_recipients {
    ($tx:ident, $id:expr, $told:expr, $now:expr) => {
        for told in $told {
            // A report of a fast server may be here before its answer.
            sqlx::query(
                "UPDATE outgoing_recipient SET state = $3, status = $4, words = $5, changed_at = $6
                 WHERE outgoing_id = $1 AND address = $2 AND state <> 'bounced'",
            )
            .bind($id.as_bytes().as_slice())
            .bind(told.address.as_str())
            .bind(told.verdict.state().as_str())
            .bind(&told.status)
            .bind(told.words.join("\n"))
            .bind($now.0)
            .execute(&mut *$tx)
            .await?;
        }
    };
}

/// Writes down where a message stands after an attempt. To be used in a transaction.
macro_rules! set_standing {
    ($tx:ident, $id:expr, $standing:expr, $attempt:expr, $now:expr) => {
        if $standing.state == OutgoingState::Refused {
            // It is not tried any more, for whomever it still waited.
            sqlx::query(
                "UPDATE outgoing_recipient SET state = 'refused', changed_at = $2
                 WHERE outgoing_id = $1 AND state IN ('waiting', 'delayed')",
            )
            .bind($id.as_bytes().as_slice())
            .bind($now.0)
            .execute(&mut *$tx)
            .await?;
        }
        sqlx::query(
            "UPDATE outgoing SET state = $2, reason = $3, server_words = $4, queue_id = $5, not_before = $6,
                from_address = $7, route = $8, ended_at = $9, settled_at = NULL WHERE id = $1",
        )
        .bind($id.as_bytes().as_slice())
        .bind($standing.state.as_str())
        .bind($standing.reason.as_str())
        .bind($attempt.words().join("\n"))
        .bind(&$attempt.queue_id)
        .bind($standing.next.unwrap_or($now).0)
        .bind($attempt.from.as_str())
        .bind(route_as_stored($attempt.route))
        .bind($standing.next.is_none().then_some($now.0))
        .execute(&mut *$tx)
        .await?
    };
}

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

/// Writes down how an attempt ended; whether the message was still this holder's. To be used in a transaction.
macro_rules! set_attempt {
    ($tx:ident, $leased:expr, $lease:expr, $attempt:expr, $now:expr) => {{
        let held: Option<(i64, i64)> = sqlx::query_as(
            "UPDATE outgoing SET data_begun_at = NULL, lease = NULL, leased_until = NULL
             WHERE id = $1 AND lease = $2 AND state IN ('sending', 'unclear') RETURNING n_attempts, give_up_at",
        )
        .bind($leased.id.as_bytes().as_slice())
        .bind($lease.as_bytes())
        .fetch_optional(&mut *$tx)
        .await?;
        if let Some((n_attempts, give_up_at)) = held {
            set_recipients!($tx, $leased.id, &$attempt.told, $now);
            let states = recipient_states!($tx, $leased.id);
            let standing = standing(&states, &$attempt.told, n_attempts, $now, Timestamp(give_up_at));
            set_standing!($tx, $leased.id, standing, $attempt, $now);
        }
        held.is_some()
    }};
}

pub(crate) use {recipient_states, set_known, turn_to};

impl Engine {
    /// The recipients that have not got this message yet.
    pub(super) async fn pending_recipients(&self, leased: &Leased) -> Result<Vec<types::EmailAddress>> {
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

    /// The files of this message.
    pub(super) async fn letter_files(&self, leased: &Leased) -> Result<Vec<LetterFile>> {
        let files: Vec<(String, String, Vec<u8>)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT name, media_type, bytes FROM outgoing_file WHERE outgoing_id = $1 ORDER BY place, id")
                .bind(leased.id.as_bytes().as_slice())
                .fetch_all(pool)
                .await?
        });
        Ok(files.into_iter().map(|(name, media_type, bytes)| LetterFile { name, media_type, bytes }).collect())
    }

    /// Marks that the content is about to be handed over, for these recipients and not for those that were told
    /// otherwise. False when the message is no longer ours: then it must not be.
    pub(super) async fn mark_data_begun(&self, leased: &Leased, lease: &Lease, told: &[Told]) -> Result<bool> {
        let now = self.now();
        let n_marked = write!(self.inner.db, tx => {
            let n_marked = sqlx::query(
                "UPDATE outgoing SET data_begun_at = $3
                 WHERE id = $1 AND lease = $2 AND state = 'sending' AND leased_until > $3",
            )
            .bind(leased.id.as_bytes().as_slice())
            .bind(lease.as_bytes())
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if n_marked > 0 {
                set_recipients!(tx, leased.id, told, now);
            }
            n_marked
        });
        Ok(n_marked > 0)
    }

    /// Records how an attempt ended. Nothing happens when the message went to another holder meanwhile. Where
    /// another is sent right after it, that one's mark brings the record to the disk too; should the machine stop before,
    /// the mark of this one says that it is unclear.
    pub(super) async fn record(&self, leased: &Leased, lease: &Lease, attempt: &Attempt) -> Result<()> {
        let now = attempt.ended_at;
        let recorded = if leased.is_followed {
            write_redoable!(self.inner.db, tx => { set_attempt!(tx, leased, lease, attempt, now) })
        } else {
            write!(self.inner.db, tx => { set_attempt!(tx, leased, lease, attempt, now) })
        };
        if recorded {
            self.note_server(attempt).await?;
            self.outbox_changed(leased.candidate);
        }
        Ok(())
    }
}

/// States as stored.
pub(crate) fn read_states(states: &[String]) -> Result<Vec<RecipientState>> {
    let read = |text: &String| RecipientState::from_stored(text).ok_or(Error::Stored("recipient state"));
    states.iter().map(read).collect()
}

/// A route as stored.
pub(super) const fn route_as_stored(route: Route) -> &'static str {
    match route {
        Route::Relay => "relay",
        Route::MainServer => "main_server",
        Route::SubcompanyServer => "subcompany_server",
    }
}

impl Attempt {
    /// What the server said about what matters: the first trouble, or at last that it has taken the message over.
    fn words(&self) -> &[String] {
        let trouble = self.told.iter().find(|told| told.verdict != Verdict::Taken);
        trouble.or(self.told.first()).map(|told| told.words.as_slice()).unwrap_or_default()
    }
}
