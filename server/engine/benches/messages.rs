//! How fast messages are found and listed among a million of them, on both databases. Prints figures; judges nothing.
//! `cargo bench -p engine --features testing --bench messages`; `BENCH_STORED` says how many there are.

use std::{path::PathBuf, time::Instant};

use engine::{
    Desk,
    testing::{SPAN_MICROS, analyze, many_messages, postgres_url, word},
};
use types::{CompanyId, SearchQuery, Timestamp, View};

mod world;

/// Searches of each kind, each for other words.
const ROUNDS: usize = 100;

fn main() {
    let n: usize = std::env::var("BENCH_STORED").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folders = [tempfile::tempdir_in(".").unwrap(), tempfile::tempdir_in(".").unwrap()];
        let postgres = postgres_url().await;
        // Side by side: it takes minutes, and nothing of it is a figure that anything is judged by.
        let sqlite = tokio::spawn(stored("SQLite", "sqlite".into(), folders[0].path().into(), n));
        let postgres = tokio::spawn(stored("PostgreSQL", postgres, folders[1].path().into(), n));
        for (database, (desk, small)) in [("SQLite", sqlite.await.unwrap()), ("PostgreSQL", postgres.await.unwrap())] {
            println!("search in {n} messages, {database} (goal: 95th percentile below 50 ms)");
            searches(&desk, n, small).await;
            println!("first page and counts of the list, {database} (goal 10 ms): {}", listing(&desk).await);
        }
    });
}

/// The desk of an admin who has this many messages.
async fn stored(database: &'static str, url: String, folder: PathBuf, n: usize) -> (Desk, CompanyId) {
    let (engine, _loops) = world::open(&url, &folder, world::Sending::default()).await;
    let desk = world::admin(&engine).await;
    let small = desk.create_subcompany("Small".into(), "small".into()).await.unwrap();
    many_messages(&engine, n, small).await.unwrap();
    let began = Instant::now();
    while !engine.index_some().await.unwrap().is_all {}
    engine.settle_words().await.unwrap();
    analyze(&engine).await.unwrap();
    println!("made findable, {database}: {:.0}/s", n as f64 / began.elapsed().as_secs_f64());
    (desk, small)
}

async fn searches(desk: &Desk, n: usize, small: CompanyId) {
    let words = |words: String| SearchQuery { words, ..SearchQuery::default() };
    let kinds: [(&str, &dyn Fn(usize) -> SearchQuery); 12] = [
        ("a word of every message", &|_| words("bewerbung".into())),
        ("a frequent word", &|round| words(word(2 + round % 20))),
        ("a word of some thousand", &|round| words(word(500 + round))),
        ("a rare word", &|round| words(word(20_000 + round))),
        ("the beginning of many words", &|round| words(["bau", "leit", "tech", "werk"][round % 4].into())),
        ("a name", &|round| words(["Anna Müller", "Uta Braun", "Kemal Öztürk"][round % 3].into())),
        ("two names that nobody has together", &|_| words("Anna Uta".into())),
        ("two words", &|round| words(format!("{} {}", word(40 + round), word(300 + round)))),
        ("one person's address", &|round| {
            let n = n / ROUNDS * round;
            SearchQuery { from: format!("anna{}@example.org", n - n % 20), ..SearchQuery::default() }
        }),
        ("a word in an old month", &|round| SearchQuery {
            words: word(100 + round),
            since: Some(Timestamp(SPAN_MICROS / 10)),
            until: Some(Timestamp(SPAN_MICROS / 8)),
            ..SearchQuery::default()
        }),
        ("a frequent word in a small company", &|round| SearchQuery {
            words: word(round % 20),
            company: Some(small),
            ..SearchQuery::default()
        }),
        ("all of a small company", &|_| SearchQuery { company: Some(small), ..SearchQuery::default() }),
    ];
    let mut all = Vec::new();
    for (what, query) in kinds {
        let mut millis = Vec::with_capacity(ROUNDS);
        let mut n_found = 0;
        for round in 0..ROUNDS {
            let query = query(round);
            let began = Instant::now();
            let page = desk.search(query).await.unwrap();
            millis.push(began.elapsed().as_secs_f64() * 1_000.0);
            n_found += page.n_found;
        }
        all.extend_from_slice(&millis);
        println!("  {what}: {}, {} found each", world::spread(&mut millis), n_found as usize / ROUNDS);
    }
    println!("  all: {}", world::spread(&mut all));
}

async fn listing(desk: &Desk) -> String {
    let mut millis = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        desk.messages(View::Unassigned, None).await.unwrap();
        desk.counts().await.unwrap();
        millis.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    world::spread(&mut millis)
}
