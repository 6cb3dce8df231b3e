use sqlx::{Connection, PgConnection, Row};

use super::postgres_url;

#[tokio::test]
async fn every_database_is_fresh_and_its_own() {
    let (one, other) = (postgres_url().await, postgres_url().await);
    assert_ne!(one, other);
    let mut connection = PgConnection::connect(&one).await.unwrap();
    sqlx::query("CREATE TABLE words (word text)").execute(&mut connection).await.unwrap();
    let mut connection = PgConnection::connect(&other).await.unwrap();
    let count = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'words'";
    let count: i64 = sqlx::query(count).fetch_one(&mut connection).await.unwrap().get(0);
    assert_eq!(count, 0);
}
