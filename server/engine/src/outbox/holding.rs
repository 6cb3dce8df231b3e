//! What has to wait: without a server, with half the settings, at a server that lets nobody in, and after a fault of
//! ours.

use types::{Cause, CompanyId, Field, OutgoingId, OutgoingWord, Timestamp};

use crate::{Engine, Result, db::write};

use super::{attempt::Attempt, lease::Lease, outcome::pause_secs, queue::give_up_at, trouble::ServerTold};

/// How long messages rest that cannot be sent as things are. A change of the settings ends that at once.
const HOLD_SECS: i64 = 10 * 60;
/// How long they rest when that may be over soon: the next of them finds out whether the server is back.
const PAUSE_SECS: i64 = 60;
/// Longest pause between two sign-ins that fail. Microsoft locks an account after ten of them, for a minute at first and
/// then for longer.
const SIGN_IN_PAUSE_MAX_SECS: i64 = 60 * 60;

impl Engine {
    /// Other settings are in force for this company, and for those that inherit them: what waits is tried again.
    pub(crate) async fn sending_changed(&self, company: CompanyId) -> Result<()> {
        self.server_works(company).await?;
        self.due_again(Some(company)).await
    }

    /// Has everything tried again that waits for other settings or for a server of this company; of every company
    /// without one. What is to be sent later stays so.
    pub(super) async fn due_again(&self, company: Option<CompanyId>) -> Result<()> {
        let now = self.now();
        let n_due = match company {
            Some(company) => write!(self.inner.db, tx => {
                sqlx::query(
                    "UPDATE outgoing SET not_before = $2 WHERE state IN ('waiting', 'delayed') AND reason <> 'queued'
                        AND not_before > $2 AND company_id IN (SELECT id FROM company WHERE id = $1 OR main_id = $1)",
                )
                .bind(company.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?
                .rows_affected()
            }),
            None => write!(self.inner.db, tx => {
                sqlx::query(
                    "UPDATE outgoing SET not_before = $1 WHERE state = 'waiting' AND reason IN ('no_server', 'settings_incomplete', 'faulted')
                        AND not_before > $1",
                )
                .bind(now.0)
                .execute(&mut *tx)
                .await?
                .rows_affected()
            }),
        };
        if n_due > 0 {
            self.outbox_changed(None);
            self.wake_outbox();
        }
        Ok(())
    }

    /// Delays what else is due at a server that lets nobody in; `tried` has its own next moment. Whoever signs in with a
    /// wrong password every minute is locked out: then the pauses grow for all that waits there, `tried` too.
    pub(super) async fn delay_due(&self, company: CompanyId, tried: OutgoingId, failed: &Attempt) -> Result<()> {
        let Attempt { owner, ended_at, .. } = *failed;
        let ServerTold::Fails { cause, words } = &failed.server else { return Ok(()) };
        let is_sign_in = is_sign_in(*cause);
        write!(self.inner.db, tx => {
            let n_messages: Option<i64> = sqlx::query_scalar("SELECT n_messages FROM server_trouble WHERE company_id = $1")
                .bind(owner.as_bytes().as_slice())
                .fetch_optional(&mut *tx)
                .await?;
            let pause = if is_sign_in { sign_in_pause_secs(n_messages.unwrap_or(1)) } else { PAUSE_SECS };
            sqlx::query(
                "UPDATE outgoing SET state = 'delayed', reason = $2, server_words = $3, not_before = $4
                 WHERE company_id = $1 AND state IN ('waiting', 'delayed')
                    AND (not_before <= $5 AND id <> $6 OR $7 AND state = 'delayed' AND reason = $2 AND not_before < $4)
                    AND (leased_until IS NULL OR leased_until <= $5)
                    AND NOT (person_id IS NULL AND candidate_id IS NULL)",
            )
            .bind(company.as_bytes().as_slice())
            .bind(cause.id())
            .bind(words.join("\n"))
            .bind(ended_at.plus_secs(pause).0)
            .bind(ended_at.0)
            .bind(tried.as_bytes().as_slice())
            .bind(is_sign_in)
            .execute(&mut *tx)
            .await?;
        });
        self.outbox_changed(None);
        Ok(())
    }

    /// Puts the due messages of this company on hold, with the reason; those too that somebody began with and never went
    /// on with.
    pub(super) async fn hold_due(&self, company: CompanyId, reason: OutgoingWord) -> Result<()> {
        let now = self.now();
        let n_held = write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE outgoing SET state = 'waiting', reason = $2, not_before = $3, give_up_at = $4, lease = NULL, leased_until = NULL
                 WHERE company_id = $1 AND state IN ('waiting', 'delayed', 'sending') AND not_before <= $5
                    AND (leased_until IS NULL OR leased_until <= $5) AND data_begun_at IS NULL",
            )
            .bind(company.as_bytes().as_slice())
            .bind(reason.as_str())
            .bind(now.plus_secs(HOLD_SECS).0)
            .bind(give_up_at(now).0)
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected()
        });
        if n_held > 0 {
            self.outbox_changed(None);
        }
        Ok(())
    }

    /// Puts one message that this holder has on hold, with the reason.
    pub(super) async fn hold_leased(&self, id: OutgoingId, lease: &Lease, reason: OutgoingWord) -> Result<()> {
        let now = self.now();
        self.put_down(Some(id), lease, reason, HOLD_SECS, Some(give_up_at(now))).await
    }

    /// Lets everything rest that this holder has and has not begun to hand over, because of a fault of ours.
    pub(super) async fn rest(&self, lease: &Lease) -> Result<()> {
        self.put_down(None, lease, OutgoingWord::Faulted, PAUSE_SECS, None).await
    }

    async fn put_down(
        &self,
        id: Option<OutgoingId>,
        lease: &Lease,
        reason: OutgoingWord,
        pause_secs: i64,
        give_up_at: Option<Timestamp>,
    ) -> Result<()> {
        let not_before = self.now().plus_secs(pause_secs);
        write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE outgoing SET state = 'waiting', reason = $2, not_before = $3, give_up_at = COALESCE($4, give_up_at),
                    lease = NULL, leased_until = NULL, n_attempts = n_attempts - 1
                 WHERE lease = $1 AND state = 'sending' AND data_begun_at IS NULL AND ($5 IS NULL OR id = $5)",
            )
            .bind(lease.as_bytes())
            .bind(reason.as_str())
            .bind(not_before.0)
            .bind(give_up_at.map(|at| at.0))
            .bind(id.map(|id| id.as_bytes().to_vec()))
            .execute(&mut *tx)
            .await?;
        });
        self.outbox_changed(None);
        Ok(())
    }
}

/// Whether a server lets nobody in because of who knocks.
fn is_sign_in(cause: Cause) -> bool {
    matches!(cause.field(), Some(Field::Account | Field::Password | Field::SignInWith))
        || cause == Cause::SignInUnavailable
}

/// The pause after so many messages in a row that a server did not take.
fn sign_in_pause_secs(n_messages: i64) -> i64 {
    pause_secs(n_messages).min(SIGN_IN_PAUSE_MAX_SECS)
}
