//! Taking turns where one transaction must not go by what another is about to change. SQLite has one writer at a time
//! and needs nothing of this; in PostgreSQL every statement sees what was committed before it.

use sqlx::{Postgres, Sqlite, Transaction};

/// The turn of who counts as whom: merging candidates changes it, and whatever is given to a candidate goes by it.
const MERGES: i64 = 0x6d65_7267;

/// A transaction that takes its turn; first of all, so that nobody waits for two things in two orders.
pub(crate) trait Turn {
    /// While this goes on, nobody is merged into anybody.
    async fn beside_merges(&mut self) -> sqlx::Result<()>;
    /// While this goes on, nothing is given to a candidate.
    async fn alone_with_merges(&mut self) -> sqlx::Result<()>;
}

impl Turn for Transaction<'_, Sqlite> {
    async fn beside_merges(&mut self) -> sqlx::Result<()> {
        Ok(())
    }

    async fn alone_with_merges(&mut self) -> sqlx::Result<()> {
        Ok(())
    }
}

impl Turn for Transaction<'_, Postgres> {
    async fn beside_merges(&mut self) -> sqlx::Result<()> {
        sqlx::query("SELECT pg_advisory_xact_lock_shared($1)").bind(MERGES).execute(&mut **self).await.map(|_| ())
    }

    async fn alone_with_merges(&mut self) -> sqlx::Result<()> {
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(MERGES).execute(&mut **self).await.map(|_| ())
    }
}
