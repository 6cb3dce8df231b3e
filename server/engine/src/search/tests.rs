use types::{SearchQuery, Timestamp};

use super::{
    Conditions, Match, Numbers, WAITING, WEIGHED_MAX,
    asked::{is_soon_found, near},
    conditions::Way,
    indexer::{DUE, Due, Indexed},
    storing::Entry,
};
use crate::{
    db::Db,
    tests::{World, mail, on_both, plan},
};

// Which way PostgreSQL takes depends on how many messages there are: here each is asked.
on_both!(every_way_finds_the_same, |world| {
    let desk = world.admin().await;
    for (name, subject) in [("Anna", "Baker"), ("Ben", "Bakery"), ("Anna", "Driver")] {
        let raw = format!(
            "From: {name} <{name}@example.org>\r\nSubject: {subject}\r\nMessage-ID: <{name}{subject}@x>\r\n\r\nx\r\n"
        );
        world.engine.accept(mail(raw.into_bytes())).await.unwrap();
    }
    world.sorted().await;
    drop(desk);
    world.findable().await;
    let ways: &[Way] = match &world.engine.inner.db {
        Db::Sqlite { .. } => &[Way::Sqlite],
        Db::Postgres(_) => &[Way::Through, Way::All],
    };
    let until = Some(Timestamp(i64::MAX));
    for (words, from, form, expected) in [
        ("baker", "", Match::Whole, &["Baker"][..]),
        ("baker", "", Match::Beginning, &["Bakery", "Baker"]),
        ("baker", "anna", Match::Beginning, &["Baker"]),
        ("", "an", Match::Beginning, &["Driver", "Baker"]),
        ("anna ben", "", Match::Beginning, &[]),
    ] {
        let query = SearchQuery { words: words.into(), from: from.into(), until, ..SearchQuery::default() };
        for way in ways {
            // Those of a few eras, and all.
            for last in [9_000, i64::MAX] {
                let numbers = Numbers { first: Some(0), last: Some(last) };
                let conditions = Conditions::of(&query, *way, form, numbers).unwrap();
                assert_eq!(subjects(&world, &conditions).await, expected, "{way:?} {query:?}");
            }
        }
    }
});

async fn subjects(world: &World, conditions: &Conditions) -> Vec<String> {
    let rows = world.engine.searched_rows(conditions).await.unwrap();
    rows.into_iter().map(|row| row.subject).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_those_of_an_era() {
    let world = World::open(crate::testing::postgres_url().await).await;
    world.change_store("ALTER TABLE search_document ALTER COLUMN n RESTART WITH 8190", None).await;
    let desk = world.admin().await;
    for n in 8_190..8_195 {
        let raw = format!("From: a@example.org\r\nSubject: Baker {n}\r\nMessage-ID: <{n}@x>\r\n\r\nx\r\n");
        world.engine.accept(mail(raw.into_bytes())).await.unwrap();
    }
    world.sorted().await;
    drop(desk);
    world.findable().await;
    let query = SearchQuery { words: "baker".into(), ..SearchQuery::default() };
    for (first, last, expected) in [
        (0, 8_191, &["Baker 8191", "Baker 8190"][..]),
        (8_192, 8_192, &["Baker 8194", "Baker 8193", "Baker 8192"]),
        (16_384, 20_000, &[]),
    ] {
        let numbers = Numbers { first: Some(first), last: Some(last) };
        let conditions = Conditions::of(&query, Way::All, Match::Whole, numbers).unwrap();
        assert_eq!(subjects(&world, &conditions).await, expected, "{first} {last}");
    }
}

#[test]
fn what_is_frequent_is_met_on_the_way() {
    assert!(is_soon_found(500_000, 1_000_000), "a thousand looked at, or half a million looked up");
    assert!(!is_soon_found(20_000, 1_000_000), "20,000 looked up, or 25,000 looked at");
    assert!(!is_soon_found(1_000, 2_000), "soon looked up");
    assert_eq!(Numbers { first: Some(101), last: Some(200) }.n_within(1_000), 100);
    assert_eq!(Numbers::default().n_within(1_000), 1_000);
    assert_eq!(Numbers { first: None, last: Some(-1) }.n_within(1_000), 0);
}

#[test]
fn the_newest_are_looked_for_among_the_newest() {
    let enough = WEIGHED_MAX as i64;
    assert_eq!(near(enough * 4, 1_000_000), None, "so few are soon put in order");
    assert_eq!(near(5_000, 1_000_000), Some(800_000));
    assert_eq!(near(1_000_000, 1_000_000), Some(1_000_000 - 2 * enough));
}

on_both!(what_waits_is_looked_up, |world| {
    for (sql, indexes) in
        [(DUE, &["message_to_index"][..]), (WAITING, &["message_to_index", "message_arrived", "outgoing_to_index"])]
    {
        let plan = plan(&world.engine.inner.db, &sql.replace("$1", "9")).await;
        assert!(indexes.iter().all(|index| plan.contains(index)), "{sql}\n{plan}");
    }
});

on_both!(what_is_decided_meanwhile_is_taken_again, |world| {
    world.admin().await;
    world.engine.accept(mail(b"From: a@example.org\r\nSubject: Baker\r\n\r\nx\r\n".to_vec())).await.unwrap();
    world.sorted().await;
    let world = world.at_rest().await;
    while !world.engine.index_some().await.unwrap().is_all {}
    world.change_store("UPDATE message SET is_searchable = FALSE", None).await;
    let Due { documents, is_all } = world.engine.incoming_documents().await.unwrap();
    assert_eq!((documents.len(), is_all), (1, true));
    world.change_store("UPDATE message SET version = version + 1", None).await;
    let entries = Entry::of_all(documents, &world.engine.inner.db);
    world.engine.store_entries(&entries).await.unwrap();
    assert_eq!(world.engine.n_waiting_for_search().await.unwrap(), 1, "it is not what was read any more");
    assert_eq!(world.engine.index_some().await.unwrap(), Indexed { n: 1, is_all: true });
    assert_eq!(world.engine.n_waiting_for_search().await.unwrap(), 0);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_deciding_is_not_waited_for() {
    let world = World::open(crate::testing::postgres_url().await).await;
    world.admin().await;
    world.engine.accept(mail(b"From: a@example.org\r\nSubject: Baker\r\n\r\nx\r\n".to_vec())).await.unwrap();
    world.sorted().await;
    world.findable().await;
    let world = world.at_rest().await;
    world.change_store("UPDATE message SET is_searchable = FALSE", None).await;
    let Db::Postgres(pool) = &world.engine.inner.db else { panic!("not PostgreSQL") };
    let mut deciding = pool.begin().await.unwrap();
    sqlx::query("UPDATE message SET version = version + 1").execute(&mut *deciding).await.unwrap();
    let indexed = tokio::time::timeout(std::time::Duration::from_secs(20), world.engine.index_some()).await;
    assert_eq!(indexed.expect("it waits").unwrap().n, 1);
    deciding.commit().await.unwrap();
    assert_eq!(world.engine.n_waiting_for_search().await.unwrap(), 1, "what was decided is not in it");
    assert_eq!(world.engine.index_some().await.unwrap().n, 1);
    assert_eq!(world.engine.n_waiting_for_search().await.unwrap(), 0);
    world.engine.settle_words().await.unwrap();
}
