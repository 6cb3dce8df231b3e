//! Mails come in whole, or not at all.

use std::time::Duration;

use tokio::time::timeout;

use super::{
    conn::Conn,
    receiver::{JOBS, Receiver},
};

#[tokio::test]
async fn two_mails_in_one_session() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::greeted(receiver.address).await;
    for body in ["one", "two\r\n..dot"] {
        conn.begin(JOBS).await;
        conn.say(&format!("{body}\r\n.")).await.expect("250 2.0.0 Accepted as 07070707-").await;
    }
    conn.say("QUIT").await.expect("221 2.0.0").await;
    conn.expect_close().await;
    assert_eq!(receiver.inbox.bodies(), ["one\r\n", "two\r\n.dot\r\n"]);
    let mail = &receiver.stop().await[0];
    assert_eq!(mail.mail_from, "anna@example.org");
    assert_eq!(mail.recipients, [JOBS]);
    assert_eq!((mail.client.unwrap().to_string().as_str(), mail.helo.as_str()), ("127.0.0.1", "client.example"));
    assert!(!mail.over_tls);
}

#[tokio::test]
async fn a_burst_in_one_write() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::connect(receiver.address).await;
    let mail = format!("MAIL FROM:<>\r\nRCPT TO:<nobody@in.example.com>\r\nRCPT TO:<{JOBS}>\r\nDATA\r\nhi\r\n.\r\n");
    conn.say(&format!("EHLO x\r\n{}QUIT", mail.repeat(300))).await;
    conn.expect("220").await;
    conn.expect("250-").await;
    for _ in 0..300 {
        for code in ["250 2.1.0", "550 5.1.1", "250 2.1.5", "354", "250 2.0.0"] {
            conn.expect(code).await;
        }
    }
    conn.expect("221").await;
    conn.expect_close().await;
    assert_eq!(receiver.stop().await.len(), 300);
}

#[tokio::test]
async fn only_crlf_dot_crlf_ends_a_message() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::greeted(receiver.address).await;
    let fakes = ["\n.\n", "\n.\r\n", "\r.\r", "\r.\r\n", "\r.\n", "\r\n.\n", "\r\n.\r", "\r\n.\r\r\n", "\r\n.\0\r\n"];
    for fake in fakes {
        conn.begin(JOBS).await;
        for part in ["hidden", fake, "MAIL FROM:<ceo@example.org>\r\nRCPT TO:<", JOBS, ">\r\nDATA\r\nx"] {
            conn.send(part.as_bytes()).await;
        }
        conn.say("\r\n.").await.expect("250 2.0.0").await;
        conn.say("NOOP").await.expect("250 2.0.0 Still here").await;
    }
    let mails = receiver.stop().await;
    assert_eq!(mails.len(), fakes.len());
    for (mail, fake) in mails.iter().zip(fakes) {
        let raw = String::from_utf8_lossy(&mail.raw);
        let kept = fake.replace("\r\n.", "\r\n");
        assert!(raw.starts_with(&format!("hidden{kept}MAIL FROM:<ceo@")), "{raw:?}");
    }
}

#[tokio::test]
async fn a_message_of_some_megabytes_with_long_lines_comes_whole() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    let line = "x".repeat(5000);
    let sent = format!("{line}\r\n..{line}\n.{line}\r{line}\r\n").repeat(200);
    conn.send(sent.as_bytes()).await;
    conn.say(".").await.expect("250 2.0.0").await;
    assert_eq!(receiver.inbox.bodies()[0], sent.replace("\r\n..", "\r\n."));
}

#[tokio::test]
async fn a_client_that_vanishes_in_the_message_leaves_nothing() {
    let receiver = Receiver::start().await;
    for unfinished in ["", "half a li", "whole lines\r\n", "almost\r\n.", "almost\r\n.\r"] {
        let mut conn = Conn::in_data(receiver.address, JOBS).await;
        conn.send(unfinished.as_bytes()).await;
    }
    assert!(receiver.stop().await.is_empty());
}

#[tokio::test]
async fn says_250_only_when_it_is_stored() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    let held_up = receiver.inbox.hold_up().await;
    conn.say("hi\r\n.").await;
    let early = timeout(Duration::from_millis(50), conn.reply()).await;
    assert!(early.is_err(), "answered {early:?} while nothing is stored");
    drop(held_up);
    conn.expect("250 2.0.0").await;
    receiver.inbox.fail();
    conn.begin(JOBS).await;
    conn.say("hi\r\n.").await.expect("451 4.3.0").await;
    assert_eq!(receiver.stop().await.len(), 1);
}

#[tokio::test]
async fn takes_bounces_quoted_senders_and_letters_of_all_languages() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::greeted(receiver.address).await;
    for mail in ["MAIL FROM:<>", "MAIL FROM:<\"a b\"@x.de> BODY=8BITMIME", "MAIL FROM:<jörg@x.de> SMTPUTF8"] {
        conn.say(mail).await.expect("250 2.1.0").await;
        conn.say(&format!("RCPT TO:<{JOBS}>")).await.expect("250 2.1.5").await;
        conn.say("BDAT 4 LAST\r\nhi").await.expect("250 2.0.0").await;
    }
    let senders: Vec<_> = receiver.stop().await.into_iter().map(|mail| mail.mail_from).collect();
    assert_eq!(senders, ["", "\"a b\"@x.de", "jörg@x.de"]);
}
