//! What stands in front of a server and meddles with what it says.

use std::net::Ipv4Addr;

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// How it meddles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meddling {
    /// Writes X over STARTTLS, as Cisco's do.
    Blots,
    /// Leaves out the line with STARTTLS.
    Removes,
    /// Says something by itself after the greeting.
    Answers,
}

/// A firewall in front of the server at this port; its own.
pub(super) async fn firewall(meddling: Meddling, server: u16) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).await.unwrap();
            tokio::spawn(pass_on(meddling, client, server));
        }
    });
    port
}

async fn pass_on(meddling: Meddling, client: TcpStream, server: TcpStream) {
    let (mut from_client, mut to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let asking = tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    let mut from_server = BufReader::new(from_server);
    let mut line = Vec::new();
    while from_server.read_until(b'\n', &mut line).await.is_ok_and(|n| n > 0) {
        let text = String::from_utf8_lossy(&line).into_owned();
        let text = match meddling {
            Meddling::Blots => text.replace("STARTTLS", "XXXXXXXA"),
            Meddling::Removes if text.contains("STARTTLS") => String::new(),
            Meddling::Answers if text.starts_with("220") => format!("{text}250 mail.acme.test\r\n"),
            _ => text,
        };
        // Line by line, each in a segment of its own.
        for line in text.split_inclusive('\n') {
            if to_client.write_all(line.as_bytes()).await.is_err() {
                return;
            }
        }
        line.clear();
    }
    asking.abort();
}
