//! Looks further when a test has stopped: what else answers at the same server. Never with the password.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::timeout;
use types::{Cause, Encryption, Fact, Finding, SmtpSettings, Stage, StageName};

use crate::{
    Clock, Reach, SmtpLimits,
    smtp::{Journal, MailServer, Session, nothing_to_censor},
};

/// How long all of it may take. The cause is known by then; whoever waits sees it already.
pub(super) const LIMIT: Duration = Duration::from_secs(3);
/// The port for mail between servers.
const TRANSFER_PORT: u16 = 25;
/// Ways of signing in that a password is enough for.
const WITH_PASSWORD: [&str; 2] = ["PLAIN", "LOGIN"];

/// What looking further came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Further {
    /// The cause, named more closely where what was found out tells more.
    pub cause: Cause,
    /// What was found out, most useful first.
    pub findings: Vec<Finding>,
}

/// One way to a server.
type Way = (u16, Encryption);

/// Finds out what tells more about the cause that ended a test at this stage, within seconds.
pub async fn look_further(
    reach: &Reach,
    clock: &Clock,
    smtp: &SmtpSettings,
    hello_name: &str,
    stopped: &Stage,
    cause: Cause,
) -> Further {
    let usual = Encryption::ALL.map(|encryption| (encryption.proposed_port(), encryption));
    Looking { reach: &shortened(reach), clock, smtp, hello_name }.further(stopped, cause, &usual).await
}

fn shortened(reach: &Reach) -> Reach {
    let limits =
        SmtpLimits { lookup: LIMIT / 3, connect: LIMIT * 2 / 3, greeting: LIMIT, handshake: LIMIT, ..reach.limits };
    Reach { limits, ..reach.clone() }
}

pub(super) struct Looking<'a> {
    pub(super) reach: &'a Reach,
    pub(super) clock: &'a Clock,
    pub(super) smtp: &'a SmtpSettings,
    pub(super) hello_name: &'a str,
}

impl Looking<'_> {
    pub(super) async fn further(&self, stopped: &Stage, cause: Cause, usual: &[Way]) -> Further {
        match cause {
            Cause::CertificateWrongName => Further { cause, findings: self.fitting_host(stopped).await },
            _ if is_about_the_way(cause) => self.other_ways(stopped, cause, usual).await,
            _ if stopped.name == StageName::SignIn => Further { cause, findings: self.other_mechanisms().await },
            _ => Further { cause, findings: Vec::new() },
        }
    }

    /// Whether another port or encryption would do.
    async fn other_ways(&self, stopped: &Stage, cause: Cause, usual: &[Way]) -> Further {
        let tested = (self.smtp.port, self.smtp.encryption);
        let same_port = Encryption::ALL.map(|encryption| (tested.0, encryption));
        let ways: Vec<Way> = each_once(same_port.iter().chain(usual).copied().filter(|way| *way != tested));
        let looked = join_all(ways.iter().map(|way| self.look(&self.smtp.host, *way))).await;
        let works = |seen: &Result<Vec<String>, Cause>| {
            seen.as_ref().is_ok_and(|offered| offered.iter().any(|one| WITH_PASSWORD.contains(&one.as_str())))
        };
        let mut findings: Vec<Finding> = ways
            .iter()
            .zip(&looked)
            .filter(|(_, seen)| works(seen))
            .map(|((port, encryption), _)| Finding::Works { port: *port, encryption: *encryption })
            .collect();
        let is_silent = |seen: &Result<Vec<String>, Cause>| seen.as_ref().is_err_and(|cause| is_unreachable(*cause));
        if findings.is_empty() && stopped.name == StageName::Connect && looked.iter().all(is_silent) {
            let ports = ways.iter().map(|(port, _)| *port).filter(|port| *port != tested.0);
            findings.push(Finding::NothingAnswers(each_once(ports)));
        }
        let offered = offered(stopped);
        let has_way = matches!(findings.first(), Some(Finding::Works { .. }));
        if tested.0 == TRANSFER_PORT && has_way && is_unreachable(cause) {
            findings.push(Finding::Port25Silent);
            return Further { cause: Cause::Port25Blocked, findings };
        }
        if tested.0 == TRANSFER_PORT && cause == Cause::SignInNotOffered && offered.is_empty() {
            return Further { cause: Cause::ReceivingServer, findings };
        }
        findings.extend(others(offered));
        Further { cause, findings }
    }

    /// What the server offers beside what a password is enough for.
    async fn other_mechanisms(&self) -> Vec<Finding> {
        let offered = self.look(&self.smtp.host, (self.smtp.port, self.smtp.encryption)).await.unwrap_or_default();
        others(offered)
    }

    /// Goes as far as the server's offer after encryption; the ways of signing in that it names.
    pub(super) async fn look(&self, host: &str, (port, encryption): Way) -> Result<Vec<String>, Cause> {
        let server = MailServer::looked_at(host, port, encryption);
        let mut journal = Journal::new(|_| {}, nothing_to_censor());
        let opened = Session::open(self.reach, self.clock, &server, self.hello_name, &mut journal);
        let session = timeout(LIMIT, opened).await.unwrap_or(Err(Cause::ConnectTimedOut))?;
        let offered = session.mechanisms().to_vec();
        session.quit().await;
        Ok(offered)
    }
}

/// Whether another port or another encryption may be the way out.
const fn is_about_the_way(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ConnectionRefused
            | Cause::ConnectTimedOut
            | Cause::ConnectionDropped
            | Cause::NoRoute
            | Cause::ConnectionForbidden
            | Cause::PortNotAllowed
            | Cause::GreetingTimedOut
            | Cause::DroppedAtGreeting
            | Cause::NotSmtp
            | Cause::MailboxServer
            | Cause::TlsOnPlaintextPort
            | Cause::PlaintextOnTlsPort
            | Cause::StartTlsNotOffered
            | Cause::StartTlsStripped
            | Cause::StartTlsRefused
            | Cause::StartTlsUnavailable
            | Cause::DroppedAtEncryption
            | Cause::SignInNotOffered
            | Cause::ReceivingServer
            | Cause::EncryptionDemanded
    )
}

const fn is_unreachable(cause: Cause) -> bool {
    matches!(cause, Cause::ConnectionRefused | Cause::ConnectTimedOut | Cause::NoRoute | Cause::ConnectionForbidden)
}

/// These few, each where it stands first.
fn each_once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

fn offered(stopped: &Stage) -> Vec<String> {
    match &stopped.fact {
        Some(Fact::Offered(offered)) => offered.clone(),
        _ => Vec::new(),
    }
}

fn others(offered: Vec<String>) -> Vec<Finding> {
    let others: Vec<String> = offered.into_iter().filter(|one| !WITH_PASSWORD.contains(&one.as_str())).collect();
    if others.is_empty() { Vec::new() } else { vec![Finding::OtherMechanisms(others)] }
}
