//! What has arrived and waits to be sorted.

use crate::{
    Engine, Result,
    db::{read, write},
};

use super::{ArrivedRow, BATCH_BYTES, BATCH_MESSAGES};

impl Engine {
    /// The oldest of what waits: identity and bytes.
    pub(super) async fn arrived_ids(&self) -> Result<Vec<(Vec<u8>, i64)>> {
        Ok(read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, size_bytes FROM message WHERE reason = 'arrived' ORDER BY received_at LIMIT $1")
                .bind(i64::try_from(BATCH_MESSAGES).unwrap_or(i64::MAX))
                .fetch_all(pool)
                .await?
        }))
    }

    /// As many of these as are read together.
    pub(super) async fn arrived(&self, ids: Vec<(Vec<u8>, i64)>) -> Result<Vec<ArrivedRow>> {
        let mut rows = Vec::new();
        let mut n_bytes = 0;
        for (id, size_bytes) in ids {
            n_bytes += size_bytes;
            if n_bytes > BATCH_BYTES && !rows.is_empty() {
                break;
            }
            let row: Option<ArrivedRow> = read!(self.inner.db, pool => {
                sqlx::query_as(
                    "SELECT m.id, m.received_at, m.mail_from, m.recipients, r.bytes FROM message m
                     JOIN raw_message r ON r.message_id = m.id WHERE m.id = $1",
                )
                .bind(&id)
                .fetch_optional(pool)
                .await?
            });
            rows.extend(row);
        }
        Ok(rows)
    }

    /// Holds back what cannot be sorted.
    pub(super) async fn hold_back_unreadable(&self, id: &[u8]) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE message SET state = 'held_back', reason = 'unreadable' WHERE id = $1 AND reason = 'arrived'")
                .bind(id)
                .execute(&mut *tx)
                .await?;
        });
        self.publish(types::Topic::Messages);
        Ok(())
    }
}
