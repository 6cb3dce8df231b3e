use types::{SearchQuery, Timestamp};

use super::{Conditions, Match, Numbers, WAITING, WEIGHED_MAX, asked::near, conditions::Way, indexer::DUE};
use crate::{
    db::Db,
    tests::{mail, on_both, plan},
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
    while world.engine.n_waiting_for_search().await.unwrap() > 0 {
        tokio::task::yield_now().await;
    }
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
            let numbers = Numbers { first: Some(0), last: Some(i64::MAX) };
            let conditions = Conditions::of(&query, *way, form, numbers).unwrap();
            let rows = world.engine.searched_rows(&conditions).await.unwrap();
            let subjects: Vec<&str> = rows.iter().map(|row| row.subject.as_str()).collect();
            assert_eq!(subjects, expected, "{way:?} {query:?}");
        }
    }
});

#[test]
fn the_newest_are_looked_for_among_the_newest() {
    let enough = WEIGHED_MAX as i64;
    assert_eq!(near(enough * 4, 1_000_000), None, "so few are soon put in order");
    assert_eq!(near(5_000, 1_000_000), Some(800_000));
    assert_eq!(near(1_000_000, 1_000_000), Some(1_000_000 - 2 * enough));
}

on_both!(what_waits_is_looked_up, |world| {
    for (sql, indexes) in [(DUE, &["message_to_index"][..]), (WAITING, &["message_to_index", "message_arrived"])] {
        let plan = plan(&world.engine.inner.db, &sql.replace("$1", "9")).await;
        assert!(indexes.iter().all(|index| plan.contains(index)), "{sql}\n{plan}");
    }
});
