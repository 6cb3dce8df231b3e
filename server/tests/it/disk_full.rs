//! A disk that fills up in the middle of a burst, really: every message answered with `250` is there afterwards, none
//! twice; what could not be taken was sent away for later, and comes when there is room again.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::Command,
    sync::Mutex,
};

use crate::{
    crash::subjects,
    harness::{self, Postroom, Start},
};

/// Where the small disk is mounted, in the process that has it for itself.
const FOLDER: &str = "POSTROOM_TEST_SMALL_DISK";
/// Connections that send at once.
const SESSIONS: usize = 10;
/// More than any of these disks takes.
const MESSAGES: usize = 5_000;
/// Bytes of one message, about.
const MESSAGE_BYTES: usize = 60_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_on_a_full_disk() {
    let Some(folder) = std::env::var_os(FOLDER) else { return run_apart() };
    let folder = Path::new(&folder);
    harness::set_up(folder, "sqlite").await;
    // Without a reserve the store is what says no, in the middle of its work.
    let more = [("POSTROOM_DISK_RESERVE_MB", "0")];
    let start = Start { command: "serve", data_dir: folder, database_url: "sqlite", more: &more };
    let postroom = Postroom::start(&start);
    let mut accepted = HashSet::new();
    for (round, mb_then) in [(0, 300), (1, 600)] {
        let answered = burst_until_full(postroom.smtp, round);
        assert!(!answered.is_empty() && answered.len() < MESSAGES, "{} in round {round}", answered.len());
        accepted.extend(answered);
        if round == 1 {
            break;
        }
        // It is still there, and goes on by itself when there is room.
        assert!(postroom.get("/health/live", "").contains("200 OK"));
        grow(folder, mb_then);
    }
    postroom.kill();
    grow(folder, 600);
    let found = subjects(folder, "sqlite").await;
    let lost: Vec<_> = accepted.iter().filter(|subject| !found.contains_key(*subject)).collect();
    assert!(lost.is_empty(), "lost {}: {:?}", lost.len(), &lost[..lost.len().min(5)]);
    let twice: Vec<_> = found.iter().filter(|(_, n)| **n > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// Runs this test again in a process that has a small disk for itself. Not every machine lets its users mount one.
fn run_apart() {
    let folder = tempfile::tempdir().unwrap();
    let mounts = Command::new("unshare").args(["--mount", "true"]).output();
    if !mounts.is_ok_and(|output| output.status.success()) {
        eprintln!("nobody may mount a disk here: not tested");
        return;
    }
    let script = "mount -t tmpfs -o size=150m none \"$1\"; exec \"$2\" --exact disk_full::nothing_is_lost_on_a_full_disk \
                  --nocapture";
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-euc", script, "sh"])
        .args([folder.path(), &std::env::current_exe().unwrap()])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("1 passed"), "{text}");
}

fn grow(folder: &Path, mb: u32) {
    let size = format!("remount,size={mb}m");
    assert!(Command::new("mount").args(["-o", &size]).arg(folder).status().unwrap().success());
}

/// Sends until every session has been told to come again later; the subjects answered with `250`.
fn burst_until_full(smtp: SocketAddr, round: usize) -> Vec<String> {
    let answered = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for session in 0..SESSIONS {
            let answered = &answered;
            scope.spawn(move || {
                let mut client = Client::connect(smtp);
                for n in (session..MESSAGES).step_by(SESSIONS) {
                    let subject = format!("burst {round} message {n}");
                    if !client.sends(&subject) {
                        return;
                    }
                    answered.lock().unwrap().push(subject);
                }
            });
        }
    });
    answered.into_inner().unwrap()
}

struct Client {
    stream: TcpStream,
    replies: BufReader<TcpStream>,
}

impl Client {
    fn connect(smtp: SocketAddr) -> Self {
        let stream = TcpStream::connect(smtp).unwrap();
        stream.set_read_timeout(Some(harness::PATIENCE)).unwrap();
        let replies = BufReader::new(stream.try_clone().unwrap());
        let mut client = Self { stream, replies };
        assert!(client.reply().starts_with("220"));
        assert!(client.says("HELO client.example\r\n").starts_with("250"));
        client
    }

    /// Whether the message was taken; otherwise it was sent away for later, and never for good.
    fn sends(&mut self, subject: &str) -> bool {
        let id = subject.replace(' ', ".");
        let header = format!("From: carla@example.org\r\nMessage-ID: <{id}@example.org>\r\nSubject: {subject}\r\n\r\n");
        let text = "A line of an application, as long as such lines are.\r\n";
        let message = format!("{header}{}.\r\n", text.repeat(MESSAGE_BYTES / text.len()));
        for (said, expected) in [
            ("MAIL FROM:<carla@example.org>\r\n", "250"),
            ("RCPT TO:<acme-jobs@in.example>\r\n", "250"),
            ("DATA\r\n", "354"),
            (&message, "250"),
        ] {
            let reply = self.says(said);
            if !reply.starts_with(expected) {
                assert!(reply.starts_with("45"), "{reply}");
                return false;
            }
        }
        true
    }

    fn says(&mut self, text: &str) -> String {
        self.stream.write_all(text.as_bytes()).unwrap();
        self.reply()
    }

    fn reply(&mut self) -> String {
        let mut line = String::new();
        self.replies.read_line(&mut line).unwrap();
        line
    }
}
