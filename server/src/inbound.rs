//! The SMTP receiver: takes connections, leads a conversation over each, and hands mail to the engine.
//!
//! `session` decides what is said and does no input or output, `wire` moves bytes and decides nothing, this file counts
//! connections and stops in order. `250` to a message is said only after [`Acceptor::accept`] returned.

mod acceptor;
pub mod certificate;
mod limits;
mod memory;
mod places;
mod session;
mod wire;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use rustls::ServerConfig;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use acceptor::Acceptor;
pub use limits::Limits;
use memory::Memory;
use places::{Place, Places};
use session::{Rules, Session};
use wire::{Stop, Surroundings};

/// First wait after the system refused to hand over a connection, for want of file descriptors for example.
const ACCEPT_RETRY_FIRST: Duration = Duration::from_millis(10);
/// Longest such wait; each is twice the one before.
const ACCEPT_RETRY_LONGEST: Duration = Duration::from_secs(1);
/// What is said to a client for which there is no place.
const NO_PLACE: &[u8] = b"421 4.7.0 Too many connections, try again later\r\n";
/// How long such a client may take to read it.
const NO_PLACE_PARTING: Duration = Duration::from_secs(1);

/// How the receiver presents itself, and what it allows.
#[derive(Clone, Debug)]
pub struct InboundOptions {
    /// The mail domain: our name in the greeting, and the domain of `RCPT TO:<postmaster>`.
    pub domain: String,
    /// The certificate with which STARTTLS is offered, see [`certificate::load`].
    pub tls: Option<Arc<ServerConfig>>,
    /// What clients may ask, and how long they may take.
    pub limits: Limits,
}

/// Receives mail until `shutdown`, and returns when the last session has ended: idle ones are told `421` at once, those
/// in the middle of a message may finish it within [`Limits::shutdown_grace`].
pub async fn serve<A: Acceptor>(
    acceptor: A,
    listener: TcpListener,
    options: InboundOptions,
    shutdown: CancellationToken,
) {
    let receiver = Receiver::new(acceptor, options, shutdown);
    let mut retry = ACCEPT_RETRY_FIRST;
    loop {
        let accepted = tokio::select! {
            biased;
            () = receiver.stop.asked.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, client)) => {
                retry = ACCEPT_RETRY_FIRST;
                receiver.welcome(stream, client);
            }
            Err(error) if is_of_one_connection(&error) => (),
            Err(error) => {
                tracing::warn!(%error, retry_ms = retry.as_millis() as u64, "no connection can be accepted");
                tokio::select! {
                    () = receiver.stop.asked.cancelled() => break,
                    () = sleep(retry) => (),
                }
                retry = (retry * 2).min(ACCEPT_RETRY_LONGEST);
            }
        }
    }
    drop(listener);
    receiver.finish().await;
}

struct Receiver<A> {
    acceptor: A,
    tls: Option<Arc<ServerConfig>>,
    rules: Arc<Rules>,
    places: Places,
    memory: Memory,
    stop: Stop,
    sessions: TaskTracker,
}

impl<A: Acceptor> Receiver<A> {
    fn new(acceptor: A, options: InboundOptions, shutdown: CancellationToken) -> Self {
        let InboundOptions { domain, tls, limits } = options;
        Self {
            acceptor,
            places: Places::new(limits.connections, limits.connections_per_address),
            memory: Memory::new(limits.memory_bytes),
            stop: Stop { asked: shutdown, now: CancellationToken::new() },
            sessions: TaskTracker::new(),
            rules: Arc::new(Rules { domain, limits, offers_tls: tls.is_some() }),
            tls,
        }
    }

    /// Gives a client a session, or tells it that there is no place.
    fn welcome(&self, stream: TcpStream, client: SocketAddr) {
        match self.places.take(client.ip()) {
            Some(place) => self.begin(stream, client, place),
            None => {
                tracing::debug!("a connection over the limit was turned away");
                self.sessions.spawn(turn_away(stream));
            }
        }
    }

    fn begin(&self, stream: TcpStream, client: SocketAddr, place: Place) {
        let session = Session::new(Arc::clone(&self.rules), client.ip().to_canonical());
        let surroundings = Surroundings {
            acceptor: self.acceptor.clone(),
            limits: self.rules.limits,
            stop: self.stop.clone(),
            share: self.memory.share(),
        };
        let tls = self.tls.clone();
        self.sessions.spawn(async move {
            let _place = place;
            // Without it a reply waits for the client's acknowledgement of the one before.
            let _ = stream.set_nodelay(true);
            wire::converse(stream, session, tls, surroundings).await;
        });
    }

    /// Waits for the sessions to end; those that do not in time are ended.
    async fn finish(&self) {
        self.sessions.close();
        if timeout(self.rules.limits.shutdown_grace, self.sessions.wait()).await.is_err() {
            self.stop.now.cancel();
            self.sessions.wait().await;
        }
    }
}

async fn turn_away(mut stream: TcpStream) {
    let parting = async {
        stream.write_all(NO_PLACE).await?;
        stream.shutdown().await
    };
    // A client that is gone already needs no answer.
    let _ = timeout(NO_PLACE_PARTING, parting).await;
}

/// Whether an error of `accept` is about that one connection, so that the next may well succeed.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
