//! Two mails go round the loop, and what the company's server makes of them is judged.

mod compared;
mod confirming;
mod fetched;
mod forwards;
mod practice;
mod relay;
mod servers;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use mailhost::{ANYBODY, Account, MailHost, RedirectTarget};
use tokio::{net::TcpListener, sync::watch};
use tokio_util::sync::CancellationToken;
use types::{
    ConnectionTest, Encryption, Fault, PracticeState, Redirection, SenderForm, TestId, TestState, TypedSmtp, Verdict,
    text::Lang,
};

use super::{START, World, mail, on_both, outbox::sink::Sink};
use crate::{Credential, Desk, Incoming, MailServer, Protection, Reach, Secret, Trust, VerdictWords};

pub(super) const MAILBOX: &str = "jobs@company.localhost";
const HOST: &str = "mail.company.localhost";
const RECRUITING: &str = "acme-jobs@in.example";

/// A company's mail server that is a relay too, a receiver in front of the engine, and the company's admin.
pub(super) struct Loop {
    pub(super) world: World,
    pub(super) desk: Desk,
    pub(super) host: MailHost,
    switches: watch::Sender<PracticeState>,
    /// The port of the receiver.
    receiver: u16,
    stop: CancellationToken,
}

impl Drop for Loop {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Loop {
    /// With a relay, or without one.
    pub(super) async fn start(world: World, has_relay: bool) -> Self {
        let sink = Sink::start().await;
        let receiver = sink.relay().port;
        let (switches, watched) = watch::channel(PracticeState::default());
        let account = |name: &str, may_send_as: &[&str]| Account {
            account: name.into(),
            password: "secret one".into(),
            may_send_as: may_send_as.iter().map(|sender| (*sender).to_owned()).collect(),
        };
        let options = mailhost::Options {
            host_name: HOST.into(),
            accounts: vec![account(MAILBOX, &[]), account("relay", &[ANYBODY])],
            mailbox: MAILBOX.into(),
            redirect_to: Some(RedirectTarget { address: RECRUITING.into(), server: ([127, 0, 0, 1], receiver).into() }),
        };
        let host = MailHost::new(options, watched).unwrap();
        let bind = || TcpListener::bind("127.0.0.1:0");
        let (tls, starttls) = (bind().await.unwrap(), bind().await.unwrap());
        let port = starttls.local_addr().unwrap().port();
        let stop = CancellationToken::new();
        tokio::spawn({
            let (host, stop) = (host.clone(), stop.clone());
            async move { host.serve(tls, starttls, stop).await }
        });
        let world = reached(world, &host, has_relay.then_some(port)).await;
        let desk = world.admin().await;
        desk.save_sender(None, SenderForm { use_custom: true, custom_address: MAILBOX.into() }).await.unwrap();
        let smtp = TypedSmtp {
            use_for_sending: true,
            host: HOST.into(),
            port: port.to_string(),
            encryption: Encryption::StartTls,
            account: MAILBOX.into(),
            sign_in_with: types::SignInWith::Password,
        };
        desk.save_smtp(None, smtp, Secret::new("secret one".into())).await.unwrap();
        tokio::spawn(hand_on(sink, world.engine.clone(), stop.clone()));
        Self { world, desk, host, switches, receiver, stop }
    }

    pub(super) fn switch(&self, redirection: Redirection) {
        self.switches.send_modify(|state| state.redirection = redirection);
    }

    /// Lets the company's server fail so.
    pub(super) fn fails(&self, fault: Fault) {
        self.switches.send_modify(|state| state.fault = fault);
    }

    /// Begins a test and waits until the mails have been handed over.
    pub(super) async fn handed_over(&self) -> TestId {
        self.world.clock.advance_secs(1);
        let id = self.desk.test_stored(None).await.unwrap();
        self.until(id, |test| test.state != TestState::Sending).await;
        id
    }

    pub(super) async fn until(&self, id: TestId, is_it: impl Fn(&ConnectionTest) -> bool) -> ConnectionTest {
        let mut changes = self.world.engine.changes();
        loop {
            let test = self.desk.connection_test(id).await.unwrap();
            if is_it(&test) {
                return test;
            }
            tokio::time::timeout(Duration::from_secs(60), changes.next()).await.expect("nothing changes any more");
        }
    }

    /// The verdict when so many mails have come, in words.
    pub(super) async fn judged(&self, id: TestId, n: usize) -> VerdictWords {
        let mut changes = self.world.engine.changes();
        loop {
            let words = self.desk.verdict_words(id, Lang::En).await.unwrap().unwrap();
            if words.mails.len() >= n {
                return words;
            }
            tokio::time::timeout(Duration::from_secs(60), changes.next()).await.expect("too few mails come");
        }
    }

    /// The mails of a test as the company's server has them: the own one, and the one from outside.
    async fn sent(&self) -> (TestId, String, String) {
        let before = self.host.mailbox(MAILBOX).len();
        let id = self.handed_over().await;
        let mails = self.host.mailbox(MAILBOX);
        let raw = |place: usize| String::from_utf8(mails[before + place].raw.clone()).unwrap();
        (id, raw(0), raw(1))
    }

    /// Hands a mail to the engine.
    async fn comes(&self, mail_from: &str, raw: impl Into<Vec<u8>>) {
        self.world.engine.accept(Incoming { mail_from: mail_from.into(), ..mail(raw) }).await.unwrap();
    }
}

/// The world at this server's time, trusting it, and with it as relay at this port.
async fn reached(world: World, host: &MailHost, relay_port: Option<u16>) -> World {
    let today = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    world.clock.advance_secs(i64::try_from(today).unwrap() - START.0 / 1_000_000);
    let authority = host.authority_pem().to_owned();
    let change = move |options: crate::Options| {
        let trust = Trust::only(std::slice::from_ref(&authority)).unwrap();
        let relay = relay_port.map(|port| MailServer {
            host: HOST.into(),
            port,
            protection: Protection::StartTls,
            account: Some(("relay".into(), Credential::Password(Secret::new("secret one".into())))),
        });
        crate::Options { reach: Reach { trust, ..options.reach.clone() }, relay, ..options }
    };
    world.reopened(Arc::new(change)).await
}

/// What the receiver does in the program: hands on what comes.
async fn hand_on(sink: Sink, engine: crate::Engine, stop: CancellationToken) {
    for n in 0.. {
        tokio::select! { () = stop.cancelled() => return, () = sink.come(n + 1) => {} }
        let taken = sink.taken()[n].clone();
        let incoming = Incoming { mail_from: taken.from, recipients: taken.recipients, ..mail(taken.raw) };
        if engine.accept(incoming).await.is_err() {
            return;
        }
    }
}
