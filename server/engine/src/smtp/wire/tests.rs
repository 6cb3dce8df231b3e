use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream},
    net::{TcpListener, TcpStream},
};

use super::{Reply, Wire, WireFault};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

/// A wire that has heard a greeting, and its other end.
async fn greeted() -> (Wire<DuplexStream>, DuplexStream) {
    let (near, mut far) = tokio::io::duplex(1 << 10);
    let mut wire = Wire::new(near);
    far.write_all(b"220 a\r\n").await.unwrap();
    assert!(wire.reply(LONG).await.is_ok_and(|reply| reply.code == 220));
    (wire, far)
}

fn early(outcome: Result<Reply, WireFault>) -> Option<String> {
    match outcome {
        Err(WireFault::Early(said)) => Some(said),
        _ => None,
    }
}

/// What has come in a segment of its own counts like what came with the answer before.
#[tokio::test]
async fn what_nobody_asked_for_is_noticed_before_the_next_command() {
    let (mut wire, mut far) = greeted().await;
    far.write_all(b"250 b\r\n").await.unwrap();
    assert_eq!(early(wire.exchange(b"EHLO c\r\n", LONG).await).as_deref(), Some("250 b"));
    assert!(wire.is_broken());
    drop(wire);
    let mut heard = Vec::new();
    far.read_to_end(&mut heard).await.unwrap();
    assert_eq!(heard, b"", "nothing is said to who does not listen");
}

/// The same with a socket that nothing has been read from since.
#[tokio::test]
async fn sockets_are_looked_at_before_the_next_command() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (mut far, _) = listener.accept().await.unwrap();
    far.write_all(b"220 a\r\n").await.unwrap();
    let mut wire = Wire::new(near);
    assert!(wire.reply(LONG).await.is_ok());
    far.write_all(b"250 b\r\n").await.unwrap();
    // It is there when another look at the socket finds it.
    while wire.stream.peek(&mut [0]).await.unwrap() == 0 {}
    assert_eq!(early(wire.exchange(b"EHLO c\r\n", LONG).await).as_deref(), Some("250 b"));
}

/// A server that closes may say so at any time.
#[tokio::test]
async fn a_farewell_is_an_answer() {
    let (mut wire, mut far) = greeted().await;
    far.write_all(b"421 bye\r\n").await.unwrap();
    assert!(wire.exchange(b"EHLO c\r\n", LONG).await.is_ok_and(|reply| reply.code == 421));
}

#[tokio::test]
async fn a_second_answer_is_heard() {
    let (mut wire, mut far) = greeted().await;
    far.write_all(b"250-the true one\r\n").await.unwrap();
    assert_eq!(wire.says_more().await.as_deref(), Some("250-the true one"));
    assert!(wire.is_broken());
}

/// Whoever says nothing more is not waited for beyond the moment that was set.
#[tokio::test(start_paused = true)]
async fn nothing_more_is_no_second_answer() {
    let (mut wire, _far) = greeted().await;
    assert_eq!(wire.says_more().await, None);
    assert!(!wire.is_broken());
    let begun = tokio::time::Instant::now();
    wire.wait_until(Some(begun + Duration::from_secs(3)));
    assert!(matches!(wire.exchange(b"EHLO c\r\n", LONG).await, Err(WireFault::TimedOut)));
    assert_eq!(begun.elapsed(), Duration::from_secs(3));
}
