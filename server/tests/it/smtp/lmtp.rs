//! LMTP (RFC 2033): the same, but for the greeting and an answer for each recipient.

use engine::Disk;
use server::inbound::{InboundOptions, Limits, Memory, Protocol};

use super::{
    conn::Conn,
    receiver::{JOBS, Receiver, options},
};

async fn receiver(limits: Limits) -> Receiver {
    Receiver::serving(InboundOptions { protocol: Protocol::Lmtp, ..options(limits) }).await
}

async fn greeted(receiver: &Receiver) -> Conn {
    let mut conn = Conn::connect(receiver.address).await;
    conn.expect("220 in.example.com LMTP").await;
    assert!(conn.say("LHLO mx.example").await.expect("250-").await.contains("250-PIPELINING\r\n"));
    conn
}

/// Past two recipients that are ours and one that is not.
async fn addressed(conn: &mut Conn) {
    conn.say(&format!("MAIL FROM:<>\r\nRCPT TO:<{JOBS}>\r\nRCPT TO:<nobody@x.de>\r\nRCPT TO:<postmaster>")).await;
    for code in ["250 2.1.0", "250 2.1.5", "550 5.1.1", "250 2.1.5"] {
        conn.expect(code).await;
    }
}

#[tokio::test]
async fn shares_its_memory_with_the_other_receiver() {
    // Nothing can be kept on this disk: what does not fit into memory is refused for now.
    let nowhere = Disk::new("/nowhere/at/all".into(), 0);
    let both = InboundOptions { memory: Memory::new(50_000), disk: nowhere, ..options(Limits::default()) };
    let smtp = Receiver::serving(both.clone()).await;
    let lmtp = Receiver::serving(InboundOptions { protocol: Protocol::Lmtp, ..both }).await;
    let mut first = Conn::greeted(smtp.address).await;
    first.say(&format!("MAIL FROM:<>\r\nRCPT TO:<{JOBS}>\r\nBDAT 30000")).await;
    first.send(&[b'x'; 30_000]).await;
    for code in ["250 2.1.0", "250 2.1.5", "250 2.0.0"] {
        first.expect(code).await;
    }
    let mut second = greeted(&lmtp).await;
    addressed(&mut second).await;
    second.say("BDAT 30000").await.send(&[b'x'; 30_000]).await.expect("250 2.0.0").await;
    second.say("BDAT 0 LAST").await.expect("451 4.3.0").await;
    first.say("BDAT 0 LAST").await.expect("250 2.0.0").await;
}

#[tokio::test]
async fn answers_for_each_recipient() {
    let receiver = receiver(Limits { message_bytes: 1_000, ..Limits::default() }).await;
    let mut conn = greeted(&receiver).await;
    addressed(&mut conn).await;
    conn.say("DATA").await.expect("354").await;
    conn.say("hi\r\n.\r\nNOOP").await.expect("250 2.0.0 Accepted").await;
    conn.expect("250 2.0.0 Accepted").await;
    conn.expect("250 2.0.0 Still here").await;
    addressed(&mut conn).await;
    conn.say("BDAT 4 LAST\r\nhi\r\nNOOP").await.expect("250 2.0.0 Accepted").await;
    conn.expect("250 2.0.0 Accepted").await;
    conn.expect("250 2.0.0 Still here").await;
    addressed(&mut conn).await;
    conn.say("DATA").await.expect("354").await;
    conn.say(&format!("{}\r\n.\r\nNOOP", "x".repeat(2_000))).await.expect("552 5.3.4").await;
    conn.expect("552 5.3.4").await;
    conn.expect("250 2.0.0 Still here").await;
    receiver.inbox.fail();
    addressed(&mut conn).await;
    conn.say("DATA").await.expect("354").await;
    conn.say("hi\r\n.\r\nQUIT").await.expect("451 4.3.0").await;
    conn.expect("451 4.3.0").await;
    conn.expect("221").await;
    let mails = receiver.stop().await;
    assert_eq!((mails.len(), mails[0].recipients.len()), (2, 2));
}

#[tokio::test]
async fn each_has_its_own_greeting() {
    let lmtp = receiver(Limits::default()).await;
    let mut conn = Conn::connect(lmtp.address).await;
    conn.expect("220").await;
    conn.say("EHLO x").await.expect("500 5.5.1").await;
    conn.say("HELO x").await.expect("500 5.5.1").await;
    conn.say("MAIL FROM:<>").await.expect("503").await;
    let smtp = Receiver::start().await;
    let mut conn = Conn::connect(smtp.address).await;
    conn.expect("220").await;
    conn.say("LHLO x").await.expect("500 5.5.2").await;
}

#[tokio::test]
async fn nobody_is_answered_for_nobody() {
    let receiver = receiver(Limits::default()).await;
    let mut conn = greeted(&receiver).await;
    conn.say("MAIL FROM:<>").await.expect("250").await;
    conn.say("DATA").await.expect("503").await;
    conn.say("BDAT 4 LAST\r\nhi\r\nNOOP").await.expect("503").await;
    conn.expect("250 2.0.0 Still here").await;
}
