//! Writing down what happens to a message, before it happens and after. What several workers have to write shares one
//! transaction, and with it one sync.

use std::{
    mem, slice,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Mutex as Turn, oneshot};
use types::{OutgoingId, OutgoingState, Route, Timestamp};

use crate::{
    Engine, Error, Result,
    db::{write, write_redoable},
};

use super::{
    attempt::Attempt,
    lease::{Lease, Leased},
    outcome::{Told, Verdict, standing},
    recipients::recipient_states,
};

/// What waits to be written down, and whose turn it is to do it.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// At most one of each worker, who waits for it.
    waiting: Mutex<Vec<Waiting>>,
    turn: Turn<()>,
}

#[derive(Debug)]
struct Waiting {
    entry: Entry,
    done: oneshot::Sender<Result<bool>>,
}

#[derive(Debug)]
struct Entry {
    id: OutgoingId,
    lease: Lease,
    what: What,
}

#[derive(Debug)]
enum What {
    /// The content is about to be handed over; what each recipient is told by that.
    DataBegins(Vec<Told>),
    /// An attempt has ended.
    Ended { attempt: Arc<Attempt>, is_followed: bool },
}

impl Ledger {
    /// Writes this down together with what others wait for; whether the message still was its holder's.
    async fn enter(&self, engine: &Engine, entry: Entry) -> Result<bool> {
        let (done, written) = oneshot::channel();
        self.waiting().push(Waiting { entry, done });
        {
            // Whoever has the turn writes for all who wait; they find nothing left to do when it is theirs.
            let _turn = self.turn.lock().await;
            let mut waiting = mem::take(&mut *self.waiting());
            // Two processes lock the same messages in the same order.
            waiting.sort_unstable_by_key(|waiting| waiting.entry.id);
            let (entries, done): (Vec<_>, Vec<_>) =
                waiting.into_iter().map(|Waiting { entry, done }| (entry, done)).unzip();
            for (done, outcome) in done.into_iter().zip(enter_all(engine, entries).await) {
                // Who is gone needs no answer.
                _ = done.send(outcome);
            }
        }
        written.await.map_err(|_| Error::Stopping)?
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// Whether the machine may forget it: where another message is sent right after it, that one's mark brings the record
    /// to the disk too; should the machine stop before, the mark of this one says that it is unclear.
    fn may_be_lost(&self) -> bool {
        matches!(self.what, What::Ended { is_followed: true, .. })
    }
}

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
                from_address = $7, route = $8, ended_at = $9, settled_at = NULL, is_searchable = FALSE WHERE id = $1",
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

/// Writes that the content of a message is about to be handed over; whether it still was this holder's. To be used in a
/// transaction.
macro_rules! set_data_begun {
    ($tx:ident, $id:expr, $lease:expr, $told:expr, $now:expr) => {{
        let n_marked = sqlx::query(
            "UPDATE outgoing SET data_begun_at = $3
             WHERE id = $1 AND lease = $2 AND state = 'sending' AND leased_until > $3",
        )
        .bind($id.as_bytes().as_slice())
        .bind($lease.as_bytes())
        .bind($now.0)
        .execute(&mut *$tx)
        .await?
        .rows_affected();
        if n_marked > 0 {
            set_recipients!($tx, $id, $told, $now);
        }
        n_marked > 0
    }};
}

/// Writes down how an attempt ended; whether the message was still this holder's. To be used in a transaction.
macro_rules! set_attempt {
    ($tx:ident, $id:expr, $lease:expr, $attempt:expr, $now:expr) => {{
        let held: Option<(i64, i64)> = sqlx::query_as(
            "UPDATE outgoing SET data_begun_at = NULL, lease = NULL, leased_until = NULL
             WHERE id = $1 AND lease = $2 AND state IN ('sending', 'unclear') RETURNING n_attempts, give_up_at",
        )
        .bind($id.as_bytes().as_slice())
        .bind($lease.as_bytes())
        .fetch_optional(&mut *$tx)
        .await?;
        if let Some((n_attempts, give_up_at)) = held {
            set_recipients!($tx, $id, &$attempt.told, $now);
            let states = recipient_states!($tx, $id);
            let standing = standing(&states, &$attempt.told, n_attempts, $now, Timestamp(give_up_at));
            set_standing!($tx, $id, standing, $attempt, $now);
        }
        held.is_some()
    }};
}

/// Writes down each of these; for each, whether the message still was its holder's. To be used in a transaction.
macro_rules! set_entries {
    ($tx:ident, $entries:expr, $now:expr) => {{
        let mut held = Vec::new();
        for Entry { id, lease, what } in $entries {
            held.push(match what {
                What::DataBegins(told) => set_data_begun!($tx, id, lease, told, $now),
                What::Ended { attempt, .. } => set_attempt!($tx, id, lease, attempt, attempt.ended_at),
            });
        }
        held
    }};
}

impl Engine {
    /// Marks that the content is about to be handed over, for these recipients and not for those that were told
    /// otherwise. False when the message is no longer ours: then it must not be.
    pub(super) async fn mark_data_begun(&self, leased: &Leased, lease: &Lease, told: &[Told]) -> Result<bool> {
        let entry = Entry { id: leased.id, lease: lease.clone(), what: What::DataBegins(told.to_vec()) };
        self.inner.outbox.ledger.enter(self, entry).await
    }

    /// Records how an attempt ended. Nothing happens when the message went to another holder meanwhile.
    pub(super) async fn record(&self, leased: &Leased, lease: &Lease, attempt: &Arc<Attempt>) -> Result<()> {
        let what = What::Ended { attempt: Arc::clone(attempt), is_followed: leased.is_followed };
        let entry = Entry { id: leased.id, lease: lease.clone(), what };
        if self.inner.outbox.ledger.enter(self, entry).await? {
            // A notice leaves through the relay, which says nothing about the server it tells of.
            if !leased.is_notice {
                self.note_server(attempt).await?;
            }
            self.outbox_changed(leased.candidate);
        }
        Ok(())
    }
}

/// Should the store refuse them together, each is tried alone, so that one that cannot be written holds none of the
/// others up.
async fn enter_all(engine: &Engine, entries: Vec<Entry>) -> Vec<Result<bool>> {
    if entries.len() > 1 {
        match enter_together(engine, &entries).await {
            Ok(held) => return held.into_iter().map(Ok).collect(),
            Err(error) => {
                tracing::warn!(%error, n_messages = entries.len(), "a batch was refused, each is tried alone")
            }
        }
    }
    let mut outcomes = Vec::with_capacity(entries.len());
    for entry in &entries {
        let held = enter_together(engine, slice::from_ref(entry)).await;
        outcomes.push(held.map(|held| held == [true]));
    }
    outcomes
}

async fn enter_together(engine: &Engine, entries: &[Entry]) -> Result<Vec<bool>> {
    let now = engine.now();
    Ok(if entries.iter().all(Entry::may_be_lost) {
        write_redoable!(engine.inner.db, tx => { set_entries!(tx, entries, now) })
    } else {
        write!(engine.inner.db, tx => { set_entries!(tx, entries, now) })
    })
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
