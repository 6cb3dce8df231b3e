//! What arrives at Postroom's receiver.

use types::Redirection;

use crate::{
    Error, MAIL_MAX_BYTES,
    tests::{
        receiver::Receiver,
        world::{MAILBOX, RECRUITING, World},
    },
};

const CANDIDATE: &str = "candidate@elsewhere.example";
const APPLICATION: &str = "From: =?utf-8?Q?J=C3=B6rg?= <candidate@elsewhere.example>\r\nTo: jobs@company.localhost\r\n\
    Subject: =?utf-8?Q?Bewerbung_f=C3=BCr?= you\r\nMessage-ID: <1@elsewhere.example>\r\nX-Token: secret\r\n\
    Date: Mon, 2 Nov 2026 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n.Hello,\r\nJ\u{f6}rg";

#[tokio::test]
async fn a_redirected_mail_is_untouched() {
    let world = World::start().await;
    let mut receiver = Receiver::start(&[]).await;
    world.redirect(Redirection::Redirect, receiver.addr);
    world.host.deliver(CANDIDATE, MAILBOX, APPLICATION.into()).await.unwrap();
    let received = receiver.next().await;
    assert_eq!(received.mail, format!("MAIL FROM:<{CANDIDATE}> BODY=8BITMIME\r\n"));
    assert_eq!(received.rcpt, format!("RCPT TO:<{RECRUITING}>\r\n"));
    let stuffed = APPLICATION.replace("\r\n.Hello", "\r\n..Hello");
    let trace = received.data.strip_suffix(&format!("{stuffed}\r\n.\r\n")).unwrap();
    let queue_id = &world.host.mailbox(MAILBOX)[0].queue_id;
    let beginning = format!(
        "Received: from elsewhere.example\r\n\tby mail.company.localhost with ESMTPS id {queue_id}\r\n\tfor <{MAILBOX}>; "
    );
    assert!(trace.starts_with(&beginning) && trace.ends_with(" +0000\r\n"), "{trace}");
    assert_eq!(trace.matches("\r\n").count(), 3, "one line, folded");
    assert_eq!(world.host.mailbox(MAILBOX)[0].raw, APPLICATION.as_bytes(), "and a copy stays");
    world.until(|tally| tally.sent_on == 1).await;
}

#[tokio::test]
async fn a_submitted_mail_is_redirected_too() {
    let world = World::start().await;
    let mut receiver = Receiver::start(&[]).await;
    world.redirect(Redirection::Redirect, receiver.addr);
    let mut client = world.signed_in().await;
    client.begin_mail(MAILBOX, MAILBOX).await;
    client.expect("Subject: test\r\n\r\nround\r\n.", "250 2.0.0").await;
    let received = receiver.next().await;
    assert_eq!(received.mail, format!("MAIL FROM:<{MAILBOX}>\r\n"));
    assert!(received.data.starts_with("Received: from me.localhost ([127.0.0.1])\r\n\tby "), "{}", received.data);
    assert!(received.data.ends_with("+0000\r\nSubject: test\r\n\r\nround\r\n.\r\n"), "{}", received.data);
}

#[tokio::test]
async fn a_forwarded_mail_is_a_new_one() {
    let world = World::start().await;
    let mut receiver = Receiver::start(&[]).await;
    world.redirect(Redirection::Forward, receiver.addr);
    world.host.deliver(CANDIDATE, MAILBOX, APPLICATION.into()).await.unwrap();
    let received = receiver.next().await;
    assert!(received.mail.starts_with(&format!("MAIL FROM:<{MAILBOX}>")), "{}", received.mail);
    let raw = received.text();
    let mail = mail_parser::MessageParser::default().parse(raw.as_bytes()).unwrap();
    assert_eq!(mail.from().unwrap().first().unwrap().address(), Some(MAILBOX));
    assert_eq!(mail.subject(), Some("Fwd: Bewerbung f\u{fc}r you"));
    let message_id = mail.message_id().unwrap();
    assert!(message_id.ends_with("@mail.company.localhost"), "{message_id}");
    assert!(mail.header("X-Token").is_none() && mail.header("Received").is_none());
    let text = mail.body_text(0).unwrap();
    let quoted = "---------- Forwarded message ---------\r\nFrom: J\u{f6}rg <candidate@elsewhere.example>\r\n";
    assert!(text.starts_with(quoted), "{text}");
    assert!(text.contains("\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n"), "{text}");
    assert!(text.contains("\r\nSubject: Bewerbung f\u{fc}r you\r\nTo: <jobs@company.localhost>\r\n\r\n"), "{text}");
    assert!(text.trim_end().ends_with("\r\n.Hello,\r\nJ\u{f6}rg"), "{text}");
}

#[tokio::test]
async fn off_only_keeps() {
    let world = World::start().await;
    let mut receiver = Receiver::start(&[]).await;
    world.redirect(Redirection::Off, receiver.addr);
    world.host.deliver(CANDIDATE, MAILBOX, b"Subject: kept\r\n\r\n".to_vec()).await.unwrap();
    world.redirect(Redirection::Redirect, receiver.addr);
    world.host.deliver("", MAILBOX, b"Subject: sent\r\n\r\n".to_vec()).await.unwrap();
    let first = receiver.next().await;
    assert_eq!(first.mail, "MAIL FROM:<>\r\n");
    assert!(first.data.contains("Subject: sent"), "{}", first.data);
    world.until(|tally| tally.sent_on == 1 && tally.taken_in == 2).await;
    assert_eq!(world.host.mailbox(MAILBOX).len(), 2);
}

#[tokio::test]
async fn tries_again_when_refused_for_now_only() {
    let world = World::start().await;
    let mut receiver = Receiver::start(&["451 4.3.0 later", "250 2.0.0 taken", "554 5.7.1 no"]).await;
    world.redirect(Redirection::Redirect, receiver.addr);
    world.host.deliver(CANDIDATE, MAILBOX, b"Subject: one\r\n\r\n".to_vec()).await.unwrap();
    let (first, second) = (receiver.next().await, receiver.next().await);
    assert_eq!(first.data, second.data);
    world.until(|tally| tally.sent_on == 1).await;
    world.host.deliver(CANDIDATE, MAILBOX, b"Subject: two\r\n\r\n".to_vec()).await.unwrap();
    world.until(|tally| tally.given_up == 1).await;
    world.host.deliver(CANDIDATE, MAILBOX, b"Subject: three\r\n\r\n".to_vec()).await.unwrap();
    assert!(receiver.next().await.data.contains("Subject: two"));
    assert!(receiver.next().await.data.contains("Subject: three"));
}

#[tokio::test]
async fn takes_only_what_can_stand_in_an_envelope() {
    let world = World::start().await;
    for mail_from in ["a@b>\r\nRCPT TO:<x@y", "no address", "a b@c.example"] {
        let refused = world.host.deliver(mail_from, MAILBOX, Vec::new()).await;
        assert!(matches!(refused, Err(Error::Address)), "{mail_from}");
    }
    let refused = world.host.deliver(CANDIDATE, "nobody@company.localhost", Vec::new()).await;
    assert!(matches!(refused, Err(Error::NoSuchMailbox)));
    let refused = world.host.deliver(CANDIDATE, MAILBOX, vec![b'x'; MAIL_MAX_BYTES + 1]).await;
    assert!(matches!(refused, Err(Error::TooLarge)));
}
