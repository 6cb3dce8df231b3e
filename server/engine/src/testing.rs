//! Throw-away PostgreSQL databases for the tests of this crate and of the server.
//!
//! One cluster per test process, in a temporary folder, reached by a socket only. It ends with the process, however
//! that ends.

mod cluster;

use std::sync::{
    OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use sqlx::{Connection, PgConnection};

use cluster::Cluster;

/// The URL of a new, empty database.
///
/// # Panics
///
/// Without PostgreSQL, with the command that installs it: a test that cannot run has not passed.
pub async fn postgres_url() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let cluster = tokio::task::spawn_blocking(|| CLUSTER.get_or_init(Cluster::start)).await.expect("the cluster starts");
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::SeqCst));
    let mut connection = PgConnection::connect(&cluster.url("postgres")).await.expect("the cluster answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.expect("a database");
    cluster.url(&name)
}
