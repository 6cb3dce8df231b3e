//! What has arrived and waits to be sorted.

use crate::{
    Engine, Result,
    db::{marks, numbered, read, write},
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

    /// As many of these as are read together, in the same order.
    pub(super) async fn arrived(&self, mut ids: Vec<(Vec<u8>, i64)>) -> Result<Vec<ArrivedRow>> {
        let mut n_bytes = 0;
        let fits = ids.iter().take_while(|(_, size_bytes)| {
            let is_first = n_bytes == 0;
            n_bytes += size_bytes;
            is_first || n_bytes <= BATCH_BYTES
        });
        ids.truncate(fits.count());
        let sql = format!(
            "SELECT m.id, m.received_at, m.mail_from, m.recipients, r.bytes FROM message m
             JOIN raw_message r ON r.message_id = m.id WHERE m.id IN ({})",
            marks(ids.len())
        );
        let sql = numbered(&sql, 1);
        let mut rows: Vec<ArrivedRow> = read!(self.inner.db, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            for (id, _) in &ids {
                query = query.bind(id);
            }
            query.fetch_all(pool).await?
        });
        rows.sort_by_key(|row| ids.iter().position(|(id, _)| *id == row.id));
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
