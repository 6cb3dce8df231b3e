//! The SMTP receiver on port 0, with a list in place of the engine.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use engine::{Disk, Incoming, Spool};
use server::inbound::{Acceptor, InboundOptions, Limits, Memory, Networks, Protocol, certificate::Certificate, serve};
use tokio::{
    net::TcpListener,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;
use types::MessageId;

/// The recipient that is known.
pub const JOBS: &str = "acme-jobs@in.example.com";

/// How many mails may be stored at one time when none is held up.
const GATE: u32 = 100;

/// What was accepted.
#[derive(Clone, Debug)]
pub struct Inbox {
    mails: Arc<Mutex<Vec<Incoming>>>,
    fails: Arc<AtomicBool>,
    is_behind: Arc<AtomicBool>,
    gate: Arc<Semaphore>,
}

impl Inbox {
    /// The mails so far.
    pub fn mails(&self) -> Vec<Incoming> {
        self.mails.lock().unwrap().clone()
    }

    /// The bodies of the mails so far.
    pub fn bodies(&self) -> Vec<String> {
        self.mails().into_iter().map(|mail| String::from_utf8(mail.raw).unwrap()).collect()
    }

    /// From now on nothing can be stored.
    pub fn fail(&self) {
        self.fails.store(true, Ordering::SeqCst);
    }

    /// Whether too much waits to be read.
    pub fn fall_behind(&self, is_behind: bool) {
        self.is_behind.store(is_behind, Ordering::SeqCst);
    }

    /// Holds all mails up until what is returned is dropped.
    pub async fn hold_up(&self) -> OwnedSemaphorePermit {
        Arc::clone(&self.gate).acquire_many_owned(GATE).await.unwrap()
    }
}

impl Acceptor for Inbox {
    async fn knows_recipient(&self, address: &str) -> engine::Result<bool> {
        Ok(address == JOBS || address.starts_with("postmaster@"))
    }

    fn is_behind(&self) -> bool {
        self.is_behind.load(Ordering::SeqCst)
    }

    async fn accept(&self, mut incoming: Incoming, begun: Option<Spool>) -> engine::Result<MessageId> {
        let _pass = self.gate.acquire().await.unwrap();
        if self.fails.load(Ordering::SeqCst) {
            return Err(engine::Error::Stopping);
        }
        if let Some(begun) = begun {
            incoming.raw = begun.read(&incoming.raw)?;
        }
        self.mails.lock().unwrap().push(incoming);
        Ok(MessageId::from_slice(&[7; 16]).unwrap())
    }
}

/// A receiver that runs.
pub struct Receiver {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it accepted.
    pub inbox: Inbox,
    /// Stops it.
    pub shutdown: CancellationToken,
    serving: JoinHandle<()>,
}

impl Receiver {
    /// With the limits of production, but hardly waiting for clients that do not close.
    pub async fn start() -> Self {
        Self::with(Limits { parting: Duration::from_millis(20), ..Limits::default() }, None).await
    }

    /// With these limits and this certificate.
    pub async fn with(limits: Limits, tls: Option<Arc<Certificate>>) -> Self {
        Self::serving(InboundOptions { tls, ..options(limits) }).await
    }

    /// With these options.
    pub async fn serving(options: InboundOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inbox = Inbox {
            mails: Arc::default(),
            fails: Arc::default(),
            is_behind: Arc::default(),
            gate: Arc::new(Semaphore::new(GATE as usize)),
        };
        let shutdown = CancellationToken::new();
        let serving = tokio::spawn(serve(inbox.clone(), listener, options, shutdown.clone()));
        Self { address, inbox, shutdown, serving }
    }

    /// Stops it, waits until all sessions are over, and returns what was accepted.
    pub async fn stop(self) -> Vec<Incoming> {
        self.shutdown.cancel();
        self.serving.await.unwrap();
        self.inbox.mails()
    }
}

/// As in production, where this machine is trusted.
pub fn options(limits: Limits) -> InboundOptions {
    InboundOptions {
        domain: "in.example.com".into(),
        protocol: Protocol::Smtp,
        tls: None,
        limits,
        memory: Memory::default(),
        trusted: Networks::new(&["127.0.0.0/8".parse().unwrap()]),
        proxies: Networks::default(),
        disk: Disk::new(std::env::temp_dir(), 0),
    }
}

/// The same for strangers, who are not made to wait in tests.
pub fn for_strangers(limits: Limits) -> InboundOptions {
    let limits = Limits { greeting_delay: Duration::ZERO, ..limits };
    InboundOptions { trusted: Networks::default(), ..options(limits) }
}
