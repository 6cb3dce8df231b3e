//! How many messages a second the engine makes durable, and how fast it lists 100,000 of them. Prints figures; judges
//! nothing. `cargo bench -p engine`.

use std::time::{Duration, Instant};

use engine::Incoming;
use tokio_util::sync::CancellationToken;
use types::View;

mod world;

/// Sessions that hand over at once, as in the measurement of Postfix.
const SESSIONS: usize = 50;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let url = std::env::var("POSTROOM_DATABASE_URL").unwrap_or_else(|_| "sqlite".into());
    runtime.block_on(async {
        accept(&url, 4 << 10, 20_000).await;
        accept(&url, 200 << 10, 3_000).await;
        list(&url).await;
    });
}

async fn accept(url: &str, size_bytes: usize, n: usize) {
    let folder = tempfile::tempdir_in(".").unwrap();
    let (engine, loops) = world::open(url, folder.path(), world::Sending::default()).await;
    let stop = CancellationToken::new();
    let committing = tokio::spawn(loops.committer.run(stop.clone()));
    let began = Instant::now();
    let sessions = (0..SESSIONS).map(|_| {
        let engine = engine.clone();
        tokio::spawn(async move {
            for _ in 0..n / SESSIONS {
                engine.accept(mail(size_bytes)).await.unwrap();
            }
        })
    });
    for session in sessions.collect::<Vec<_>>() {
        session.await.unwrap();
    }
    let took = began.elapsed();
    println!("accepted, {size_bytes} bytes: {:.0}/s", n as f64 / took.as_secs_f64());
    let began = Instant::now();
    let mut n_sorted = 0;
    while began.elapsed() < Duration::from_secs(20) {
        match engine.sort_arrived().await.unwrap() {
            0 => break,
            sorted => n_sorted += sorted,
        }
    }
    println!("sorted, {size_bytes} bytes: {:.0}/s", n_sorted as f64 / began.elapsed().as_secs_f64());
    stop.cancel();
    committing.await.unwrap();
    engine.close().await;
}

async fn list(url: &str) {
    let folder = tempfile::tempdir_in(".").unwrap();
    let (engine, loops) = world::open(url, folder.path(), world::Sending::default()).await;
    let desk = world::admin(&engine).await;
    let stop = CancellationToken::new();
    let committing = tokio::spawn(loops.committer.run(stop.clone()));
    let accepting = (0..SESSIONS).map(|_| {
        let engine = engine.clone();
        tokio::spawn(async move {
            for _ in 0..100_000 / SESSIONS {
                engine.accept(mail(1 << 10)).await.unwrap();
            }
        })
    });
    for accepting in accepting.collect::<Vec<_>>() {
        accepting.await.unwrap();
    }
    while engine.sort_arrived().await.unwrap() > 0 {}
    let mut millis: Vec<f64> = Vec::new();
    for _ in 0..100 {
        let began = Instant::now();
        let page = desk.messages(View::Unassigned, None).await.unwrap();
        desk.counts().await.unwrap();
        assert_eq!(page.rows.len(), 50);
        millis.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    println!("first page and counts of 100,000 messages: {}", world::spread(&mut millis));
    stop.cancel();
    committing.await.unwrap();
}

fn mail(size_bytes: usize) -> Incoming {
    let head = "From: Carla Kowalczyk <carla@example.org>\r\nSubject: Application as baker, Berlin\r\n\r\n";
    let line = "Dear team, I saw your opening and would like to apply for it.\r\n";
    let raw = format!("{head}{}", line.repeat(size_bytes / line.len()));
    Incoming {
        mail_from: "carla@example.org".into(),
        recipients: vec!["acme-jobs@in.example".into()],
        client: None,
        helo: "client.example".into(),
        over_tls: false,
        raw: raw.into_bytes(),
    }
}
