//! How the receiver stops.

use server::inbound::Limits;
use tokio::{net::TcpStream, time::Instant};

use super::{
    conn::Conn,
    receiver::{JOBS, Receiver},
};

#[tokio::test]
async fn idle_sessions_are_told_and_no_new_ones_begin() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::greeted(receiver.address).await;
    conn.say(&format!("MAIL FROM:<>\r\nRCPT TO:<{JOBS}>")).await;
    conn.expect("250 2.1.0").await;
    conn.expect("250 2.1.5").await;
    let address = receiver.address;
    let stopping = tokio::spawn(receiver.stop());
    conn.expect("421 4.3.2").await;
    conn.expect_close().await;
    drop(conn);
    assert!(stopping.await.unwrap().is_empty());
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_message_under_way_is_taken_to_its_end() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    conn.send(b"half").await;
    let mut idle = Conn::greeted(receiver.address).await;
    let stopping = tokio::spawn(receiver.stop());
    idle.expect("421 4.3.2").await;
    conn.say(" and half\r\n.\r\nNOOP").await.expect("250 2.0.0 Accepted").await;
    conn.expect("250 2.0.0 Still here").await;
    conn.expect("421 4.3.2").await;
    drop((conn, idle));
    assert_eq!(stopping.await.unwrap()[0].raw, b"half and half\r\n");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_does_not_end_is_given_up_after_the_grace_time() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    conn.send(b"half").await;
    let begun = Instant::now();
    let stopping = tokio::spawn(receiver.stop());
    conn.expect("421 4.3.2").await;
    assert_eq!(begun.elapsed(), Limits::default().shutdown_grace);
    drop(conn);
    assert!(stopping.await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_listen_does_not_hold_it_up() {
    let limits = Limits::default();
    let receiver = Receiver::with(limits, None).await;
    let _idle = Conn::greeted(receiver.address).await;
    let begun = Instant::now();
    receiver.stop().await;
    assert_eq!(begun.elapsed(), limits.parting);
}

#[tokio::test]
async fn a_mail_that_is_being_stored_is_answered() {
    let receiver = Receiver::start().await;
    let mut conn = Conn::in_data(receiver.address, JOBS).await;
    let mut idle = Conn::greeted(receiver.address).await;
    let held_up = receiver.inbox.hold_up().await;
    conn.say("hi\r\n.").await;
    let stopping = tokio::spawn(receiver.stop());
    idle.expect("421 4.3.2").await;
    drop(held_up);
    conn.expect("250 2.0.0").await;
    conn.expect("421 4.3.2").await;
    drop((conn, idle));
    assert_eq!(stopping.await.unwrap().len(), 1);
}
