//! The store: SQLite or PostgreSQL behind one type. SQL stands in the module of the noun it is about, once, in the
//! dialect both share (`$1` placeholders, row values, `ON CONFLICT`).

mod layout;
mod list;
mod row;
mod turn;

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::Result;

/// Enough for pages and server functions on few cores; more would only queue in front of the same disk.
const READ_CONNECTIONS: u32 = 4;
/// PostgreSQL serves readers and writers from one pool.
const POSTGRES_CONNECTIONS: u32 = 12;
/// How long a statement waits for another process's transaction, e.g. a command beside the server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(20);
/// Pages of mails are long runs of bytes: larger pages mean fewer of them.
const PAGE_BYTES: u32 = 16_384;
/// Checkpoints copy pages a second time, so they should find the same page changed often; 8,000 pages are 128 MB.
const CHECKPOINT_PAGES: &str = "8000";
/// Memory for pages per connection, in KiB (negative, as SQLite wants it): four readers stay below the goal of 40 MB.
const CACHE_KIB: &str = "-2000";
/// The same for the one that writes: what a transaction changes has room in it, or it would be written twice. Memory that
/// it takes under load only.
const WRITER_CACHE_KIB: &str = "-16000";

/// The store.
#[derive(Clone, Debug)]
pub(crate) enum Db {
    /// One writer, because SQLite has one; readers beside it see the last committed state.
    Sqlite { read: SqlitePool, write: SqlitePool },
    /// Readers and writers share one pool.
    Postgres(PgPool),
}

/// Runs an expression with the pool for reading bound to a name.
macro_rules! read {
    ($db:expr, $pool:ident => $body:expr) => {
        match &$db {
            $crate::db::Db::Sqlite { read: $pool, .. } => $body,
            $crate::db::Db::Postgres($pool) => $body,
        }
    };
}

/// Runs a block in a transaction that may write; `?` inside it rolls back.
macro_rules! write {
    ($db:expr, $tx:ident => $body:block) => {
        match &$db {
            $crate::db::Db::Sqlite { write, .. } => {
                // Taking the lock at once: a transaction that reads first could otherwise not be upgraded.
                let mut $tx = write.begin_with("BEGIN IMMEDIATE").await?;
                let out = $body;
                $tx.commit().await?;
                out
            }
            $crate::db::Db::Postgres(pool) => {
                let mut $tx = pool.begin().await?;
                let out = $body;
                $tx.commit().await?;
                out
            }
        }
    };
}

/// The same for what is worked out anew should it be lost: on disk with the next transaction that must be, so that
/// accepting mail does not wait for it.
macro_rules! write_redoable {
    ($db:expr, $tx:ident => $body:block) => {
        match &$db {
            $crate::db::Db::Sqlite { write, .. } => {
                let mut connection = write.acquire().await?;
                // Whoever has the connection next begins with FULL again.
                sqlx::query("PRAGMA synchronous = NORMAL").execute(&mut *connection).await?;
                let mut $tx = sqlx::Connection::begin_with(&mut *connection, "BEGIN IMMEDIATE").await?;
                let out = $body;
                $tx.commit().await?;
                out
            }
            $crate::db::Db::Postgres(pool) => {
                let mut $tx = pool.begin().await?;
                sqlx::query("SET LOCAL synchronous_commit = off").execute(&mut *$tx).await?;
                let out = $body;
                $tx.commit().await?;
                out
            }
        }
    };
}

pub(crate) use {
    list::{marks, numbered, pieces, rows_of_marks},
    read,
    row::row,
    turn::Turn,
    write, write_redoable,
};

/// A text as a column for lists keeps it: at most so many characters, without the one that PostgreSQL cannot hold.
pub(crate) fn column(text: &str, max_chars: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(max_chars).collect()
}

impl Db {
    /// A statement written with `?` for each value, as this database understands it. To SQLite `$1` is a name, and finding
    /// each of a thousand names takes longer than storing what they stand for.
    pub fn marked(&self, sql: String) -> String {
        match self {
            Self::Sqlite { .. } => sql,
            Self::Postgres(_) => numbered(&sql, 1),
        }
    }

    /// Opens the store at `url` and brings its layout up to date. `sqlite` means a file in `data_dir`.
    pub async fn open(url: &str, data_dir: &Path) -> Result<Self> {
        if url == "sqlite" {
            return Self::open_sqlite(SqliteConnectOptions::new().filename(data_dir.join("postroom.db"))).await;
        }
        if url.starts_with("sqlite:") {
            return Self::open_sqlite(SqliteConnectOptions::from_str(url)?).await;
        }
        let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // Nothing here takes so long that starting helpers for it, or compiling it, would not take longer.
                    sqlx::raw_sql("SET max_parallel_workers_per_gather = 0; SET jit = off")
                        .execute(connection)
                        .await
                        .map(drop)
                })
            })
            .connect_with(options)
            .await?;
        layout::postgres().run(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    async fn open_sqlite(options: SqliteConnectOptions) -> Result<Self> {
        let options = options
            .create_if_missing(true)
            .page_size(PAGE_BYTES)
            .journal_mode(SqliteJournalMode::Wal)
            // In WAL mode only FULL syncs at every commit; `250` promises that.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .pragma("cache_size", CACHE_KIB)
            .disable_statement_logging();
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .before_acquire(|connection, _| {
                Box::pin(async move {
                    sqlx::query("PRAGMA synchronous = FULL").execute(&mut *connection).await?;
                    // On a full disk SQLite ends a transaction by itself, and sqlx goes on believing that there is one
                    // (`SQLITE_FULL` in <https://sqlite.org/lang_transaction.html>): such a connection begins nothing more.
                    Ok(!connection.is_in_transaction())
                })
            })
            .connect_with(
                options
                    .clone()
                    .pragma("cache_size", WRITER_CACHE_KIB)
                    // What a statement would be undone with: it would go through a file each time.
                    .pragma("temp_store", "MEMORY"),
            )
            .await?;
        layout::sqlite().run(&write).await?;
        let read =
            SqlitePoolOptions::new().max_connections(READ_CONNECTIONS).connect_with(options.read_only(true)).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Waits for what is running and closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
