//! STARTTLS.

use std::{fs, sync::Arc, time::Duration};

use rustls::pki_types::CertificateDer;
use server::inbound::{Limits, certificate::Certificate};
use tempfile::TempDir;

use super::{
    conn::Conn,
    receiver::{JOBS, Receiver},
};

const NAME: &str = "in.example.com";

/// A certificate as the receiver opens it, and for the client to trust.
fn certificate() -> (Arc<Certificate>, CertificateDer<'static>) {
    let folder = tempfile::tempdir().unwrap();
    let trusted = write(&folder);
    (open(&folder), trusted)
}

/// Puts a new certificate into the place of the one before.
fn write(folder: &TempDir) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    for (name, pem) in [("cert.pem", made.cert.pem()), ("key.pem", made.signing_key.serialize_pem())] {
        fs::write(folder.path().join("new"), pem).unwrap();
        fs::rename(folder.path().join("new"), folder.path().join(name)).unwrap();
    }
    made.cert.der().clone()
}

fn open(folder: &TempDir) -> Arc<Certificate> {
    Arc::new(Certificate::open(&folder.path().join("cert.pem"), &folder.path().join("key.pem")).unwrap())
}

#[tokio::test]
async fn a_changed_certificate_is_used_without_a_new_start() {
    let folder = tempfile::tempdir().unwrap();
    let first = write(&folder);
    let receiver = Receiver::with(Limits::default(), Some(open(&folder))).await;
    let started = |trusted: CertificateDer<'static>| async {
        let mut conn = Conn::greeted(receiver.address).await;
        conn.say("STARTTLS").await.expect("220").await;
        conn.try_start_tls(NAME, trusted).await
    };
    assert!(started(first.clone()).await.is_ok());
    // A file that is no certificate changes nothing.
    fs::write(folder.path().join("cert.pem"), "oops").unwrap();
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(10)).await;
    tokio::time::resume();
    assert!(started(first.clone()).await.is_ok());
    let second = write(&folder);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(10)).await;
    tokio::time::resume();
    let mut conn = started(second).await.ok().unwrap();
    conn.say("EHLO client.example").await.expect("250-").await;
    assert!(started(first).await.is_err(), "the old one is gone");
}

#[tokio::test]
async fn mail_over_tls_is_marked() {
    let (config, trusted) = certificate();
    let receiver = Receiver::with(Limits::default(), Some(config)).await;
    let mut conn = Conn::greeted(receiver.address).await;
    conn.say("STARTTLS").await.expect("220 2.0.0").await;
    let mut conn = conn.start_tls(NAME, trusted).await;
    let offered = conn.say("EHLO client.example").await.expect("250-").await;
    assert!(!offered.contains("STARTTLS"));
    conn.begin(JOBS).await;
    conn.send(&[b'x'; 100_000]).await.say("\r\n.").await.expect("250 2.0.0").await;
    conn.say("QUIT").await.expect("221").await;
    conn.expect_close().await;
    let mails = receiver.stop().await;
    assert!(mails[0].over_tls && mails[0].raw.len() == 100_002);
}

#[tokio::test]
async fn plaintext_before_tls_counts_for_nothing() {
    let (config, trusted) = certificate();
    let receiver = Receiver::with(Limits::default(), Some(config)).await;
    let mut conn = Conn::greeted(receiver.address).await;
    conn.say(&format!("MAIL FROM:<>\r\nRCPT TO:<{JOBS}>")).await;
    conn.expect("250 2.1.0").await;
    conn.expect("250 2.1.5").await;
    conn.say("STARTTLS\r\nEHLO injected.example\r\nMAIL FROM:<injected@example.org>\r\nNO").await.expect("220").await;
    let mut conn = conn.start_tls(NAME, trusted).await;
    conn.say("OP").await.expect("500 5.5.2").await;
    conn.say("DATA").await.expect("503 5.5.1").await;
    conn.say("MAIL FROM:<>").await.expect("503 5.5.1 Say EHLO").await;
    conn.say("EHLO client.example").await.expect("250-").await;
    conn.say(&format!("RCPT TO:<{JOBS}>")).await.expect("503 5.5.1 Say MAIL").await;
    conn.say("STARTTLS").await.expect("503 5.5.1").await;
}

#[tokio::test]
async fn is_offered_only_with_a_certificate() {
    let (config, _) = certificate();
    let with = Receiver::with(Limits::default(), Some(config)).await;
    let without = Receiver::start().await;
    let mut conn = Conn::connect(with.address).await;
    conn.expect("220 in.example.com ").await;
    assert!(conn.say("EHLO x").await.expect("250-in.example.com").await.contains("250-STARTTLS\r\n"));
    let mut conn = Conn::connect(without.address).await;
    conn.expect("220").await;
    assert!(!conn.say("EHLO x").await.expect("250-").await.contains("STARTTLS"));
    conn.say("STARTTLS").await.expect("502 5.5.1").await;
}

#[tokio::test]
async fn a_client_that_does_not_speak_tls_after_all_is_left() {
    let (config, _) = certificate();
    let receiver = Receiver::with(Limits::default(), Some(config)).await;
    let mut conn = Conn::greeted(receiver.address).await;
    conn.say("STARTTLS").await.expect("220").await;
    conn.say("EHLO still.plain.example").await;
    receiver.stop().await;
}
