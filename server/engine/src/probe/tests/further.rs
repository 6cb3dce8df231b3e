//! What is found out after a test has stopped, and that the password is never part of it.

use types::{Cause, Encryption, Fact, Finding, Outcome, SignInWith, SmtpSettings, Stage, StageName};

use crate::{
    Clock, Dns, Reach,
    probe::further::{Further, Looking},
};

use super::{
    ACCOUNT, SmtpLimits,
    authority::{HOST, NOW, Shown},
    reach,
    server::{Server, Step, say},
    talk,
};

fn settings(port: u16, encryption: Encryption) -> SmtpSettings {
    SmtpSettings {
        host: HOST.to_owned(),
        port,
        encryption,
        sign_in_with: SignInWith::default(),
        account: ACCOUNT.to_owned(),
    }
}

fn stopped(name: StageName, cause: Cause, fact: Option<Fact>) -> Stage {
    Stage { outcome: Outcome::Failed(cause), fact, ..Stage::todo(name) }
}

async fn further(reach: &Reach, smtp: &SmtpSettings, stopped: &Stage, usual: &[(u16, Encryption)]) -> Further {
    let Outcome::Failed(cause) = stopped.outcome else { panic!("{stopped:?}") };
    let clock = Clock::manual(NOW);
    Looking { reach, clock: &clock, smtp, hello_name: "postroom.test" }.further(stopped, cause, usual).await
}

/// An offer after TLS, and a goodbye.
fn offering(offer: &str) -> Vec<Step> {
    [talk::encrypted_hello(offer), vec![Step::Hear("QUIT"), say("221 bye\r\n")]].concat()
}

/// A port that nobody listens at.
fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn another_port_is_found() {
    let server = Server::start(vec![offering("AUTH PLAIN")]).await;
    let works = Finding::Works { port: server.port, encryption: Encryption::Tls };
    let (reach, smtp) = (reach(SmtpLimits::default()), settings(closed_port(), Encryption::StartTls));
    let stage = stopped(StageName::Connect, Cause::ConnectionRefused, None);
    let found = further(&reach, &smtp, &stage, &[(server.port, Encryption::Tls)]).await;
    assert_eq!(found, Further { cause: Cause::ConnectionRefused, findings: vec![works] });
    assert_eq!(server.heard().await, ["EHLO postroom.test\r\n", "QUIT\r\n"]);
}

#[tokio::test]
async fn a_port_without_a_right_certificate_is_not_proposed() {
    let server = Server::start(vec![vec![Step::Tls(Shown::UnknownIssuer)]]).await;
    let (reach, smtp) = (reach(SmtpLimits::default()), settings(closed_port(), Encryption::StartTls));
    let stage = stopped(StageName::Connect, Cause::ConnectionRefused, None);
    let found = further(&reach, &smtp, &stage, &[(server.port, Encryption::Tls)]).await;
    assert_eq!(found.findings, []);
    server.heard().await;
}

#[tokio::test]
async fn the_other_encryption_of_a_port_is_found() {
    let server = Server::start(vec![offering("AUTH LOGIN")]).await;
    let (reach, smtp) = (reach(SmtpLimits::default()), settings(server.port, Encryption::StartTls));
    let stage = stopped(StageName::Greeting, Cause::PlaintextOnTlsPort, None);
    let found = further(&reach, &smtp, &stage, &[]).await;
    assert_eq!(found.findings, [Finding::Works { port: server.port, encryption: Encryption::Tls }]);
    server.heard().await;
}

#[tokio::test]
async fn nothing_is_proposed_twice() {
    let server = Server::start(vec![offering("AUTH LOGIN"); 2]).await;
    let (reach, smtp) = (reach(SmtpLimits::default()), settings(server.port, Encryption::StartTls));
    let stage = stopped(StageName::Greeting, Cause::PlaintextOnTlsPort, None);
    let usual = [(closed_port(), Encryption::StartTls), (server.port, Encryption::Tls)];
    let found = further(&reach, &smtp, &stage, &usual).await;
    assert_eq!(found.findings, [Finding::Works { port: server.port, encryption: Encryption::Tls }]);
}

#[tokio::test]
async fn silence_everywhere_is_told() {
    let (port, other) = (closed_port(), closed_port());
    let (reach, smtp) = (reach(SmtpLimits::default()), settings(port, Encryption::Tls));
    let stage = stopped(StageName::Connect, Cause::ConnectionRefused, None);
    let found = further(&reach, &smtp, &stage, &[(other, Encryption::StartTls)]).await;
    assert_eq!(found.findings, [Finding::NothingAnswers(vec![other])]);
}

#[tokio::test]
async fn port_25_is_named_when_another_one_works() {
    let (reach, smtp) = (reach(SmtpLimits::default()), settings(25, Encryption::StartTls));
    // Some firewalls drop, others refuse in one way or another.
    for cause in [Cause::ConnectTimedOut, Cause::ConnectionRefused, Cause::NoRoute, Cause::ConnectionForbidden] {
        let server = Server::start(vec![offering("AUTH PLAIN")]).await;
        let stage = stopped(StageName::Connect, cause, None);
        let found = further(&reach, &smtp, &stage, &[(server.port, Encryption::Tls)]).await;
        assert_eq!(found.cause, Cause::Port25Blocked, "{cause:?}");
        let works = Finding::Works { port: server.port, encryption: Encryption::Tls };
        assert_eq!(found.findings, [works, Finding::Port25Silent], "{cause:?}");
        server.heard().await;
    }
}

/// Where another port is out of reach too, or one that is no usual port for mail between servers, that is no reason.
#[tokio::test]
async fn port_25_is_not_blamed_for_everything() {
    let (closed, reach) = (closed_port(), reach(SmtpLimits::default()));
    let stage = stopped(StageName::Connect, Cause::NoRoute, None);
    let smtp = settings(25, Encryption::StartTls);
    let found = further(&reach, &smtp, &stage, &[(closed, Encryption::Tls)]).await;
    assert_eq!(found, Further { cause: Cause::NoRoute, findings: vec![Finding::NothingAnswers(vec![closed])] });

    let server = Server::start(vec![offering("AUTH PLAIN")]).await;
    let found =
        further(&reach, &settings(closed, Encryption::StartTls), &stage, &[(server.port, Encryption::Tls)]).await;
    let works = Finding::Works { port: server.port, encryption: Encryption::Tls };
    assert_eq!(found, Further { cause: Cause::NoRoute, findings: vec![works] });
    server.heard().await;
}

#[tokio::test]
async fn a_server_on_port_25_that_lets_nobody_in_is_for_incoming_mail() {
    let (reach, smtp) = (reach(SmtpLimits::default()), settings(25, Encryption::StartTls));
    let stage = stopped(StageName::SignIn, Cause::SignInNotOffered, Some(Fact::Offered(Vec::new())));
    assert_eq!(further(&reach, &smtp, &stage, &[]).await.cause, Cause::ReceivingServer);
}

#[tokio::test]
async fn other_mechanisms_are_told() {
    let server = Server::start(vec![offering("AUTH PLAIN XOAUTH2")]).await;
    let (reach, smtp) = (reach(SmtpLimits::default()), settings(server.port, Encryption::Tls));
    let stage = stopped(StageName::SignIn, Cause::SignInRefused, None);
    let found = further(&reach, &smtp, &stage, &[]).await;
    assert_eq!(found.findings, [Finding::OtherMechanisms(vec!["XOAUTH2".to_owned()])]);
    assert_eq!(server.heard().await, ["EHLO postroom.test\r\n", "QUIT\r\n"]);
}

/// Only a name that leads to the same server is proposed: one in the certificate, or below its wildcard.
#[tokio::test]
async fn a_fitting_host_is_found() {
    for (shown, name, fitting, address, is_proposed) in [
        (Shown::WrongName, "other.acme.test", "other.acme.test", "127.0.0.1", true),
        (Shown::WrongName, "other.acme.test", "other.acme.test", "127.0.0.2", false),
        (Shown::Wildcard, "*.host.test", "smtp.host.test", "127.0.0.1", true),
        (Shown::Wildcard, "*.host.test", "smtp.host.test", "127.0.0.2", false),
    ] {
        let certificate = Fact::Certificate {
            protocol: String::new(),
            names: vec!["host.test".to_owned(), name.to_owned()],
            issuer: String::new(),
            valid_until: NOW,
        };
        let stage = stopped(StageName::Encryption, Cause::CertificateWrongName, Some(certificate));
        let greeting = [say("220 a\r\n"), Step::Hear("EHLO"), say("250 a\r\n"), Step::Hear("QUIT")];
        let script = [vec![Step::Tls(shown)], greeting.to_vec()].concat();
        let server = Server::start(if is_proposed { vec![script] } else { Vec::new() }).await;
        let mut reach = reach(SmtpLimits::default());
        let Dns::Fixed(table) = &mut reach.dns else { panic!() };
        table.insert(fitting.to_owned(), Ok(vec![address.parse().unwrap()]));
        let found = further(&reach, &settings(server.port, Encryption::Tls), &stage, &[]).await;
        let fits = found.findings.contains(&Finding::FittingHost(fitting.to_owned()));
        assert_eq!(fits, is_proposed, "{found:?}");
        assert!(matches!(found.findings.last(), Some(Finding::CertificateNames(names)) if names.len() == 2));
        server.heard().await;
    }
}
