//! Who may do how much: this machine and the operator's networks everything, strangers within bounds; and who is meant
//! when a balancer stands in front.

use std::time::Duration;

use engine::Disk;
use server::inbound::{InboundOptions, Limits, Networks};
use tokio::time::{Instant, advance};

use super::{
    conn::Conn,
    receiver::{JOBS, Receiver, for_strangers, options},
};

fn networks(network: &str) -> Networks {
    Networks::new(&[network.parse().unwrap()])
}

/// A receiver behind a balancer on this machine; this machine is no friend by itself.
async fn behind_a_balancer(limits: Limits) -> Receiver {
    Receiver::serving(InboundOptions { proxies: networks("127.0.0.0/8"), ..for_strangers(limits) }).await
}

/// A connection that the balancer says is this client's.
async fn from(receiver: &Receiver, client: &str) -> Conn {
    let mut conn = Conn::connect(receiver.address).await;
    conn.say(&format!("PROXY TCP4 {client} 198.51.100.1 40000 25")).await;
    conn
}

async fn greeted_from(receiver: &Receiver, client: &str) -> Conn {
    let mut conn = from(receiver, client).await;
    conn.expect("220").await;
    conn.say("EHLO client.example").await.expect("250").await;
    conn
}

#[tokio::test]
async fn strangers_have_so_many_messages_in_a_minute() {
    let receiver = behind_a_balancer(Limits { messages_per_minute: 2, ..Limits::default() }).await;
    let mut conn = greeted_from(&receiver, "192.0.2.1").await;
    for _ in 0..2 {
        conn.begin(JOBS).await;
        conn.say("hi\r\n.").await.expect("250 2.0.0").await;
    }
    conn.say("MAIL FROM:<>").await.expect("450 4.7.1").await;
    conn.say(&format!("RCPT TO:<{JOBS}>")).await.expect("503").await;
    // Another address of the same network has its own, another network too; eight are the network's.
    for (client, n) in [("192.0.2.2", 2), ("192.0.2.3", 2), ("192.0.2.4", 2), ("192.0.2.5", 0), ("192.0.3.1", 2)] {
        let mut conn = greeted_from(&receiver, client).await;
        for _ in 0..n {
            conn.say("MAIL FROM:<>").await.expect("250 2.1.0").await;
            conn.say("RSET").await.expect("250").await;
        }
        conn.say("MAIL FROM:<>").await.expect("450 4.7.1").await;
    }
    assert_eq!(receiver.stop().await[0].client.unwrap().to_string(), "192.0.2.1");
}

#[tokio::test]
async fn strangers_have_so_many_connections() {
    let limits = Limits {
        connections_per_address: 2,
        connections_per_network: 3,
        connections_per_minute: 4,
        ..Limits::default()
    };
    let receiver = behind_a_balancer(limits).await;
    let mut open = vec![greeted_from(&receiver, "192.0.2.1").await, greeted_from(&receiver, "192.0.2.1").await];
    from(&receiver, "192.0.2.1").await.expect("421 4.7.0").await;
    open.push(greeted_from(&receiver, "192.0.2.2").await);
    from(&receiver, "192.0.2.3").await.expect("421 4.7.0").await;
    open.push(greeted_from(&receiver, "192.0.3.1").await);
    let mut n_greeted = 0;
    for _ in 0..5 {
        let mut conn = from(&receiver, "203.0.113.1").await;
        n_greeted += usize::from(conn.reply().await.starts_with("220"));
        conn.say("QUIT").await;
        while !conn.reply().await.is_empty() {}
    }
    assert!(n_greeted <= 4, "{n_greeted} in one minute");
}

#[tokio::test]
async fn friends_are_not_counted() {
    let limits = Limits {
        connections_per_address: 1,
        connections_per_minute: 1,
        messages_per_minute: 1,
        greeting_delay: Duration::from_secs(3_600),
        ..Limits::default()
    };
    let trusted =
        InboundOptions { proxies: networks("127.0.0.0/8"), trusted: networks("192.0.2.0/24"), ..options(limits) };
    let receiver = Receiver::serving(trusted).await;
    let mut open = Vec::new();
    for _ in 0..5 {
        let mut conn = greeted_from(&receiver, "192.0.2.1").await;
        for _ in 0..3 {
            conn.begin(JOBS).await;
            conn.say("hi\r\n.").await.expect("250 2.0.0").await;
        }
        open.push(conn);
    }
    drop(open);
    assert_eq!(receiver.stop().await.len(), 15);
}

#[tokio::test]
async fn a_balancer_says_whose_connection_it_is() {
    let receiver = behind_a_balancer(Limits::default()).await;
    let v2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\xc6\x33\x64\x01\x9c\x40\0\x19";
    let mut conn = Conn::connect(receiver.address).await;
    for byte in v2 {
        conn.send(&[*byte]).await;
    }
    conn.expect("220").await;
    conn.say("EHLO x").await.expect("250").await;
    conn.begin(JOBS).await;
    conn.say("hi\r\n.").await.expect("250 2.0.0").await;
    // It looks whether we are alive.
    let mut alive = Conn::connect(receiver.address).await;
    alive.send(b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0").await.expect("220").await;
    for wrong in ["EHLO client.example", "PROXY TCP4 nonsense", "PROXY TCP4 1.2.3.4 1.2.3.5 1"] {
        let mut conn = Conn::connect(receiver.address).await;
        conn.say(wrong).await.expect("421 4.3.5").await;
        conn.expect_close().await;
    }
    assert_eq!(receiver.stop().await[0].client.unwrap().to_string(), "192.0.2.7");
}

#[tokio::test(start_paused = true)]
async fn a_balancer_that_says_nothing_is_sent_away() {
    let receiver = behind_a_balancer(Limits::default()).await;
    let begun = Instant::now();
    Conn::connect(receiver.address).await.expect("421 4.3.5").await;
    assert_eq!(begun.elapsed(), Limits::default().proxy_header);
}

#[tokio::test]
async fn nobody_else_can_say_so() {
    let receiver = Receiver::serving(for_strangers(Limits::default())).await;
    let mut conn = from(&receiver, "192.0.2.1").await;
    conn.expect("220").await;
    conn.expect("500 5.5.2").await;
    conn.say("EHLO x").await.expect("250").await;
    conn.begin(JOBS).await;
    conn.say("hi\r\n.").await.expect("250 2.0.0").await;
    assert_eq!(receiver.stop().await[0].client.unwrap().to_string(), "127.0.0.1");
}

#[tokio::test(start_paused = true)]
async fn strangers_who_speak_first_are_sent_away() {
    let watchful = InboundOptions { trusted: Networks::default(), ..options(Limits::default()) };
    let receiver = Receiver::serving(watchful).await;
    let mut early = Conn::connect(receiver.address).await;
    early.say("EHLO client.example\r\nMAIL FROM:<>").await.expect("554 5.5.1").await;
    early.expect_close().await;
    let begun = Instant::now();
    let mut patient = Conn::greeted(receiver.address).await;
    assert!(begun.elapsed() >= Limits::default().greeting_delay);
    patient.begin(JOBS).await;
    patient.say("hi\r\n.").await.expect("250 2.0.0").await;
    advance(Duration::from_millis(1)).await;
    assert_eq!(receiver.stop().await.len(), 1);
}

#[tokio::test]
async fn no_message_begins_while_there_is_no_room_for_it() {
    let full = Disk::new(std::env::temp_dir(), u64::MAX);
    let receiver = Receiver::serving(InboundOptions { disk: full, ..options(Limits::default()) }).await;
    let mut conn = Conn::greeted(receiver.address).await;
    conn.say("MAIL FROM:<>").await.expect("452 4.3.1").await;
    conn.say("NOOP").await.expect("250").await;

    let receiver = Receiver::start().await;
    let mut conn = Conn::greeted(receiver.address).await;
    receiver.inbox.fall_behind(true);
    // Far more often than errors are allowed: it is not the client's doing.
    for _ in 0..30 {
        conn.say("MAIL FROM:<>").await.expect("451 4.3.2").await;
    }
    receiver.inbox.fall_behind(false);
    conn.begin(JOBS).await;
    conn.say("hi\r\n.").await.expect("250 2.0.0").await;
}
