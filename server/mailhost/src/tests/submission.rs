//! Signing in and handing in mail.

use std::time::Duration;

use crate::tests::{
    client::Client,
    world::{ALIAS, HOST, MAILBOX, PASSWORD, World, plain},
};

const TEXT: &str = "Subject: hello\r\n\r\nfirst\r\n";

#[tokio::test]
async fn takes_a_mail_over_tls() {
    let world = World::start().await;
    let mut client = world.signed_in().await;
    client.begin_mail(ALIAS, MAILBOX).await;
    let reply = client.expect(&format!("{TEXT}..dot\r\n."), "250 2.0.0 Ok: queued as ").await;
    let mails = world.host.mailbox("JOBS@company.localhost");
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].mail_from.as_str(), &mails[0].recipients[..]), (ALIAS, &[MAILBOX.to_owned()][..]));
    assert_eq!(mails[0].raw, format!("{TEXT}.dot\r\n").into_bytes());
    assert!(reply.ends_with(&format!(" {}\r\n", mails[0].queue_id)), "{reply}");
    assert_eq!(client.ask("QUIT").await, "221 2.0.0 Bye\r\n");
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn takes_a_mail_over_starttls() {
    let world = World::start().await;
    let mut client = Client::connect(world.starttls).await;
    assert!(client.hear().await.starts_with("220 "));
    let before = client.expect("EHLO me.localhost", "250-").await;
    assert!(before.contains("250-STARTTLS\r\n") && !before.contains("AUTH"), "{before}");
    client.expect(&plain(PASSWORD), "538 5.7.11").await;
    client.expect(&format!("MAIL FROM:<{MAILBOX}>"), "530 5.7.0 Must issue").await;
    client.expect("STARTTLS", "220 2.0.0").await;
    let mut client = client.encrypt(HOST, world.host.authority_pem()).await.unwrap();
    client.expect(&format!("MAIL FROM:<{MAILBOX}>"), "503 5.5.1").await;
    let after = client.expect("EHLO me.localhost", "250-").await;
    assert!(after.contains("250-AUTH PLAIN LOGIN\r\n") && !after.contains("STARTTLS"), "{after}");
    client.expect(&plain(PASSWORD), "235").await;
    client.begin_mail(MAILBOX, "candidate@elsewhere.example").await;
    client.expect(&format!("{TEXT}."), "250 2.0.0").await;
    assert_eq!(world.host.outgoing()[0].recipients, ["candidate@elsewhere.example"]);
    assert!(world.host.mailbox(MAILBOX).is_empty());
}

#[tokio::test]
async fn what_follows_starttls_in_the_clear_is_not_heard() {
    let world = World::start().await;
    let mut client = Client::connect(world.starttls).await;
    client.hear().await;
    client.expect("EHLO me.localhost", "250").await;
    client.expect("STARTTLS\r\nEHLO attacker.localhost\r\nNOOP", "220").await;
    let mut client = client.encrypt(HOST, world.host.authority_pem()).await.unwrap();
    client.expect("HELP", "214").await;
}

#[tokio::test]
async fn signs_in_with_the_right_password_only() {
    let world = World::start().await;
    let mut client = world.client().await;
    client.expect("EHLO me.localhost", "250").await;
    client.expect(&plain("wrong"), "535 5.7.8").await;
    client.expect("AUTH LOGIN", "334 VXNlcm5hbWU6").await;
    client.expect("am9ic0Bjb21wYW55LmxvY2FsaG9zdA==", "334 UGFzc3dvcmQ6").await;
    client.expect("d3Jvbmc=", "535 5.7.8").await;
    client.expect("AUTH LOGIN am9ic0Bjb21wYW55LmxvY2FsaG9zdA==", "334 UGFzc3dvcmQ6").await;
    client.expect("cHJhY3RpY2UtcGFzc3dvcmQ=", "235 2.7.0").await;
    client.expect("MAIL FROM:<someone@else.localhost>", "553 5.7.1").await;
    client.expect(&format!("MAIL FROM:<{ALIAS}> SIZE=100 BODY=8BITMIME"), "250 2.1.0").await;
}

#[tokio::test]
async fn the_third_wrong_password_ends_it() {
    let world = World::start().await;
    let mut client = world.client().await;
    client.expect("EHLO me.localhost", "250").await;
    client.expect(&plain("wrong"), "535").await;
    client.expect(&plain("wrong"), "535").await;
    client.expect(&plain("wrong"), "535").await;
    assert!(client.rest().await.starts_with("421 4.7.0 "));
}

#[tokio::test]
async fn only_crlf_dot_crlf_ends_a_mail() {
    let world = World::start().await;
    let mut client = world.signed_in().await;
    client.begin_mail(MAILBOX, MAILBOX).await;
    let text = "a\n.\nb\r\n.\nMAIL FROM:<x@y.example>\n.\r\nc\r.\rd\r\n";
    client.send(text.as_bytes()).await;
    assert_eq!(client.ask(".\r\nNOOP").await.get(..10), Some("250 2.0.0 "));
    assert_eq!(client.hear().await, "250 2.0.0 Ok\r\n");
    let mails = world.host.mailbox(MAILBOX);
    assert_eq!(mails.len(), 1);
    // Only the dot at the beginning of a line that CRLF began is stuffing.
    assert_eq!(mails[0].raw.escape_ascii().to_string(), text.replace("\r\n.\n", "\r\n\n").escape_default().to_string());
}

#[tokio::test]
async fn pipelined_commands_are_answered_in_turn() {
    let world = World::start().await;
    let mut client = world.signed_in().await;
    client
        .send(
            format!("MAIL FROM:<{MAILBOX}>\r\nRCPT TO:<{MAILBOX}>\r\nRCPT TO:<jobs@COMPANY.localhost>\r\nDATA\r\n")
                .as_bytes(),
        )
        .await;
    for code in ["250 2.1.0", "250 2.1.5", "250 2.1.5", "354"] {
        assert!(client.hear().await.starts_with(code), "{code}");
    }
    client.expect("x\r\n.", "250 2.0.0").await;
    assert_eq!(world.host.mailbox(MAILBOX).len(), 1, "once, although named twice");
}

#[tokio::test]
async fn stops_when_told_to() {
    let world = World::start().await;
    let mut idle = world.client().await;
    world.shutdown.cancel();
    tokio::time::timeout(Duration::from_secs(30), world.serving).await.unwrap().unwrap();
    assert_eq!(idle.rest().await, "");
    assert!(tokio::net::TcpStream::connect(world.tls).await.is_err());
}

#[tokio::test]
async fn takes_access_tokens_once_there_are_any() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let world = World::start().await;
    let xoauth2 = |token: &str| STANDARD.encode(format!("user={MAILBOX}\x01auth=Bearer {token}\x01\x01"));
    let mut client = world.greeted().await;
    client.expect(&format!("AUTH XOAUTH2 {}", xoauth2("good")), "504").await;
    world.host.set_access_tokens(vec![(MAILBOX.into(), "good".into())]);
    let mut client = world.greeted().await;
    let reason = client.expect(&format!("AUTH XOAUTH2 {}", xoauth2("bad")), "334 ").await;
    assert!(STANDARD.decode(reason[4..].trim()).unwrap().starts_with(b"{\"status\":\"invalid_token\""), "{reason}");
    client.expect("", "535 5.7.8").await;
    client.expect("AUTH XOAUTH2", "334 ").await;
    client.expect(&xoauth2("good"), "235").await;
    // A shared mailbox, by the standard's way.
    let mut client = world.greeted().await;
    let shared = format!("n,a={ALIAS},\x01host=x\x01port=587\x01auth=Bearer good\x01\x01");
    client.expect(&format!("AUTH OAUTHBEARER {}", STANDARD.encode(shared)), "235").await;
    world.host.set_access_tokens(Vec::new());
    let mut client = world.greeted().await;
    client.expect(&format!("AUTH XOAUTH2 {}", xoauth2("good")), "334 ey").await;
}
