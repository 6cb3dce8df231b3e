//! What waits to be told. Stored in the transaction that puts a message in its place, so that none is forgotten, and
//! deleted when it was taken: a receiver may hear of a message twice, never not at all.

use types::{MessageId, MessageKind, MessageState, Reason, Timestamp, WebhookId};
use uuid::Uuid;

use super::notice::Notice;
use crate::{
    Engine, Error, Result,
    db::{read, row, write},
};

/// Notices that wait for one webhook at most; further ones are counted as lost.
pub(crate) const WAITING_MAX: i64 = 10_000;
/// How long a notice is tried, in seconds: three days, over a weekend.
const GIVE_UP_SECS: i64 = 3 * 86_400;
/// The wait after the first failure, the second …, in seconds; after the last one it stays the same.
const WAITS_SECS: [i64; 7] = [5, 30, 120, 600, 1_800, 3_600, 3 * 3_600];
/// How long a notice that is being told is left alone, in seconds: longer than a request takes.
const BEING_TOLD_SECS: i64 = 60;

row! {
    struct Row {
        id: Vec<u8>,
        message_id: Vec<u8>,
        n_attempts: i64,
        state: String,
        reason: String,
        kind: String,
        received_at: i64,
    }
}

/// A notice whose time has come.
pub(super) struct Due {
    pub notice: Notice,
    pub n_attempts: i64,
}

/// The wait after this many failures.
pub(super) fn wait_secs(n_failures: i64) -> i64 {
    let place = usize::try_from(n_failures - 1).unwrap_or(0).min(WAITS_SECS.len() - 1);
    WAITS_SECS[place]
}

/// Queues notices of these messages, within the transaction `tx`. A macro because there are two kinds of transactions.
macro_rules! queue_notices {
    ($tx:ident, $messages:expr, $now:expr) => {{
        let webhooks: Vec<(Vec<u8>, i64)> = sqlx::query_as(
            "SELECT w.id, (SELECT COUNT(*) FROM webhook_delivery d WHERE d.webhook_id = w.id) FROM webhook w",
        )
        .fetch_all(&mut *$tx)
        .await?;
        for (webhook, n_waiting) in &webhooks {
            let mut n_waiting = *n_waiting;
            for message in $messages {
                if n_waiting >= $crate::webhooks::WAITING_MAX {
                    sqlx::query("UPDATE webhook SET n_lost = n_lost + 1 WHERE id = $1")
                        .bind(webhook)
                        .execute(&mut *$tx)
                        .await?;
                    continue;
                }
                n_waiting += 1;
                sqlx::query(
                    "INSERT INTO webhook_delivery (id, webhook_id, message_id, created_at, n_attempts, due_at)
                     VALUES ($1, $2, $3, $4, 0, $4)",
                )
                .bind(uuid::Uuid::now_v7().as_bytes().as_slice())
                .bind(webhook)
                .bind(message.as_bytes().as_slice())
                .bind($now)
                .execute(&mut *$tx)
                .await?;
            }
        }
        !webhooks.is_empty()
    }};
}
pub(crate) use queue_notices;

impl Engine {
    /// The webhooks that have something to be told at this moment: identity, address, sealed secret.
    pub(super) async fn due_webhooks(&self) -> Result<Vec<(WebhookId, String, Vec<u8>)>> {
        let now = self.now();
        let rows: Vec<(Vec<u8>, String, Vec<u8>)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT id, url, sealed_secret FROM webhook w WHERE retry_at <= $1
                    AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.due_at <= $1)",
            )
            .bind(now.0)
            .fetch_all(pool)
            .await?
        });
        let read = |(id, url, sealed): (Vec<u8>, String, Vec<u8>)| {
            Ok((WebhookId::from_slice(&id).ok_or(Error::Stored("webhook id"))?, url, sealed))
        };
        rows.into_iter().map(read).collect()
    }

    /// The next notice for this webhook. Nobody else gets it for a minute.
    pub(super) async fn next_due(&self, webhook: WebhookId) -> Result<Option<Due>> {
        let now = self.now();
        let row: Option<Row> = write!(self.inner.db, tx => {
            let row: Option<Row> = sqlx::query_as(
                "SELECT d.id, d.message_id, d.n_attempts, m.state, m.reason, m.kind, m.received_at
                 FROM webhook_delivery d JOIN message m ON m.id = d.message_id
                 WHERE d.webhook_id = $1 AND d.due_at <= $2 ORDER BY d.due_at, d.id LIMIT 1",
            )
            .bind(webhook.as_bytes().as_slice())
            .bind(now.0)
            .fetch_optional(&mut *tx)
            .await?;
            if let Some(row) = &row {
                sqlx::query("UPDATE webhook_delivery SET due_at = $2 WHERE id = $1")
                    .bind(&row.id)
                    .bind(now.plus_secs(BEING_TOLD_SECS).0)
                    .execute(&mut *tx)
                    .await?;
            }
            row
        });
        row.map(Row::due).transpose()
    }

    /// A notice was taken.
    pub(super) async fn told(&self, webhook: WebhookId, delivery: Uuid) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM webhook_delivery WHERE id = $1").bind(delivery.as_bytes().as_slice()).execute(&mut *tx).await?;
            sqlx::query("UPDATE webhook SET n_failures = 0, retry_at = 0, last_success_at = $2 WHERE id = $1")
                .bind(webhook.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// A notice was not taken: it waits, and so does its webhook; after three days it is given up.
    pub(super) async fn not_told(&self, webhook: WebhookId, due: &Due, words: &str) -> Result<()> {
        let now = self.now();
        let (delivery, webhook) = (due.notice.delivery.as_bytes().as_slice(), webhook.as_bytes().as_slice());
        write!(self.inner.db, tx => {
            let n_lost = sqlx::query("DELETE FROM webhook_delivery WHERE webhook_id = $1 AND created_at < $2")
                .bind(webhook)
                .bind(now.plus_secs(-GIVE_UP_SECS).0)
                .execute(&mut *tx)
                .await?
                .rows_affected();
            sqlx::query("UPDATE webhook_delivery SET n_attempts = n_attempts + 1, due_at = $2 WHERE id = $1")
                .bind(delivery)
                .bind(now.plus_secs(wait_secs(due.n_attempts + 1)).0)
                .execute(&mut *tx)
                .await?;
            let n_failures: Option<i64> = sqlx::query_scalar("SELECT n_failures FROM webhook WHERE id = $1")
                .bind(webhook)
                .fetch_optional(&mut *tx)
                .await?;
            let n_failures = n_failures.unwrap_or_default() + 1;
            sqlx::query(
                "UPDATE webhook SET n_failures = $2, retry_at = $3, last_failure_at = $4, last_failure = $5, n_lost = n_lost + $6
                 WHERE id = $1",
            )
            .bind(webhook)
            .bind(n_failures)
            .bind(now.plus_secs(wait_secs(n_failures)).0)
            .bind(now.0)
            .bind(words)
            .bind(i64::try_from(n_lost).unwrap_or(i64::MAX))
            .execute(&mut *tx)
            .await?;
        });
        Ok(())
    }
}

impl Row {
    fn due(self) -> Result<Due> {
        Ok(Due {
            n_attempts: self.n_attempts,
            notice: Notice {
                delivery: Uuid::from_slice(&self.id).map_err(|_| Error::Stored("delivery id"))?,
                message: MessageId::from_slice(&self.message_id).ok_or(Error::Stored("message id"))?,
                state: MessageState::from_stored(&self.state).ok_or(Error::Stored("message state"))?,
                reason: Reason::from_stored(&self.reason).ok_or(Error::Stored("reason"))?,
                kind: MessageKind::from_stored(&self.kind).ok_or(Error::Stored("message kind"))?,
                received_at: Timestamp(self.received_at),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::wait_secs;

    #[test]
    fn waits_grow_and_stay() {
        assert_eq!([0, 1, 2, 7, 8, 1_000].map(wait_secs), [5, 5, 30, 10_800, 10_800, 10_800]);
    }
}
