//! A receiver that takes mail in plain SMTP and shows the octets that came.

use std::{collections::VecDeque, net::SocketAddr};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// What came in one transaction, as it was on the wire.
#[derive(Debug)]
pub(crate) struct Received {
    pub mail: String,
    pub rcpt: String,
    pub data: String,
}

impl Received {
    /// The mail without dot-stuffing.
    pub(crate) fn text(&self) -> String {
        self.data.strip_suffix(".\r\n").unwrap().replace("\r\n.", "\r\n")
    }
}

pub(crate) struct Receiver {
    pub addr: SocketAddr,
    mails: mpsc::UnboundedReceiver<Received>,
}

impl Receiver {
    /// Answers the ends of data in turn as given, and with `250` after that.
    pub(crate) async fn start(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (sender, mails) = mpsc::unbounded_channel();
        let mut answers: VecDeque<_> = answers.iter().copied().collect();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let answer = answers.pop_front().unwrap_or("250 2.0.0 taken");
                if let Some(received) = take(socket, answer).await {
                    sender.send(received).unwrap();
                }
            }
        });
        Self { addr, mails }
    }

    pub(crate) async fn next(&mut self) -> Received {
        self.mails.recv().await.unwrap()
    }
}

async fn take(socket: TcpStream, answer: &str) -> Option<Received> {
    let mut peer = BufStream::new(socket);
    say(&mut peer, "220 receiver").await?;
    line(&mut peer).await?;
    say(&mut peer, "250-receiver\r\n250 8BITMIME").await?;
    let mail = line(&mut peer).await?;
    say(&mut peer, "250 ok").await?;
    let rcpt = line(&mut peer).await?;
    say(&mut peer, "250 ok").await?;
    line(&mut peer).await?;
    say(&mut peer, "354 go on").await?;
    let mut data = String::new();
    while !data.ends_with("\r\n.\r\n") {
        data += &line(&mut peer).await?;
    }
    say(&mut peer, answer).await?;
    Some(Received { mail, rcpt, data })
}

async fn line(peer: &mut BufStream<TcpStream>) -> Option<String> {
    let mut line = String::new();
    peer.read_line(&mut line).await.ok().filter(|n| *n > 0).map(|_| line)
}

async fn say(peer: &mut BufStream<TcpStream>, line: &str) -> Option<()> {
    peer.write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
    peer.flush().await.ok()
}
