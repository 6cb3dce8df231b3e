//! `kill -9` at every stage of sending: no message is lost, and none is sent twice by itself.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex, mpsc},
};

use engine::{Clock, Courier, MailServer, Options, Protection, SendingLimits};
use tokio_util::sync::CancellationToken;
use types::{Mailbox, NewOutgoing, OutboxView, OutgoingRow, OutgoingState};

use crate::harness::{self, Postroom, Start};

/// Kills on each database; with both of them two hundred.
const KILLS: usize = 100;
/// Messages that wait. Each kill leaves those that the program had taken on, up to 26, to a lease that outlasts the test.
const MESSAGES: usize = 3_000;

/// Where the server has the program killed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// A connection is there, and nothing was said.
    Connected,
    /// MAIL was heard.
    Mail,
    /// DATA was heard, and is about to be agreed to.
    Data,
    /// Some of the content is here.
    InContent,
    /// All of it is here, and nothing was answered.
    BeforeAnswer,
    /// It was answered with 250.
    AfterAnswer,
}

const STAGES: [Stage; 6] =
    [Stage::Connected, Stage::Mail, Stage::Data, Stage::InContent, Stage::BeforeAnswer, Stage::AfterAnswer];

/// A mail server that gives the word to kill at a stage, once.
struct Peer {
    port: u16,
    armed: Mutex<Option<(Stage, usize, mpsc::Sender<()>)>>,
    /// How often each Message-ID came in whole.
    whole: Mutex<HashMap<String, usize>>,
}

impl Peer {
    fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let peer = Arc::new(Self {
            port: listener.local_addr().unwrap().port(),
            armed: Mutex::default(),
            whole: Mutex::default(),
        });
        std::thread::spawn({
            let peer = peer.clone();
            move || {
                for stream in listener.incoming() {
                    let peer = peer.clone();
                    // Being cut off in the middle is what this is about.
                    std::thread::spawn(move || _ = peer.converse(stream.unwrap()));
                }
            }
        });
        peer
    }

    /// Gives the word when this stage has been reached so many times.
    fn arm(&self, stage: Stage, after: usize) -> mpsc::Receiver<()> {
        let (word, given) = mpsc::channel();
        *self.armed.lock().unwrap() = Some((stage, after, word));
        given
    }

    /// Whether the word was given here: then nothing more is said, for the program is dying.
    fn reached(&self, stage: Stage) -> bool {
        let mut armed = self.armed.lock().unwrap();
        match armed.as_mut() {
            Some((at, n, _)) if *at == stage && *n > 0 => {
                *n -= 1;
                false
            }
            Some((at, _, word)) if *at == stage => {
                _ = word.send(());
                *armed = None;
                true
            }
            _ => false,
        }
    }

    fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?);
        let mut next = || -> std::io::Result<String> {
            let mut line = String::new();
            match lines.read_line(&mut line)? {
                0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
                _ => Ok(line),
            }
        };
        let say = |text: &str| (&stream).write_all(text.as_bytes());
        if self.reached(Stage::Connected) {
            return wait_for_the_end(next);
        }
        say("220 peer.example\r\n")?;
        loop {
            let line = next()?;
            match line.get(..4).unwrap_or_default() {
                "MAIL" if self.reached(Stage::Mail) => return wait_for_the_end(next),
                "DATA" if self.reached(Stage::Data) => return wait_for_the_end(next),
                "DATA" => {
                    say("354 go\r\n")?;
                    let mut id = String::new();
                    let mut line = next()?;
                    let dies_here = self.reached(Stage::InContent);
                    while line != ".\r\n" {
                        if let Some(value) = line.strip_prefix("Message-ID: ") {
                            id = value.trim().trim_matches(['<', '>']).to_owned();
                        }
                        if dies_here && !id.is_empty() {
                            return wait_for_the_end(next);
                        }
                        line = next()?;
                    }
                    *self.whole.lock().unwrap().entry(id).or_default() += 1;
                    if self.reached(Stage::BeforeAnswer) {
                        return wait_for_the_end(next);
                    }
                    say("250 2.0.0 Ok: queued as P33R\r\n")?;
                    self.reached(Stage::AfterAnswer);
                }
                "QUIT" => return say("221 bye\r\n"),
                _ => say("250 ok\r\n")?,
            }
        }
    }
}

fn wait_for_the_end(mut next: impl FnMut() -> std::io::Result<String>) -> std::io::Result<()> {
    while next().is_ok() {}
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn none_is_lost_and_none_sent_twice_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    none_is_lost_and_none_sent_twice(folder.path(), "sqlite").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn none_is_lost_and_none_sent_twice_postgres() {
    let folder = tempfile::tempdir().unwrap();
    none_is_lost_and_none_sent_twice(folder.path(), &engine::testing::postgres_url().await).await;
}

async fn none_is_lost_and_none_sent_twice(data_dir: &Path, database_url: &str) {
    harness::set_up(data_dir, database_url).await;
    queue(data_dir, database_url).await;
    let peer = Peer::start();
    let relay = format!("smtp://127.0.0.1:{}", peer.port);
    for kill in 0..KILLS {
        let stage = STAGES[kill % STAGES.len()];
        // At the first message of a process, and later, when connections are used again.
        let after = if stage == Stage::Connected { 0 } else { kill / STAGES.len() % 3 };
        let given = peer.arm(stage, after);
        let more = [("POSTROOM_RELAY_URL", relay.as_str())];
        let postroom = Postroom::start(&Start { command: "serve", data_dir, database_url, more: &more });
        given.recv_timeout(harness::PATIENCE).unwrap_or_else(|_| panic!("kill {kill}: {stage:?} was never reached"));
        postroom.kill();
    }
    let rows = rest(data_dir, database_url, peer.port).await;
    let whole = peer.whole.lock().unwrap().clone();
    let n_in = |state| rows.iter().filter(|row| row.state == state).count();
    let (n_sent, n_unclear) = (n_in(OutgoingState::Sent), n_in(OutgoingState::Unclear));
    assert_eq!((rows.len(), n_sent + n_unclear), (MESSAGES, MESSAGES), "every message is accounted for");
    assert!(whole.values().all(|n| *n == 1), "none came twice: {whole:?}");
    assert!(whole.len() >= n_sent && whole.len() <= n_sent + n_unclear, "{} {n_sent} {n_unclear}", whole.len());
    // Each kill leaves at most what was in three connections' hands in doubt; most leave nothing or one.
    assert!((1..=KILLS * 3).contains(&n_unclear), "{n_unclear}");
}

async fn queue(data_dir: &Path, database_url: &str) {
    let (engine, _loops) = harness::engine(data_dir, database_url).await;
    let (desk, _) = harness::admin(&engine).await;
    for n in 0..MESSAGES {
        let to = vec![Mailbox { name: String::new(), address: format!("candidate{n}@example.org") }];
        let new = NewOutgoing { to, subject: format!("message {n}"), body: "Hello".into(), ..NewOutgoing::default() };
        desk.send(new).await.unwrap();
    }
    engine.close().await;
}

/// Lets what the last kill left behind come to its end: leases end at once on a clock that is ahead.
async fn rest(data_dir: &Path, database_url: &str, port: u16) -> Vec<OutgoingRow> {
    let relay =
        MailServer { host: "127.0.0.1".into(), port, protection: Protection::StartTlsWhenOffered, account: None };
    let ahead = Clock::System.now().plus_secs(60 * 60);
    let options = harness::options(data_dir, database_url);
    // All at once: a pace would be waited for.
    let sending = SendingLimits { burst_messages: u32::try_from(MESSAGES).unwrap(), ..options.sending };
    let options = Options { relay: Some(relay), clock: Clock::manual(ahead), sending, ..options };
    let (engine, loops) = engine::Engine::open(options).await.unwrap();
    let stop = CancellationToken::new();
    let courier: Courier = loops.courier;
    let running = tokio::spawn(courier.run(stop.clone()));
    let (desk, _) = harness::admin(&engine).await;
    let mut changes = engine.changes();
    let began = std::time::Instant::now();
    while desk.outbox_counts().await.unwrap().on_its_way > 0 {
        assert!(began.elapsed() < harness::PATIENCE, "some stay on their way");
        _ = tokio::time::timeout(std::time::Duration::from_secs(1), changes.next()).await;
    }
    stop.cancel();
    running.await.unwrap();
    let mut rows = Vec::new();
    let mut before = None;
    loop {
        let page = desk.outbox(OutboxView::All, None, before).await.unwrap();
        rows.extend(page.rows);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    engine.close().await;
    rows
}
