//! Both layouts are the same, column by column.

use std::collections::BTreeMap;

use crate::{db::Db, testing};

#[tokio::test]
async fn databases_have_the_same_columns() {
    let folder = tempfile::tempdir().unwrap();
    let Db::Sqlite { read, .. } = Db::open("sqlite", folder.path()).await.unwrap() else { panic!("not SQLite") };
    let sqlite: Vec<(String, String)> = sqlx::query_as(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2",
    )
    .fetch_all(&read)
    .await
    .unwrap();
    let Db::Postgres(pool) = Db::open(&testing::postgres_url().await, folder.path()).await.unwrap() else {
        panic!("not PostgreSQL")
    };
    let postgres: Vec<(String, String)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(tables(sqlite), tables(postgres));
}

fn tables(columns: Vec<(String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in columns {
        // Words for searching are kept in each database's own way.
        let is_own = ["_", "sqlite_", "search_word"].iter().any(|prefix| table.starts_with(prefix));
        if !is_own {
            tables.entry(table).or_default().push(column);
        }
    }
    assert!(tables.len() > 5, "{tables:?}");
    tables
}
