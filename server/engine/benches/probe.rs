//! How long a connection test takes: of a server that works, of one that says nothing, of one that is not there. Prints
//! figures; judges nothing. `cargo bench -p engine`.

use std::time::{Duration, Instant};

use engine::{Clock, Credential, Dns, Network, Probe, Reach, Secret, SmtpLimits, Trust, probe};
use mailhost::{Account, MailHost, Options};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
};
use tokio_util::sync::CancellationToken;
use types::{Encryption, PracticeState, SignInWith, SmtpSettings, TestedSettings};

const HOST: &str = "mail.company.localhost";
const MAILBOX: &str = "jobs@company.localhost";
/// Tests of the server that works; their median counts.
const RUNS: usize = 15;

#[tokio::main]
async fn main() {
    let (_switches, watched) = watch::channel(PracticeState::default());
    let account = Account { account: MAILBOX.into(), password: "secret one".into(), may_send_as: Vec::new() };
    let options =
        Options { host_name: HOST.into(), accounts: vec![account], mailbox: MAILBOX.into(), redirect_to: None };
    let host = MailHost::new(options, watched).unwrap();
    let reach = Reach {
        dns: Dns::system(),
        network: Network::parse("127.0.0.0/8,::1").unwrap(),
        trust: Trust::only(&[host.authority_pem().to_owned()]).unwrap(),
        limits: SmtpLimits::default(),
    };
    let (tls, starttls) = (listen().await, listen().await);
    let (tls_port, starttls_port) = (port(&tls), port(&starttls));
    tokio::spawn(async move { host.serve(tls, starttls, CancellationToken::new()).await });
    for (encryption, port) in [(Encryption::Tls, tls_port), (Encryption::StartTls, starttls_port)] {
        let mut took = Vec::new();
        for _ in 0..RUNS {
            took.push(test(&reach, encryption, port, true).await);
        }
        took.sort();
        println!("a server that works, {encryption}: tested in {} ms (goal 1500)", took[RUNS / 2].as_millis());
    }
    let silent = listen().await;
    let took = test(&reach, Encryption::StartTls, port(&silent), false).await;
    println!("a server that says nothing: named in {:.1} s (goal 10)", took.as_secs_f64());
    let (dead, _waiting) = full_listener().await;
    let took = test(&reach, Encryption::Tls, dead, false).await;
    println!("a server that does not answer: named in {:.1} s (goal 10)", took.as_secs_f64());
}

/// How long a test takes, which finds out whether the server works.
async fn test(reach: &Reach, encryption: Encryption, port: u16, works: bool) -> Duration {
    let smtp = SmtpSettings {
        host: HOST.into(),
        port,
        encryption,
        sign_in_with: SignInWith::default(),
        account: MAILBOX.into(),
    };
    let address = MAILBOX.parse().unwrap();
    let settings = TestedSettings { custom_address: address, recruiting_address: MAILBOX.parse().unwrap(), smtp };
    let message = b"Subject: Test\r\n\r\ntest\r\n".to_vec();
    let probed = Probe {
        settings,
        credential: Credential::Password(Secret::new("secret one".into())),
        message,
        hello_name: "bench.test".into(),
    };
    let began = Instant::now();
    let outcome = probe(reach, &Clock::System, &probed, |_| {}).await;
    let took = began.elapsed();
    assert_eq!(outcome.is_ok(), works, "{outcome:?}");
    took
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn port(listener: &TcpListener) -> u16 {
    listener.local_addr().unwrap().port()
}

/// A listener whose queue is full, so that the system drops whoever comes next, as a firewall does.
async fn full_listener() -> (u16, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener: &'static TcpListener = Box::leak(Box::new(socket.listen(1).unwrap()));
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
    }
    (address.port(), waiting)
}
