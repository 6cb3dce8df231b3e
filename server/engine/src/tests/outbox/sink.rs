//! A mail server that takes everything unless it is told otherwise, and remembers what it heard.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::{MailServer, Protection};

/// What the server does instead of agreeing.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Agrees.
    Agree,
    /// Says this.
    Say(&'static str),
    /// Closes the connection.
    Drop,
    /// Says nothing until the client leaves.
    Hang,
}

/// Asked about every command line, and about `.` when a mail is complete.
type Rule = Box<dyn FnMut(&str) -> Answer + Send>;

/// The server. Clones are the same one.
#[derive(Clone)]
pub struct Sink(Arc<Inner>);

struct Inner {
    port: u16,
    rule: Mutex<Rule>,
    heard: Mutex<Vec<String>>,
    taken: Mutex<Vec<Taken>>,
    n_connections: AtomicUsize,
    n_taken: watch::Sender<usize>,
}

/// A mail it took.
#[derive(Clone, Debug)]
pub struct Taken {
    pub from: String,
    pub recipients: Vec<String>,
    pub raw: String,
}

impl Taken {
    /// Its Message-ID without angle brackets.
    pub fn message_id(&self) -> String {
        crate::reading::read(self.raw.as_bytes(), "x").unwrap().message_id.unwrap()
    }
}

impl Sink {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self(Arc::new(Inner {
            port: listener.local_addr().unwrap().port(),
            rule: Mutex::new(Box::new(|_| Answer::Agree)),
            heard: Mutex::default(),
            taken: Mutex::default(),
            n_connections: AtomicUsize::new(0),
            n_taken: watch::Sender::new(0),
        }));
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.0.n_connections.fetch_add(1, Ordering::SeqCst);
                let serving = serving.clone();
                tokio::spawn(async move { _ = serving.converse(stream).await });
            }
        });
        sink
    }

    /// As a relay.
    pub fn relay(&self) -> MailServer {
        MailServer {
            host: "127.0.0.1".into(),
            port: self.0.port,
            protection: Protection::StartTlsWhenOffered,
            account: None,
        }
    }

    /// From now on goes by this rule.
    pub fn rule(&self, rule: impl FnMut(&str) -> Answer + Send + 'static) {
        *self.0.rule.lock().unwrap() = Box::new(rule);
    }

    /// The mails so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.0.taken.lock().unwrap().clone()
    }

    /// How often each Message-ID was taken.
    pub fn times_taken(&self) -> HashMap<String, usize> {
        let mut times = HashMap::new();
        self.taken().iter().for_each(|taken| *times.entry(taken.message_id()).or_default() += 1);
        times
    }

    /// The commands so far that begin like this.
    pub fn heard(&self, start: &str) -> Vec<String> {
        self.0.heard.lock().unwrap().iter().filter(|line| line.starts_with(start)).cloned().collect()
    }

    pub fn n_connections(&self) -> usize {
        self.0.n_connections.load(Ordering::SeqCst)
    }

    /// Waits until it has taken so many.
    pub async fn until_taken(&self, n: usize) {
        tokio::time::timeout(std::time::Duration::from_secs(60), self.come(n)).await.expect("too few mails come");
    }

    /// The same, however long it takes.
    pub async fn come(&self, n: usize) {
        self.0.n_taken.subscribe().wait_for(|taken| *taken >= n).await.unwrap();
    }

    async fn converse(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.write_all(b"220 sink.example\r\n").await?;
        let mut stream = BufReader::new(stream);
        let (mut from, mut recipients) = (String::new(), Vec::new());
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_owned();
            self.0.heard.lock().unwrap().push(line.clone());
            let answer = (self.0.rule.lock().unwrap())(&line);
            let agreed = match answer {
                Answer::Drop => return Ok(()),
                Answer::Hang => {
                    while stream.read_line(&mut String::new()).await? > 0 {}
                    return Ok(());
                }
                Answer::Say(reply) => {
                    stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
                    continue;
                }
                Answer::Agree => line,
            };
            let path =
                agreed.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path.to_owned());
            let reply = match agreed.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => "250-sink.example\r\n250 8BITMIME",
                "MAIL" => {
                    (from, recipients) = (path.unwrap_or_default(), Vec::new());
                    "250 2.1.0 ok"
                }
                "RCPT" => {
                    recipients.extend(path);
                    "250 2.1.5 ok"
                }
                "DATA" => {
                    stream.write_all(b"354 go\r\n").await?;
                    let mut raw = String::new();
                    while !raw.ends_with("\r\n.\r\n") {
                        if stream.read_line(&mut raw).await? == 0 {
                            return Ok(());
                        }
                    }
                    let answer = (self.0.rule.lock().unwrap())(".");
                    let raw = raw.trim_end_matches(".\r\n").replace("\r\n..", "\r\n.");
                    let taken = Taken { from: from.clone(), recipients: recipients.clone(), raw };
                    match answer {
                        Answer::Agree => {}
                        Answer::Say(reply) => {
                            stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
                            continue;
                        }
                        Answer::Drop => {
                            self.keep(taken);
                            return Ok(());
                        }
                        Answer::Hang => {
                            self.keep(taken);
                            while stream.read_line(&mut String::new()).await? > 0 {}
                            return Ok(());
                        }
                    }
                    self.keep(taken);
                    "250 2.0.0 Ok: queued as S1NK"
                }
                "QUIT" => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => "250 ok",
            };
            stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
        }
    }

    fn keep(&self, taken: Taken) {
        self.0.taken.lock().unwrap().push(taken);
        self.0.n_taken.send_modify(|n| *n += 1);
    }
}
