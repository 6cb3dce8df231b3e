//! How fast candidates are found among 200,000 of them, on both databases. Prints figures; judges nothing.
//! `cargo bench -p engine --features testing --bench search`.

use std::time::Instant;

use engine::testing::{many_candidates, postgres_url};
use types::CandidateFilter;

mod world;

const CANDIDATES: usize = 200_000;
/// Searches of each kind.
const ROUNDS: usize = 100;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        search("SQLite", "sqlite".into()).await;
        search("PostgreSQL", postgres_url().await).await;
    });
}

async fn search(database: &str, url: String) {
    let folder = tempfile::tempdir_in(".").unwrap();
    let (engine, _loops) = world::open(&url, folder.path(), world::Sending::default()).await;
    let desk = world::admin(&engine).await;
    many_candidates(&engine, CANDIDATES).await.unwrap();
    println!("candidate search over {CANDIDATES}, {database} (goal 30 ms on the server)");
    for (what, typed) in [
        ("nothing, the first page", ""),
        ("one letter", "k"),
        ("a name that 10,000 have", "carla"),
        ("two names", "carla kowal"),
        ("two that nobody has together", "carla uta"),
        ("a word that all have", "example"),
        ("one person's address", "carla123442@example.org"),
        ("nobody", "xyzzy"),
    ] {
        let filter = CandidateFilter { search: typed.into(), ..CandidateFilter::default() };
        let mut millis = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let began = Instant::now();
            desk.candidates(filter.clone(), None).await.unwrap();
            millis.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        let n = desk.candidates(filter, None).await.unwrap().rows.len();
        println!("  {what}: {}, {n} on the page", world::spread(&mut millis));
    }
    engine.close().await;
}
