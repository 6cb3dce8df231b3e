//! How many messages a second the engine makes durable, and how fast it lists 100,000 of them. Prints figures; judges
//! nothing. `cargo bench -p engine`.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use engine::{Desk, Engine, Incoming};
use tokio_util::sync::CancellationToken;
use types::{MessageRow, View};

mod world;

/// Sessions that hand over at once, as in the measurement of Postfix.
const SESSIONS: usize = 50;
/// How many messages come in a second where it is measured when they are to be seen.
const RATES_PER_SECOND: [u32; 2] = [200, 500];
/// For how long.
const STEADY: Duration = Duration::from_secs(15);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let url = std::env::var("POSTROOM_DATABASE_URL").unwrap_or_else(|_| "sqlite".into());
    runtime.block_on(async {
        accept(&url, 4 << 10, 20_000).await;
        accept(&url, 200 << 10, 3_000).await;
        for rate in RATES_PER_SECOND {
            steady(&url, rate).await;
        }
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

/// From accepted to read, matched and in the list that somebody asks for at every change, while everything else that
/// follows a message goes on too.
async fn steady(url: &str, rate_per_second: u32) {
    let folder = tempfile::tempdir_in(".").unwrap();
    let (engine, loops) = world::open(url, folder.path(), world::Sending::default()).await;
    let desk = world::admin(&engine).await;
    let stop = CancellationToken::new();
    let running = [
        tokio::spawn(loops.sorter.run(stop.clone())),
        tokio::spawn(loops.indexer.run(stop.clone())),
        tokio::spawn(loops.extractor.run(stop.clone())),
        tokio::spawn(loops.authenticator.run(stop.clone())),
        tokio::spawn(loops.committer.run(stop.clone())),
    ];
    let n = rate_per_second * u32::try_from(STEADY.as_secs()).unwrap();
    let accepted = Arc::new(Mutex::new(vec![None::<Instant>; n as usize]));
    let looking = tokio::spawn(look(engine.clone(), desk, Arc::clone(&accepted)));
    let began = Instant::now();
    let sending = (0..n).map(|number| {
        let (engine, accepted) = (engine.clone(), Arc::clone(&accepted));
        tokio::spawn(async move {
            tokio::time::sleep_until((began + STEADY * number / n).into()).await;
            engine.accept(numbered(number)).await.unwrap();
            accepted.lock().unwrap()[number as usize] = Some(Instant::now());
        })
    });
    for sending in sending.collect::<Vec<_>>() {
        sending.await.unwrap();
    }
    let mut millis = looking.await.unwrap();
    println!("accepted to in the list, {rate_per_second} messages/s (goal 100 ms): {}", world::spread(&mut millis));
    stop.cancel();
    for running in running {
        running.await.unwrap();
    }
    engine.close().await;
}

/// Looks at the list at every change until everything was there: how many milliseconds each message took.
async fn look(engine: Engine, desk: Desk, accepted: Arc<Mutex<Vec<Option<Instant>>>>) -> Vec<f64> {
    let mut changes = engine.changes();
    let mut seen: Vec<Option<Instant>> = vec![None; accepted.lock().unwrap().len()];
    let mut next = 0;
    while seen.iter().skip(next).any(Option::is_none) {
        changes.next().await;
        let mut page = desk.messages(View::Unassigned, None).await.unwrap();
        let at = Instant::now();
        // Nobody pages on at every change; here that is how none is overlooked.
        while let Some(before) = page.next.take().filter(|_| page.rows.iter().all(|row| is_new(&row.subject, &seen))) {
            note(&page.rows, &mut seen, at);
            page = desk.messages(View::Unassigned, Some(before)).await.unwrap();
        }
        note(&page.rows, &mut seen, at);
        next = seen.iter().position(Option::is_none).unwrap_or(seen.len());
    }
    let accepted = accepted.lock().unwrap();
    let times = accepted
        .iter()
        .zip(&seen)
        .map(|(accepted, seen)| seen.unwrap().saturating_duration_since(accepted.unwrap_or(seen.unwrap())));
    times.map(|time| time.as_secs_f64() * 1_000.0).collect()
}

fn number(subject: &str) -> usize {
    subject.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap()
}

fn is_new(subject: &str, seen: &[Option<Instant>]) -> bool {
    seen[number(subject)].is_none()
}

fn note(rows: &[MessageRow], seen: &mut [Option<Instant>], at: Instant) {
    for row in rows {
        seen[number(&row.subject)].get_or_insert(at);
    }
}

fn numbered(number: u32) -> Incoming {
    let mut mail = mail(4 << 10);
    let text = String::from_utf8(mail.raw).unwrap();
    mail.raw = text.replace("baker, Berlin", &format!("baker {number}")).into_bytes();
    mail
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
