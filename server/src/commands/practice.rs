//! `postroom practice`: Postroom, and beside it a company mail server to play with.

mod recording;

use engine::{Credential, Engine, Heard, MailServer, Practice, Protection, Secret};
use mailhost::{ANYBODY, Account, MailHost, RedirectTarget};
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};
use tokio_util::sync::CancellationToken;
use types::{Application, PracticeFacts, PracticeState};

use crate::{commands::serve, config::Config, failure::Failure, open, sample};

/// The practice company's server; names below `localhost` lead to this machine everywhere (RFC 6761 section 6.3).
const HOST_NAME: &str = "mail.company.localhost";
/// The practice company's recruiting mailbox.
const MAILBOX: &str = "jobs@company.localhost";
/// The server of a practice subcompany, and its recruiting mailbox.
const SUBCOMPANY_HOST_NAME: &str = "mail.berlin.localhost";
const SUBCOMPANY_MAILBOX: &str = "jobs@berlin.localhost";
/// Opens nothing but the practice mailboxes, on this machine, while the program runs.
const PASSWORD: &str = "try-me-out-42";
/// Who signs in at the practice server as its relay.
const RELAY_ACCOUNT: &str = "relay";
/// Applications that may wait to be sent.
const QUEUE_APPLICATIONS: usize = 16;

/// Runs Postroom and the practice mail server until the process is told to stop.
pub async fn run(config: Config) -> Result<(), Failure> {
    let listeners = serve::listen(&config)?;
    let tls = serve::bind(config.practice_tls_addr, "POSTROOM_PRACTICE_TLS_ADDR")?;
    let starttls = serve::bind(config.practice_starttls_addr, "POSTROOM_PRACTICE_STARTTLS_ADDR")?;
    let facts = facts(&tls, &starttls)?;
    let (switches, watched) = watch::channel(PracticeState::default());
    let (applications, sent) = mpsc::channel(QUEUE_APPLICATIONS);
    let host = mail_host(HOST_NAME, MAILBOX, watched)?;
    let second = Second::start(&config).await?;
    let authorities = [&host].into_iter().chain(second.as_ref().map(|second| &second.host));
    let extras = open::Extras {
        practice: Some(Practice { facts, switches, applications }),
        authority_pem: Some(authorities.map(MailHost::authority_pem).collect()),
        allowed_private_hosts: "127.0.0.0/8,::1".into(),
        relay: Some(relay(port(&starttls))),
    };
    let (engine, loops) = open::open(&config, extras).await?;
    let stop = serve::stop_signal()?;
    serve::greet(&config, &engine, &listeners).await?;
    println!("The practice company's mail server is {HOST_NAME}, ports {} and {}.", port(&tls), port(&starttls));
    let receiver = listeners.smtp.local_addr().map_err(|error| Failure(error.to_string()))?;
    tokio::spawn(follow_set_up(engine.clone(), host.clone(), receiver, stop.clone()));
    tokio::spawn(send_applications(host.clone(), sent));
    if let Some(dir) = &config.practice_mail_dir {
        let second = second.as_ref().map(|second| (&second.host, SUBCOMPANY_HOST_NAME));
        for (host, name) in [(&host, HOST_NAME)].into_iter().chain(second) {
            tokio::spawn(recording::record(host.clone(), dir.join(name)));
        }
    }
    if let Some(Second { host, tls, starttls }) = second {
        println!(
            "The practice subcompany's mail server is {SUBCOMPANY_HOST_NAME}, ports {} and {}.",
            port(&tls),
            port(&starttls)
        );
        let stop = stop.clone();
        tokio::spawn(async move { host.serve(tls, starttls, stop).await });
    }
    let serving = tokio::spawn({
        let (host, stop) = (host.clone(), stop.clone());
        async move { host.serve(tls, starttls, stop).await }
    });
    crate::run(&config, listeners, engine, loops, stop).await?;
    _ = serving.await;
    Ok(())
}

/// The server of a practice subcompany. It has no switches: nothing goes wrong there.
struct Second {
    host: MailHost,
    tls: TcpListener,
    starttls: TcpListener,
}

impl Second {
    async fn start(config: &Config) -> Result<Option<Self>, Failure> {
        let Some(addr) = config.practice_subcompany_addr else { return Ok(None) };
        let starttls = serve::bind(addr, "POSTROOM_PRACTICE_SUBCOMPANY_ADDR")?;
        let tls = serve::bind((addr.ip(), 0).into(), "POSTROOM_PRACTICE_SUBCOMPANY_ADDR")?;
        let host = mail_host(SUBCOMPANY_HOST_NAME, SUBCOMPANY_MAILBOX, watch::channel(PracticeState::default()).1)?;
        Ok(Some(Self { host, tls, starttls }))
    }
}

fn mail_host(host_name: &str, mailbox: &str, watched: watch::Receiver<PracticeState>) -> Result<MailHost, Failure> {
    let account = Account { account: mailbox.into(), password: PASSWORD.into(), may_send_as: Vec::new() };
    let relay =
        Account { account: RELAY_ACCOUNT.into(), password: PASSWORD.into(), may_send_as: vec![ANYBODY.to_owned()] };
    let options = mailhost::Options {
        host_name: host_name.into(),
        accounts: vec![account, relay],
        mailbox: mailbox.into(),
        redirect_to: None,
    };
    MailHost::new(options, watched)
        .map_err(|error| Failure(format!("the practice mail server could not start: {error}")))
}

/// The same server as the operator's relay: so that the mail from outside can be sent, too.
fn relay(port: u16) -> MailServer {
    MailServer {
        host: HOST_NAME.into(),
        port,
        protection: Protection::StartTls,
        account: Some((RELAY_ACCOUNT.into(), Credential::Password(Secret::new(PASSWORD.into())))),
    }
}

fn facts(tls: &TcpListener, starttls: &TcpListener) -> Result<PracticeFacts, Failure> {
    Ok(PracticeFacts {
        custom_address: MAILBOX.into(),
        host: HOST_NAME.into(),
        tls_port: port(tls),
        starttls_port: port(starttls),
        account: MAILBOX.into(),
        password: PASSWORD.into(),
    })
}

fn port(listener: &TcpListener) -> u16 {
    listener.local_addr().map(|addr| addr.port()).unwrap_or_default()
}

/// Tells the practice server where to redirect to, as an IT department would once it has been given the address.
async fn follow_set_up(engine: Engine, host: MailHost, receiver: std::net::SocketAddr, stop: CancellationToken) {
    let mut changes = engine.changes();
    loop {
        if let Ok(Some(address)) = engine.recruiting_address().await {
            host.set_redirect_to(Some(RedirectTarget { address: address.to_string(), server: receiver }));
            return;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            heard = changes.next() => if heard.is_none_or(|heard| heard == Heard::Missed) { tracing::debug!("looking again") },
        }
    }
}

async fn send_applications(host: MailHost, mut sent: mpsc::Receiver<Application>) {
    while let Some(application) = sent.recv().await {
        let delivered = match sample::mail(&application, MAILBOX) {
            Ok(raw) => host.deliver(&application.address, MAILBOX, raw).await.map_err(|error| error.to_string()),
            Err(failure) => Err(failure.to_string()),
        };
        if let Err(error) = delivered {
            tracing::warn!(error, "a sample application could not be delivered");
        }
    }
}
