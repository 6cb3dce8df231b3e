//! What is said, what is found out, and what is never repeated.

use tokio::sync::mpsc;
use types::{Cause, Encryption, Fact, Outcome, Stage, StageName};

use crate::Clock;

use super::{
    ACCOUNT, PASSWORD, SmtpLimits, Told,
    authority::{GOOD_UNTIL, NOW, Shown},
    probe, reach, run, sample,
    server::{Server, Step, say},
    talk,
};
use Step::Hear;

/// `\0jobs@acme.test\0s3cret-Passw0rd`.
const PLAIN: &str = "AGpvYnNAYWNtZS50ZXN0AHMzY3JldC1QYXNzdzByZA==";
const PASSWORD_BASE64: &str = "czNjcmV0LVBhc3N3MHJk";

fn good_certificate() -> Option<Fact> {
    Some(Fact::Certificate {
        protocol: "TLSv1.3".to_owned(),
        names: vec!["mail.acme.test".to_owned()],
        issuer: "Trusted, Trusted Root".to_owned(),
        valid_until: GOOD_UNTIL,
    })
}

fn stage(told: &Told, name: StageName) -> &Stage {
    told.stages.iter().find(|stage| stage.name == name).unwrap()
}

#[tokio::test]
async fn tls_from_the_start() {
    let told = run(Encryption::Tls, vec![talk::handed_over()], SmtpLimits::default()).await;
    assert_eq!(told.result, Ok(()), "{:?}", told.stages);
    let names: Vec<StageName> = told.stages.iter().map(|stage| stage.name).collect();
    assert_eq!(names, StageName::in_order(Encryption::Tls)[..8]);
    assert!(told.stages.iter().all(|stage| stage.outcome == Outcome::Passed));
    assert_eq!(stage(&told, StageName::Encryption).fact, good_certificate());
    assert_eq!(stage(&told, StageName::SignIn).fact, Some(Fact::Mechanism("PLAIN".to_owned())));
    let hand_over = stage(&told, StageName::HandOver);
    assert_eq!(hand_over.fact, Some(Fact::QueueId("4XyZ12".to_owned())));
    assert_eq!(hand_over.said, ["354 go", "250 2.0.0 Ok: queued as 4XyZ12"]);
    assert_eq!(told.heard[1], format!("AUTH PLAIN {PLAIN}\r\n"));
    assert_eq!(told.heard[5], "Subject: Test\r\n\r\n..dot\r\nend\r\n.\r\n");
    assert_eq!(told.heard[6], "QUIT\r\n");
}

/// Everything said before TLS, the offer included, counts for nothing after it.
#[tokio::test]
async fn upgraded_without_what_was_slipped_in() {
    let injected = [
        talk::plain_hello(),
        vec![
            Hear("STARTTLS\r\n"),
            say("220 go\r\n250-mail.evil.test\r\n250 AUTH PLAIN\r\n"),
            Step::Tls(Shown::Good),
            Hear("EHLO postroom.test\r\n"),
            say("250-mail.acme.test\r\n250 AUTH LOGIN\r\n"),
            Hear("AUTH LOGIN\r\n"),
            say("334 VXNlcm5hbWU6\r\n"),
            Hear("am9ic0BhY21lLnRlc3Q=\r\n"),
            say("334 UGFzc3dvcmQ6\r\n"),
            Hear("czNjcmV0LVBhc3N3MHJk\r\n"),
            say("235 in\r\n"),
        ],
        talk::taken(),
    ]
    .concat();
    let told = run(Encryption::StartTls, vec![injected], SmtpLimits::default()).await;
    assert_eq!(told.result, Ok(()), "{:?}", told.stages);
    let names: Vec<StageName> = told.stages.iter().map(|stage| stage.name).collect();
    assert_eq!(names, StageName::in_order(Encryption::StartTls)[..8]);
    let encryption = stage(&told, StageName::Encryption);
    assert_eq!(encryption.fact, good_certificate());
    assert_eq!(encryption.said, ["220 go", "250-mail.acme.test", "250 AUTH LOGIN"]);
    assert_eq!(stage(&told, StageName::SignIn).fact, Some(Fact::Mechanism("LOGIN".to_owned())));
    assert_eq!(stage(&told, StageName::SignIn).said, ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 in"]);
}

#[tokio::test]
async fn certificates_are_told_even_when_refused() {
    let told = run(Encryption::Tls, vec![vec![Step::Tls(Shown::WrongName)]], SmtpLimits::default()).await;
    let Some(Fact::Certificate { protocol, names, .. }) = &stage(&told, StageName::Encryption).fact else {
        panic!("{:?}", told.stages)
    };
    assert_eq!((protocol.as_str(), names.as_slice()), ("", &["other.acme.test".to_owned()][..]));
}

#[tokio::test]
async fn plain_words_on_a_tls_port_are_told() {
    let told = run(Encryption::Tls, vec![vec![say("220 mail.acme.test\r\n"), Step::Hang]], SmtpLimits::default()).await;
    assert_eq!(stage(&told, StageName::Encryption).said, ["220 mail.acme.test"]);
}

#[tokio::test]
async fn mechanisms_that_are_not_ours_are_told() {
    let told = run(Encryption::Tls, vec![talk::encrypted_hello("AUTH XOAUTH2 GSSAPI")], SmtpLimits::default()).await;
    let offered = vec!["GSSAPI".to_owned(), "XOAUTH2".to_owned()];
    assert_eq!(stage(&told, StageName::SignIn).fact, Some(Fact::Offered(offered)));
}

#[tokio::test]
async fn secrets_that_come_back_are_masked() {
    let echo = format!("535-5.7.8 {ACCOUNT} {PASSWORD}\r\n535-{PASSWORD_BASE64}\r\n535 AUTH PLAIN {PLAIN}\r\n");
    let script = [talk::encrypted_hello("AUTH PLAIN"), vec![Hear("AUTH"), say(echo)]].concat();
    let told = run(Encryption::Tls, vec![script], SmtpLimits::default()).await;
    assert_eq!(told.result, Err(Cause::SignInRefused));
    let said = &stage(&told, StageName::SignIn).said;
    assert_eq!(said, &["535-5.7.8 jobs@acme.test •••", "535-•••", "535 AUTH PLAIN •••=="]);
}

#[tokio::test]
async fn dropping_the_probe_closes_the_connection() {
    let server = Server::start(vec![vec![Step::Hang]]).await;
    let (reach, probed) = (reach(SmtpLimits::default()), sample(Encryption::StartTls, server.port));
    let (begun, mut begins) = mpsc::unbounded_channel();
    let probing = tokio::spawn(async move {
        probe(&reach, &Clock::manual(NOW), &probed, |stage| {
            let _ = begun.send((stage.name, stage.outcome));
        })
        .await
    });
    while begins.recv().await != Some((StageName::Greeting, Outcome::Running)) {}
    probing.abort();
    assert!(probing.await.unwrap_err().is_cancelled());
    server.heard().await;
}
