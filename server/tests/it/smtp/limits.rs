//! What clients may not do, or not for so long.

use std::time::Duration;

use server::inbound::{InboundOptions, Limits, Memory};
use tokio::time::{Instant, advance};

use super::{
    conn::Conn,
    receiver::{JOBS, Receiver, for_strangers, options},
};

#[tokio::test]
async fn too_large_is_refused_and_the_session_goes_on() {
    let receiver = Receiver::with(Limits { message_bytes: 100_000, ..Limits::default() }, None).await;
    let mut conn = Conn::greeted(receiver.address).await;
    conn.say("MAIL FROM:<> SIZE=100001").await.expect("552 5.3.4").await;
    conn.begin(JOBS).await;
    conn.send(&[b'x'; 200_000]).await.say("\r\n.").await.expect("552 5.3.4").await;
    conn.begin(JOBS).await;
    conn.say("small\r\n.").await.expect("250 2.0.0").await;
    assert_eq!(receiver.stop().await.len(), 1);
}

#[tokio::test]
async fn too_large_without_end_is_cut_off() {
    let limits = Limits { message_bytes: 100_000, discarded_bytes: 100_000, ..Limits::default() };
    let receiver = Receiver::with(limits, None).await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    conn.send(&[b'x'; 300_000]).await.expect("552 5.3.4").await;
    conn.expect_close().await;
    assert!(receiver.stop().await.is_empty());
}

#[tokio::test]
async fn what_does_not_fit_into_memory_waits_on_the_disk() {
    // Less than one reading of a message.
    let memory = Memory::new(20_000);
    let receiver = Receiver::serving(InboundOptions { memory, ..options(Limits::default()) }).await;
    let mut first = Conn::in_data(receiver.address, JOBS).await;
    let mut second = Conn::in_data(receiver.address, JOBS).await;
    let text: String = (0..).flat_map(|n: u64| n.to_string().into_bytes()).map(char::from).take(200_000).collect();
    first.send(text.as_bytes()).await;
    second.say("small\r\n.").await.expect("250 2.0.0").await;
    first.say("\r\n.").await.expect("250 2.0.0").await;
    // Chunks that are each smaller than what is spooled otherwise.
    first.say("MAIL FROM:<>").await.expect("250").await;
    first.say(&format!("RCPT TO:<{JOBS}>")).await.expect("250").await;
    for _ in 0..30 {
        first.send(format!("BDAT {}\r\n{}", 2_000, &text[..2_000]).as_bytes()).await.expect("250").await;
    }
    first.say("BDAT 0 LAST").await.expect("250").await;
    let bodies = receiver.inbox.bodies();
    assert!(bodies.len() == 3 && bodies[1] == format!("{text}\r\n") && bodies[2] == text[..2_000].repeat(30));
}

#[tokio::test]
async fn connections_over_the_limit_are_told() {
    let receiver = Receiver::serving(for_strangers(Limits { connections_per_address: 2, ..Limits::default() })).await;
    let _first = Conn::greeted(receiver.address).await;
    let mut second = Conn::greeted(receiver.address).await;
    let mut third = Conn::connect(receiver.address).await;
    third.expect("421 4.7.0").await;
    third.expect_close().await;
    second.say("NOOP").await.expect("250").await;
    drop(second);
    // The place is free once the receiver has seen that the second is gone.
    loop {
        let mut fourth = Conn::connect(receiver.address).await;
        if fourth.reply().await.starts_with("220") {
            break;
        }
    }
}

#[tokio::test]
async fn too_many_errors_end_the_session() {
    let receiver = Receiver::with(Limits { errors: 3, ..Limits::default() }, None).await;
    let mut conn = Conn::greeted(receiver.address).await;
    conn.say(&"FROB\r\n".repeat(2000)).await;
    for code in ["500 5.5.2", "500 5.5.2", "500 5.5.2", "421 4.7.0"] {
        conn.expect(code).await;
    }
    conn.expect_close().await;
}

#[tokio::test]
async fn a_line_too_long_does_not_end_the_session() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::greeted(receiver.address).await;
    conn.say(&"x".repeat(40_000)).await.expect("500 5.5.2").await;
    conn.say("DATA").await.expect("503 5.5.1").await;
    conn.say("NOOP").await.expect("250").await;
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_sent_away_after_five_minutes() {
    let receiver = Receiver::start().await;
    let begun = Instant::now();
    let mut conn = Conn::greeted(receiver.address).await;
    conn.expect("421 4.4.2").await;
    conn.expect_close().await;
    assert_eq!(begun.elapsed().as_secs(), 300);
}

#[tokio::test(start_paused = true)]
async fn letters_one_by_one_do_not_keep_a_command_alive() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::greeted(receiver.address).await;
    let begun = Instant::now();
    for letter in ["N", "O", "O"] {
        conn.send(letter.as_bytes()).await;
        advance(Duration::from_secs(90)).await;
    }
    conn.expect("421 4.4.2").await;
    assert_eq!(begun.elapsed().as_secs(), 300);
}

#[tokio::test(start_paused = true)]
async fn a_message_may_pause_three_minutes_and_take_an_hour() {
    let receiver = Receiver::with(Limits { window_bytes: 0, ..Limits::default() }, None).await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    let begun = Instant::now();
    conn.expect("421 4.4.2").await;
    assert_eq!(begun.elapsed().as_secs(), 180);

    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    let begun = Instant::now();
    for _ in 0..23 {
        conn.send(b"x").await;
        advance(Duration::from_secs(150)).await;
    }
    conn.send(b"x").await.expect("421 4.4.2").await;
    assert_eq!(begun.elapsed().as_secs(), 3600);
    assert!(receiver.stop().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_message_that_hardly_moves_is_given_up() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    let begun = Instant::now();
    conn.send(&[b'x'; 160_000]).await;
    // Enough for the first five minutes, and then a byte a minute.
    for _ in 0..9 {
        advance(Duration::from_secs(60)).await;
        conn.send(b"x").await;
    }
    conn.expect("421 4.4.2").await;
    assert!((300..=660).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    assert!(receiver.stop().await.is_empty());
}
