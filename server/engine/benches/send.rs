//! How fast the outbox empties through one server and through twenty, and how long one message takes at rest. Prints
//! figures; judges nothing. `cargo bench -p engine --bench send`.
//!
//! With `BENCH_SINK` (an address) also through a relay at that address, which knows neither TLS nor accounts: for
//! comparing with others that send to it.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use engine::{Clock, Courier, Desk, MailServer, Protection, Secret, SendingLimits};
use mailhost::{Account, MailHost};
use tokio::{net::TcpListener, sync::watch};
use tokio_util::sync::CancellationToken;
use types::{
    Encryption, Mailbox, NewOutgoing, OutgoingState, PositionForm, PositionId, PositionStatus, PracticeState,
    SenderForm, Timestamp, TypedSmtp,
};

mod world;

/// Bytes of one message, as in the measurements of others.
const SIZE_BYTES: usize = 4 << 10;
/// Connections to one server: as many as Postfix opens.
const CONNECTIONS: usize = 20;
/// Opens nothing but the servers of this measurement.
const PASSWORD: &str = "of the bench";
/// How far ahead a message is put that is sent at rest.
const AHEAD: Duration = Duration::from_millis(100);

fn main() {
    let number = |name: &str, usual| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let n: usize = number("BENCH_OUTGOING", 2_000);
    let url = std::env::var("POSTROOM_DATABASE_URL").unwrap_or_else(|_| "sqlite".into());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        if let Some(sink) = std::env::var("BENCH_SINK").ok().and_then(|text| text.parse::<SocketAddr>().ok()) {
            relay(&url, sink, n).await;
        }
        companies(&url, 1, n).await;
        companies(&url, 20, n).await;
    });
}

/// As fast as the server takes them. Usually messages leave over three connections, and after a hundred at a pace.
fn limits() -> SendingLimits {
    SendingLimits { connections_per_server: CONNECTIONS, burst_messages: u32::MAX, ..SendingLimits::default() }
}

async fn relay(url: &str, sink: SocketAddr, n: usize) {
    let folder = tempfile::tempdir_in(".").unwrap();
    let relay = MailServer {
        host: sink.ip().to_string(),
        port: sink.port(),
        protection: Protection::StartTlsWhenOffered,
        account: None,
    };
    let sending = world::Sending { relay: Some(relay), limits: limits(), authorities: Vec::new() };
    let (engine, loops) = world::open(url, folder.path(), sending).await;
    let desk = world::admin(&engine).await;
    let rate = empty(&desk, loops.courier, &[None], n).await;
    println!("through a relay without TLS and accounts, {CONNECTIONS} connections: {rate:.0}/s");
    engine.close().await;
}

async fn companies(url: &str, n_companies: usize, n: usize) {
    let folder = tempfile::tempdir_in(".").unwrap();
    let stop = CancellationToken::new();
    let mut servers = Vec::new();
    for number in 0..n_companies {
        servers.push(Server::start(number, &stop).await);
    }
    let authorities = servers.iter().map(|server| server.authority_pem.clone()).collect();
    let sending = world::Sending { relay: None, limits: limits(), authorities };
    let (engine, loops) = world::open(url, folder.path(), sending).await;
    let desk = world::admin(&engine).await;
    let mut positions = Vec::new();
    for server in &servers {
        positions.push(Some(server.position(&desk).await));
    }
    let rate = empty(&desk, loops.courier, &positions, n).await;
    let servers = if n_companies == 1 { "one company server" } else { "20 company servers" };
    println!("through {servers}, STARTTLS and AUTH, {CONNECTIONS} connections each: {rate:.0}/s");
    if n_companies == 1 {
        rest(&desk, positions[0]).await;
    }
    stop.cancel();
    engine.close().await;
}

/// Queues messages, then has them sent; how many a second.
async fn empty(desk: &Desk, courier: Courier, positions: &[Option<PositionId>], n: usize) -> f64 {
    for number in 0..n {
        desk.send(message(positions[number % positions.len()], None)).await.unwrap();
    }
    let began = Instant::now();
    // It goes on until the program ends: what is measured at rest needs it.
    tokio::spawn(courier.run(CancellationToken::new()));
    while desk.outbox_counts().await.unwrap().on_its_way > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = began.elapsed();
    assert_eq!(desk.outbox_counts().await.unwrap().needs_you, 0);
    n as f64 / took.as_secs_f64()
}

/// From the end of the time for undoing to the server's answer, one message after the other.
async fn rest(desk: &Desk, position: Option<PositionId>) {
    let mut millis = Vec::new();
    for _ in 0..100 {
        let at = Timestamp(Clock::System.now().0 + i64::try_from(AHEAD.as_micros()).unwrap());
        let id = desk.send(message(position, Some(at))).await.unwrap();
        let row = loop {
            let row = desk.outgoing(id).await.unwrap().row;
            if row.state == OutgoingState::Sent {
                break row;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        millis.push((row.ended_at.unwrap().0 - at.0) as f64 / 1_000.0);
    }
    println!("from the end of the time for undoing to accepted, at rest (goal 200 ms): {}", world::spread(&mut millis));
}

fn message(position: Option<PositionId>, send_at: Option<Timestamp>) -> NewOutgoing {
    let line = "Dear Carla, thank you for your application; we would like to get to know you.\n";
    NewOutgoing {
        position,
        to: vec![Mailbox { name: "Carla Kowalczyk".into(), address: "carla@example.org".into() }],
        subject: "Your application".into(),
        body: line.repeat(SIZE_BYTES / line.len()),
        send_at,
        ..NewOutgoing::default()
    }
}

/// A company's own server, and how it is named in the settings.
struct Server {
    number: usize,
    port: u16,
    authority_pem: String,
}

impl Server {
    async fn start(number: usize, stop: &CancellationToken) -> Self {
        let address = format!("jobs@company{number}.localhost");
        let account = Account { account: address.clone(), password: PASSWORD.into(), may_send_as: Vec::new() };
        let options = mailhost::Options {
            host_name: format!("mail.company{number}.localhost"),
            accounts: vec![account],
            mailbox: address,
            redirect_to: None,
        };
        let host = MailHost::new(options, watch::channel(PracticeState::default()).1).unwrap();
        let tls = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let starttls = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, authority_pem) = (starttls.local_addr().unwrap().port(), host.authority_pem().to_owned());
        let stop = stop.clone();
        tokio::spawn(async move { host.serve(tls, starttls, stop).await });
        Self { number, port, authority_pem }
    }

    /// A subcompany that sends through this server, and a position of it.
    async fn position(&self, desk: &Desk) -> PositionId {
        let number = self.number;
        let company = desk.create_subcompany(format!("Company {number}"), format!("c{number}")).await.unwrap();
        let address = format!("jobs@company{number}.localhost");
        desk.save_sender(Some(company), SenderForm { use_custom: true, custom_address: address.clone() })
            .await
            .unwrap();
        let smtp = TypedSmtp {
            use_for_sending: true,
            host: format!("mail.company{number}.localhost"),
            port: self.port.to_string(),
            encryption: Encryption::StartTls,
            sign_in_with: types::SignInWith::Password,
            account: address,
        };
        desk.save_smtp(Some(company), smtp, Secret::new(PASSWORD.into())).await.unwrap();
        let form = PositionForm { title: "Baker".into(), status: PositionStatus::Open, company };
        desk.create_position(form).await.unwrap()
    }
}
