//! Whether the store can answer without looking through all messages.

use sqlx::Row;

use crate::db::Db;

/// How the database would answer this, which has no parameters; looking through the table of messages fails the test.
pub(crate) async fn plan(db: &Db, sql: &str) -> String {
    let steps: Vec<String> = match db {
        Db::Sqlite { read, .. } => {
            let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
            sqlx::query(sql).fetch_all(read).await.unwrap().iter().map(|row| row.get("detail")).collect()
        }
        Db::Postgres(pool) => {
            let mut tx = pool.begin().await.unwrap();
            // Looking through an empty table is quickest, unless it is forbidden: what is left is what has no index.
            sqlx::query("SET LOCAL enable_seqscan = off").execute(&mut *tx).await.unwrap();
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("EXPLAIN {sql}"))).fetch_all(&mut *tx).await.unwrap()
        }
    };
    let through = |step: &&String| step.contains("Seq Scan on message") || *step == "SCAN message" || *step == "SCAN m";
    assert_eq!(steps.iter().find(through), None, "{steps:#?}");
    steps.join("\n")
}
