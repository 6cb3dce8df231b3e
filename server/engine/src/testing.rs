//! Throw-away servers for tests: PostgreSQL, and one for names.
//!
//! Each test process has a PostgreSQL server of its own, in a folder of its own, reached only through a socket in that folder.
//! It stops and its folder goes when the process ends, however that comes about.

mod cluster;
pub mod dns;
mod many;
mod many_messages;

use std::sync::{
    OnceLock,
    atomic::{AtomicU32, Ordering},
};

use sqlx::{Connection, PgConnection};

use self::cluster::Cluster;

pub use many::{analyze, many_candidates};
pub use many_messages::{SPAN_MICROS, many_messages, word};

/// The URL of a fresh, empty database.
///
/// # Panics
///
/// When PostgreSQL is not installed or does not start; the message says what to do.
pub async fn postgres_url() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    static LAST: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(Cluster::start);
    let name = format!("test_{}", LAST.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&cluster.url("postgres")).await.expect("PostgreSQL for tests answers");
    // `name` is ours, and a database's name cannot be a parameter.
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(create).execute(&mut connection).await.expect("a database can be made");
    connection.close().await.expect("PostgreSQL for tests answers");
    cluster.url(&name)
}

#[cfg(test)]
mod tests;
