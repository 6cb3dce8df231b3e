//! The SMTP receiver: takes connections, leads a conversation over each, and hands mail to the engine.
//!
//! `session` decides what is said and does no input or output, `wire` moves bytes and decides nothing, this file counts
//! connections and stops in order. `250` to a message is said only after [`Acceptor::accept`] returned.

mod acceptor;
pub mod certificate;
mod limits;
mod memory;
mod networks;
mod places;
mod proxy;
mod rates;
mod session;
mod wire;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use engine::Disk;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use acceptor::Acceptor;
use certificate::Certificate;
pub use limits::Limits;
pub use memory::Memory;
pub use networks::Networks;
pub(crate) use places::address_of;
use places::{Place, Places, Room};
use rates::Rates;
pub use session::Protocol;
use session::{Fault, Rules, Session};
use wire::{Arrival, Stop, Surroundings};

/// First wait after the system refused to hand over a connection, for want of file descriptors for example.
const ACCEPT_RETRY_FIRST: Duration = Duration::from_millis(10);
/// Longest such wait; each is twice the one before.
const ACCEPT_RETRY_LONGEST: Duration = Duration::from_secs(1);
/// What is said to a client for which there is no place.
const NO_PLACE: &str = "421 4.7.0 Too many connections, try again later\r\n";
/// How long a client that is sent away at once may take to read why.
const TURNED_AWAY_PARTING: Duration = Duration::from_secs(1);
/// How much more one network may do in a minute than one address.
const NETWORK_FACTOR: u32 = 4;

/// How the receiver presents itself, and what it allows.
#[derive(Clone, Debug)]
pub struct InboundOptions {
    /// The mail domain: our name in the greeting, and the domain of `RCPT TO:<postmaster>`.
    pub domain: String,
    /// What is spoken.
    pub protocol: Protocol,
    /// The certificate with which STARTTLS is offered.
    pub tls: Option<Arc<Certificate>>,
    /// What clients may ask, and how long they may take.
    pub limits: Limits,
    /// What is kept in memory of all messages being received at one time.
    pub memory: Memory,
    /// Networks whose clients are not counted and not made to wait.
    pub trusted: Networks,
    /// Networks of balancers that speak the PROXY protocol.
    pub proxies: Networks,
    /// Where large messages wait for their end.
    pub disk: Disk,
}

/// Receives mail until `shutdown`, and returns when the last session has ended: idle ones are told `421` at once, those
/// in the middle of a message may finish it within [`Limits::shutdown_grace`].
pub async fn serve<A: Acceptor>(
    acceptor: A,
    listener: TcpListener,
    options: InboundOptions,
    shutdown: CancellationToken,
) {
    let receiver = Arc::new(Receiver::new(acceptor, options, shutdown));
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
    tls: Option<Arc<Certificate>>,
    rules: Arc<Rules>,
    places: Places,
    connection_rates: Rates,
    message_rates: Rates,
    memory: Memory,
    trusted: Networks,
    proxies: Networks,
    disk: Disk,
    stop: Stop,
    sessions: TaskTracker,
}

impl<A: Acceptor> Receiver<A> {
    fn new(acceptor: A, options: InboundOptions, shutdown: CancellationToken) -> Self {
        let InboundOptions { domain, protocol, tls, limits, memory, trusted, proxies, disk } = options;
        let rates = |per_minute: u32| Rates::new(per_minute, per_minute.saturating_mul(NETWORK_FACTOR));
        Self {
            acceptor,
            places: Places::new(Room {
                total: limits.connections,
                per_address: limits.connections_per_address,
                per_network: limits.connections_per_network,
            }),
            connection_rates: rates(limits.connections_per_minute),
            message_rates: rates(limits.messages_per_minute),
            memory,
            trusted,
            proxies,
            disk,
            stop: Stop { asked: shutdown, now: CancellationToken::new() },
            sessions: TaskTracker::new(),
            rules: Arc::new(Rules { domain, limits, offers_tls: tls.is_some(), protocol }),
            tls,
        }
    }

    /// Gives a client a session, or tells it that there is no place.
    fn welcome(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr) {
        let Some(place) = self.places.take() else {
            tracing::debug!("a connection over the limit was turned away");
            self.sessions.spawn(turn_away(stream, NO_PLACE));
            return;
        };
        let receiver = Arc::clone(self);
        self.sessions.spawn(async move { receiver.receive(stream, peer.ip().to_canonical(), place).await });
    }

    async fn receive(&self, mut stream: TcpStream, peer: IpAddr, place: Place) {
        // Without it a reply waits for the client's acknowledgement of the one before.
        let _ = stream.set_nodelay(true);
        let (client, input) = match self.arrive(&mut stream, peer).await {
            Arrival::Client(client, input) => (client.to_canonical(), input),
            Arrival::Refused(fault) => return turn_away(stream, fault.reply()).await,
            Arrival::Gone => return,
        };
        let is_trusted = self.is_trusted(client);
        let place = if is_trusted { Some(place) } else { self.assign(place, client) };
        let Some(_place) = place else { return turn_away(stream, NO_PLACE).await };
        if !is_trusted && !self.rules.limits.greeting_delay.is_zero() {
            let quiet = tokio::select! {
                quiet = wire::keeps_quiet(&stream, self.rules.limits.greeting_delay) => quiet,
                () = self.stop.asked.cancelled() => return,
            };
            match quiet {
                Ok(is_quiet) if is_quiet && input.is_empty() => {}
                Ok(_) => return turn_away(stream, Fault::EarlyTalker.reply()).await,
                Err(_) => return,
            }
        }
        let session = Session::new(Arc::clone(&self.rules), client);
        let surroundings = Surroundings {
            acceptor: self.acceptor.clone(),
            limits: self.rules.limits,
            stop: self.stop.clone(),
            share: self.memory.share(),
            disk: self.disk.clone(),
            rates: (!is_trusted).then(|| self.message_rates.clone()),
            client,
        };
        wire::converse(stream, session, self.tls.clone(), surroundings, &input).await;
    }

    /// Whose connection it is: the peer's, or its client's when it is a balancer.
    async fn arrive(&self, stream: &mut TcpStream, peer: IpAddr) -> Arrival {
        if !self.proxies.contain(peer) {
            return Arrival::Client(peer, Vec::new());
        }
        tokio::select! {
            arrival = wire::arrive(stream, peer, self.rules.limits.proxy_header) => arrival,
            () = self.stop.asked.cancelled() => Arrival::Gone,
        }
    }

    /// This machine and the operator's networks are not counted.
    fn is_trusted(&self, client: IpAddr) -> bool {
        self.trusted.contain(client)
    }

    fn assign(&self, place: Place, client: IpAddr) -> Option<Place> {
        let place = self.places.assign(place, client)?;
        self.connection_rates.take(client).then_some(place)
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

async fn turn_away(mut stream: TcpStream, words: &str) {
    let parting = async {
        stream.write_all(words.as_bytes()).await?;
        stream.shutdown().await?;
        // Closing while something of its is unread would reset the connection, and the words could be lost.
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await
    };
    // A client that is gone already needs no answer.
    let _ = timeout(TURNED_AWAY_PARTING, parting).await;
}

/// Whether an error of `accept` is about that one connection, so that the next may well succeed.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
