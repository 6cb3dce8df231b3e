//! Large messages go by way of the disk.

use engine::Disk;
use server::inbound::{InboundOptions, Limits, Memory};

use super::{
    conn::Conn,
    receiver::{JOBS, Receiver, options},
};

/// Three pieces and a bit.
const LENGTH: usize = (256 << 10) * 3 + 1_000;

#[tokio::test]
async fn comes_whole_by_data_and_by_chunks() {
    let memory = Memory::new(600 << 10);
    let receiver = Receiver::serving(InboundOptions { memory, ..options(Limits::default()) }).await;
    let text: String = (0..).flat_map(|n: u64| n.to_string().into_bytes()).map(char::from).take(LENGTH).collect();
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    conn.send(text.as_bytes()).await.say("\r\n.").await.expect("250 2.0.0").await;
    // A message that is left in the middle must leave nothing in the next one.
    conn.say("MAIL FROM:<>").await.expect("250").await;
    conn.say(&format!("RCPT TO:<{JOBS}>")).await.expect("250").await;
    conn.send(format!("BDAT {LENGTH}\r\n{text}").as_bytes()).await.expect("250").await;
    conn.say("RSET").await.expect("250").await;
    conn.say("MAIL FROM:<>").await.expect("250").await;
    conn.say(&format!("RCPT TO:<{JOBS}>")).await.expect("250").await;
    conn.send(format!("BDAT {LENGTH}\r\n{text}").as_bytes()).await.expect("250").await;
    conn.send(format!("BDAT {LENGTH} LAST\r\n{text}").as_bytes()).await.expect("250").await;
    conn.begin(JOBS).await;
    conn.say("small\r\n.").await.expect("250 2.0.0").await;
    let bodies = receiver.inbox.bodies();
    assert_eq!(bodies.len(), 3);
    assert!(bodies[0] == format!("{text}\r\n") && bodies[1] == text.repeat(2) && bodies[2] == "small\r\n");
}

#[tokio::test]
async fn is_refused_when_the_disk_does_not_take_it() {
    let nowhere = Disk::new("/nowhere/at/all".into(), 0);
    let receiver = Receiver::serving(InboundOptions { disk: nowhere, ..options(Limits::default()) }).await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    conn.send(&vec![b'x'; LENGTH]).await.say("\r\n.").await.expect("451 4.3.0").await;
    conn.begin(JOBS).await;
    conn.say("small\r\n.").await.expect("250 2.0.0").await;
    assert_eq!(receiver.stop().await.len(), 1);
}

#[tokio::test]
async fn is_measured_with_what_is_on_the_disk() {
    let limits = Limits { message_bytes: LENGTH - 1, ..Limits::default() };
    let receiver = Receiver::with(limits, None).await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    conn.send(&vec![b'x'; LENGTH]).await.say("\r\n.").await.expect("552 5.3.4").await;
    assert!(receiver.stop().await.is_empty());
}
