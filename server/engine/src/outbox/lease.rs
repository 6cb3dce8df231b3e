//! Who works on which message: one holder each, for a bounded time.

use types::{CandidateId, CompanyId, Mailbox, OutgoingId, OutgoingState, OutgoingWord, PositionId, Timestamp};

use crate::{
    Engine, Error, Result,
    db::{read, row, write},
    random,
};

use super::queue::stored_mailboxes;

/// How long a message is held without a sign of life; after a crash it rests for that long.
pub(super) const LEASE_SECS: i64 = 60;

/// One holder of messages.
#[derive(Clone, Debug)]
pub(crate) struct Lease(Vec<u8>);

/// A message that is held.
#[derive(Clone, Debug)]
pub(crate) struct Leased {
    pub id: OutgoingId,
    pub candidate: Option<CandidateId>,
    pub position: Option<PositionId>,
    /// Whether Postroom itself wrote it.
    pub is_notice: bool,
    /// Whether the same holder sends another one right after it.
    pub is_followed: bool,
    pub message_id: String,
    pub in_reply_to: String,
    pub references: String,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub subject: String,
    pub body: String,
}

row! {
    struct LeasedRow {
        id: Vec<u8>,
        candidate_id: Option<Vec<u8>>,
        position_id: Option<Vec<u8>>,
        person_id: Option<Vec<u8>>,
        message_id: String,
        in_reply_to: String,
        refs: String,
        recipients: String,
        cc: String,
        subject: String,
        body: String,
    }
}

impl Lease {
    /// A new holder.
    pub(super) fn new() -> Result<Self> {
        Ok(Self(random::bytes::<16>()?.to_vec()))
    }

    /// As stored.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Engine {
    /// The companies that have messages due, and when the next one will be.
    pub(super) async fn due_companies(&self) -> Result<(Vec<CompanyId>, Option<Timestamp>)> {
        let now = self.now();
        let due: Vec<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT id FROM company c WHERE EXISTS (
                    SELECT 1 FROM outgoing o WHERE o.company_id = c.id AND o.state IN ('waiting', 'delayed', 'sending')
                        AND o.not_before <= $1 AND (o.leased_until IS NULL OR o.leased_until <= $1))",
            )
            .bind(now.0)
            .fetch_all(pool)
            .await?
        });
        let next: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT MIN(not_before) FROM outgoing
                 WHERE state IN ('waiting', 'delayed', 'sending') AND not_before > $1",
            )
            .bind(now.0)
            .fetch_one(pool)
            .await?
        });
        Ok((due.iter().filter_map(|id| CompanyId::from_slice(id)).collect(), next.map(Timestamp)))
    }

    /// Takes up to `n_max` due messages of this company.
    pub(super) async fn lease_due(&self, company: CompanyId, lease: &Lease, n_max: usize) -> Result<Vec<Leased>> {
        let now = self.now();
        let mut rows: Vec<LeasedRow> = write!(self.inner.db, tx => {
            // What decides is asked again outside of the look-up: another process may have been faster.
            sqlx::query_as(
                "UPDATE outgoing SET state = 'sending', reason = 'sending', lease = $1, leased_until = $2,
                    n_attempts = n_attempts + 1
                 WHERE id IN (
                    SELECT id FROM outgoing WHERE company_id = $3 AND state IN ('waiting', 'delayed', 'sending')
                        AND not_before <= $4 AND (leased_until IS NULL OR leased_until <= $4) AND data_begun_at IS NULL
                    ORDER BY not_before, id LIMIT $5)
                    AND state IN ('waiting', 'delayed', 'sending') AND (leased_until IS NULL OR leased_until <= $4)
                    AND data_begun_at IS NULL
                 RETURNING id, candidate_id, position_id, person_id, message_id, in_reply_to, refs, recipients, cc, subject, body",
            )
            .bind(lease.as_bytes())
            .bind(now.plus_secs(LEASE_SECS).0)
            .bind(company.as_bytes().as_slice())
            .bind(now.0)
            .bind(i64::try_from(n_max).unwrap_or(i64::MAX))
            .fetch_all(&mut *tx)
            .await?
        });
        // Identities grow with time, and RETURNING promises no order.
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        let mut leased: Vec<Leased> = Vec::with_capacity(rows.len());
        for row in rows {
            let id = OutgoingId::from_slice(&row.id).ok_or(Error::Stored("outgoing id"))?;
            match Leased::read(row) {
                Ok(one) => leased.push(one),
                Err(error) => {
                    // It holds up nothing but itself.
                    tracing::error!(%error, %id, "a message in the outbox cannot be read");
                    self.hold_leased(id, lease, OutgoingWord::Faulted).await?;
                }
            }
        }
        // Only of those that can be read: the last one is the end of the row.
        for one in leased.iter_mut().rev().skip(1) {
            one.is_followed = true;
        }
        Ok(leased)
    }

    /// Keeps what this holder has.
    pub(super) async fn renew(&self, lease: &Lease) -> Result<()> {
        let until = self.now().plus_secs(LEASE_SECS);
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE outgoing SET leased_until = $2 WHERE lease = $1 AND leased_until IS NOT NULL AND state = 'sending'")
                .bind(lease.as_bytes())
                .bind(until.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// Gives back what this holder has and has not begun to hand over.
    pub(super) async fn give_back(&self, lease: &Lease) -> Result<()> {
        let n_given = write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE outgoing SET state = 'waiting', reason = $2, lease = NULL, leased_until = NULL,
                    n_attempts = n_attempts - 1
                 WHERE lease = $1 AND state = 'sending' AND data_begun_at IS NULL",
            )
            .bind(lease.as_bytes())
            .bind(OutgoingWord::Queued.as_str())
            .execute(&mut *tx)
            .await?
            .rows_affected()
        });
        if n_given > 0 {
            self.outbox_changed(None);
        }
        Ok(())
    }

    /// Moves a message to the company that its position now belongs to; it is due there at once.
    pub(super) async fn hand_to_company(&self, id: OutgoingId, company: CompanyId, lease: &Lease) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE outgoing SET company_id = $3, state = 'waiting', reason = $4, lease = NULL, leased_until = NULL,
                    n_attempts = n_attempts - 1
                 WHERE id = $1 AND lease = $2 AND state = 'sending' AND data_begun_at IS NULL",
            )
            .bind(id.as_bytes().as_slice())
            .bind(lease.as_bytes())
            .bind(company.as_bytes().as_slice())
            .bind(OutgoingWord::Queued.as_str())
            .execute(&mut *tx)
            .await?;
        });
        Ok(())
    }

    /// What somebody began to hand over and never told the end of: nobody knows whether it was sent.
    pub(super) async fn end_abandoned(&self) -> Result<()> {
        let now = self.now();
        // Looked up first: this is rare, and looking should not take the writer's turn.
        let n: i64 = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT COUNT(*) FROM outgoing WHERE state = 'sending' AND data_begun_at IS NOT NULL AND leased_until <= $1")
                .bind(now.0)
                .fetch_one(pool)
                .await?
        });
        if n == 0 {
            return Ok(());
        }
        write!(self.inner.db, tx => {
            // Whoever holds it may only have been asleep: the lease stays written there, so that its answer still counts.
            sqlx::query(
                "UPDATE outgoing SET state = $2, reason = $3, leased_until = NULL, ended_at = $1, settled_at = NULL
                 WHERE state = 'sending' AND data_begun_at IS NOT NULL AND leased_until <= $1",
            )
            .bind(now.0)
            .bind(OutgoingState::Unclear.as_str())
            .bind(OutgoingWord::NoAnswer.as_str())
            .execute(&mut *tx)
            .await?;
        });
        self.outbox_changed(None);
        Ok(())
    }
}

impl Leased {
    fn read(row: LeasedRow) -> Result<Self> {
        Ok(Self {
            id: OutgoingId::from_slice(&row.id).ok_or(Error::Stored("outgoing id"))?,
            is_followed: false,
            is_notice: row.person_id.is_none() && row.candidate_id.is_none(),
            candidate: row.candidate_id.as_deref().and_then(CandidateId::from_slice),
            position: row.position_id.as_deref().and_then(PositionId::from_slice),
            message_id: row.message_id,
            in_reply_to: row.in_reply_to,
            references: row.refs,
            to: stored_mailboxes(&row.recipients)?,
            cc: stored_mailboxes(&row.cc)?,
            subject: row.subject,
            body: row.body,
        })
    }
}

#[cfg(test)]
mod tests;
