//! `postroom practice`: Postroom, and beside it a company mail server to play with.

use engine::{Engine, Heard, MailServer, Practice, Protection, Secret};
use mailhost::{ANYBODY, Account, MailHost, RedirectTarget};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use types::{Application, PracticeFacts, PracticeState};

use crate::{commands::serve, config::Config, failure::Failure, open, sample};

/// The practice company's server; names below `localhost` lead to this machine everywhere (RFC 6761 section 6.3).
const HOST_NAME: &str = "mail.company.localhost";
/// The practice company's recruiting mailbox.
const MAILBOX: &str = "jobs@company.localhost";
/// Opens nothing but the practice mailbox, on this machine, while the program runs.
const PASSWORD: &str = "try-me-out-42";
/// Who signs in at the practice server as its relay.
const RELAY_ACCOUNT: &str = "relay";
/// Applications that may wait to be sent.
const QUEUE_APPLICATIONS: usize = 16;

/// Runs Postroom and the practice mail server until the process is told to stop.
pub async fn run(config: Config) -> Result<(), Failure> {
    let listeners = serve::listen(&config).await?;
    let tls = serve::bind(config.practice_tls_addr, "POSTROOM_PRACTICE_TLS_ADDR").await?;
    let starttls = serve::bind(config.practice_starttls_addr, "POSTROOM_PRACTICE_STARTTLS_ADDR").await?;
    let facts = facts(&tls, &starttls)?;
    let (switches, watched) = watch::channel(PracticeState::default());
    let (applications, sent) = mpsc::channel(QUEUE_APPLICATIONS);
    let host = mail_host(watched)?;
    let extras = open::Extras {
        practice: Some(Practice { facts, switches, applications }),
        authority_pem: Some(host.authority_pem().to_owned()),
        allowed_private_hosts: "127.0.0.0/8,::1".into(),
        relay: Some(relay(port(&starttls))),
    };
    let (engine, loops) = open::open(&config, extras).await?;
    serve::greet(&config, &engine, &listeners).await?;
    println!("The practice company's mail server is {HOST_NAME}, ports {} and {}.", port(&tls), port(&starttls));
    let stop = serve::stop_signal();
    let receiver = listeners.smtp.local_addr().map_err(|error| Failure(error.to_string()))?;
    tokio::spawn(follow_set_up(engine.clone(), host.clone(), receiver, stop.clone()));
    tokio::spawn(send_applications(host.clone(), sent));
    let serving = tokio::spawn({
        let (host, stop) = (host.clone(), stop.clone());
        async move { host.serve(tls, starttls, stop).await }
    });
    crate::run(&config, listeners, engine, loops, stop).await?;
    _ = serving.await;
    Ok(())
}

fn mail_host(watched: watch::Receiver<PracticeState>) -> Result<MailHost, Failure> {
    let account = Account { account: MAILBOX.into(), password: PASSWORD.into(), may_send_as: Vec::new() };
    let relay =
        Account { account: RELAY_ACCOUNT.into(), password: PASSWORD.into(), may_send_as: vec![ANYBODY.to_owned()] };
    let options = mailhost::Options {
        host_name: HOST_NAME.into(),
        accounts: vec![account, relay],
        mailbox: MAILBOX.into(),
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
        account: Some((RELAY_ACCOUNT.into(), Secret::new(PASSWORD.into()))),
    }
}

fn facts(tls: &tokio::net::TcpListener, starttls: &tokio::net::TcpListener) -> Result<PracticeFacts, Failure> {
    Ok(PracticeFacts {
        custom_address: MAILBOX.into(),
        host: HOST_NAME.into(),
        tls_port: port(tls),
        starttls_port: port(starttls),
        account: MAILBOX.into(),
        password: PASSWORD.into(),
    })
}

fn port(listener: &tokio::net::TcpListener) -> u16 {
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
