//! A server with one account, on ports of its own.

use std::net::SocketAddr;

use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use types::{Fault, PracticeState, Redirection};

use crate::{Account, MailHost, Options, RedirectTarget, Tally, tests::client::Client};

pub(crate) const HOST: &str = "mail.company.localhost";
pub(crate) const MAILBOX: &str = "jobs@company.localhost";
pub(crate) const ALIAS: &str = "careers@company.localhost";
pub(crate) const RECRUITING: &str = "company-jobs@postroom.localhost";
pub(crate) const PASSWORD: &str = "practice-password";

/// A running server and its switches.
pub(crate) struct World {
    pub host: MailHost,
    pub switches: watch::Sender<PracticeState>,
    pub tls: SocketAddr,
    pub starttls: SocketAddr,
    pub shutdown: CancellationToken,
    pub serving: JoinHandle<()>,
}

pub(crate) fn options() -> Options {
    let account = Account { account: MAILBOX.into(), password: PASSWORD.into(), may_send_as: vec![ALIAS.into()] };
    Options { host_name: HOST.into(), accounts: vec![account], mailbox: MAILBOX.into(), redirect_to: None }
}

impl World {
    pub(crate) async fn start() -> Self {
        let (switches, watched) = watch::channel(PracticeState::default());
        let host = MailHost::new(options(), watched).unwrap();
        let tls = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let starttls = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (tls_addr, starttls_addr) = (tls.local_addr().unwrap(), starttls.local_addr().unwrap());
        let shutdown = CancellationToken::new();
        let serving = tokio::spawn({
            let (host, shutdown) = (host.clone(), shutdown.clone());
            async move { host.serve(tls, starttls, shutdown).await }
        });
        Self { host, switches, tls: tls_addr, starttls: starttls_addr, shutdown, serving }
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.switches.send_modify(|state| state.fault = fault);
    }

    pub(crate) fn redirect(&self, redirection: Redirection, server: SocketAddr) {
        self.switches.send_modify(|state| state.redirection = redirection);
        self.host.set_redirect_to(Some(RedirectTarget { address: RECRUITING.into(), server }));
    }

    /// Waits until the counts are as wanted.
    pub(crate) async fn until(&self, is_wanted: impl FnMut(&Tally) -> bool) {
        self.host.tally().wait_for(is_wanted).await.unwrap();
    }

    /// A client on the TLS port that has heard the greeting.
    pub(crate) async fn client(&self) -> Client {
        let mut client = Client::connect(self.tls).await.encrypt(HOST, self.host.authority_pem()).await.unwrap();
        assert_eq!(client.hear().await, format!("220 {HOST} ESMTP Practice mail server\r\n"));
        client
    }

    /// A client that has introduced itself.
    pub(crate) async fn greeted(&self) -> Client {
        let mut client = self.client().await;
        client.expect("EHLO me.localhost", "250").await;
        client
    }

    /// A client that has signed in.
    pub(crate) async fn signed_in(&self) -> Client {
        let mut client = self.greeted().await;
        client.expect(&plain(PASSWORD), "235").await;
        client
    }
}

/// The command that signs the one account in.
pub(crate) fn plain(password: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    format!("AUTH PLAIN {}", STANDARD.encode(format!("\0{MAILBOX}\0{password}")))
}
