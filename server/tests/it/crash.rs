//! `kill -9` in the middle of a burst: every message answered with `250` is there afterwards, none twice.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use types::View;

use crate::harness::{self, Postroom, Start};

/// Messages of one burst.
const BURST: usize = 2_000;
/// Connections that send at once.
const SESSIONS: usize = 20;
/// Bursts, each ended by a kill.
const KILLS: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    nothing_is_lost(folder.path(), "sqlite").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_postgres() {
    let folder = tempfile::tempdir().unwrap();
    nothing_is_lost(folder.path(), &engine::testing::postgres_url().await).await;
}

async fn nothing_is_lost(data_dir: &Path, database_url: &str) {
    harness::set_up(data_dir, database_url).await;
    let mut accepted = HashSet::new();
    for kill in 0..KILLS {
        let postroom = Postroom::start(&Start { command: "serve", data_dir, database_url, more: &[] });
        // Early, late and in between, another moment each time.
        let n_before_kill = BURST * (kill * 2 + 1) / (KILLS * 2);
        let answered = burst_until(postroom.smtp, kill, n_before_kill, move || postroom.kill());
        assert!(answered.len() >= n_before_kill, "{} of {n_before_kill}", answered.len());
        accepted.extend(answered);
    }
    let found = subjects(data_dir, database_url).await;
    let lost: Vec<_> = accepted.iter().filter(|subject| !found.contains_key(*subject)).collect();
    assert!(lost.is_empty(), "lost {}: {:?}", lost.len(), &lost[..lost.len().min(5)]);
    let twice: Vec<_> = found.iter().filter(|(_, n)| **n > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// Sends a burst and calls `kill` when so many messages have been answered; the subjects answered with `250`.
fn burst_until(smtp: SocketAddr, round: usize, n_before_kill: usize, kill: impl FnOnce() + Send) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let answered = Arc::new(Mutex::new(Vec::new()));
    let (enough, reached) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..SESSIONS {
            let (next, answered, enough) = (&next, &answered, enough.clone());
            // Being cut off in the middle is what this is about.
            scope.spawn(move || {
                _ = session(
                    smtp,
                    || {
                        let n = next.fetch_add(1, Ordering::SeqCst);
                        (n < BURST).then(|| format!("burst {round} message {n}"))
                    },
                    |subject| {
                        let mut answered = answered.lock().unwrap();
                        answered.push(subject);
                        if answered.len() == n_before_kill {
                            _ = enough.send(());
                        }
                    },
                );
            });
        }
        drop(enough);
        _ = reached.recv();
        kill();
    });
    std::mem::take(&mut *answered.lock().unwrap())
}

fn session(smtp: SocketAddr, next: impl Fn() -> Option<String>, answered: impl Fn(String)) -> std::io::Result<()> {
    let stream = TcpStream::connect(smtp)?;
    let mut replies = BufReader::new(stream.try_clone()?);
    let mut say = |text: &str, code: &str| -> std::io::Result<()> {
        (&stream).write_all(text.as_bytes())?;
        loop {
            let mut line = String::new();
            if replies.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            assert!(line.starts_with(code), "{text:?} was answered {line:?}");
            if line.as_bytes().get(3) == Some(&b' ') {
                return Ok(());
            }
        }
    };
    say("", "220")?;
    say("EHLO client.example\r\n", "250")?;
    while let Some(subject) = next() {
        say("MAIL FROM:<carla@example.org>\r\n", "250")?;
        say("RCPT TO:<acme-jobs@in.example>\r\n", "250")?;
        say("DATA\r\n", "354")?;
        let id = subject.replace(' ', ".");
        let text = "A line of an application, as long as such lines are.\r\n".repeat(20);
        say(
            &format!(
                "From: carla@example.org\r\nMessage-ID: <{id}@example.org>\r\nSubject: {subject}\r\n\r\n{text}.\r\n"
            ),
            "250",
        )?;
        answered(subject);
    }
    say("QUIT\r\n", "221")
}

/// How often each subject is listed, in whatever state.
pub async fn subjects(data_dir: &Path, database_url: &str) -> HashMap<String, usize> {
    let (engine, _loops) = harness::engine(data_dir, database_url).await;
    while engine.sort_arrived().await.unwrap() > 0 {}
    assert!(engine.statistics().await.unwrap().is_complete());
    let (desk, _) = harness::admin(&engine).await;
    let mut found = HashMap::new();
    for view in [View::Unassigned, View::HeldBack] {
        let mut before = None;
        loop {
            let page = desk.messages(view, before).await.unwrap();
            for row in page.rows {
                *found.entry(row.subject).or_default() += 1;
            }
            before = page.next;
            if before.is_none() {
                break;
            }
        }
    }
    engine.close().await;
    found
}
