//! What happens before the first word: a balancer says whose connection it is, and a stranger is watched for a moment.
//! Who speaks before the greeting does not speak SMTP; programs that send spam save themselves the wait.

use std::{io, net::IpAddr, time::Duration};

use tokio::{
    io::AsyncReadExt,
    net::TcpStream,
    time::{timeout, timeout_at},
};

use crate::inbound::{
    proxy::{self, Header},
    session::Fault,
};

/// How a connection comes.
#[derive(Debug)]
pub enum Arrival {
    /// The client, and what it has said already.
    Client(IpAddr, Vec<u8>),
    /// It is sent away.
    Refused(Fault),
    /// It is gone.
    Gone,
}

/// Reads what a balancer says about its client.
pub async fn arrive(stream: &mut TcpStream, balancer: IpAddr, limit: Duration) -> Arrival {
    let deadline = tokio::time::Instant::now() + limit;
    let mut input = Vec::with_capacity(proxy::HEADER_MAX_BYTES);
    loop {
        match proxy::read(&input) {
            Header::Whole { bytes, client } => {
                let client = client.unwrap_or(balancer);
                return Arrival::Client(client, input.split_off(bytes));
            }
            Header::Broken => return Arrival::Refused(Fault::NoProxyHeader),
            Header::Incomplete if input.len() >= proxy::HEADER_MAX_BYTES => {
                return Arrival::Refused(Fault::NoProxyHeader);
            }
            Header::Incomplete => {}
        }
        let room = (proxy::HEADER_MAX_BYTES - input.len()) as u64;
        match timeout_at(deadline, stream.take(room).read_buf(&mut input)).await {
            Ok(Ok(1..)) => {}
            Ok(_) => return Arrival::Gone,
            Err(_) => return Arrival::Refused(Fault::NoProxyHeader),
        }
    }
}

/// Whether a client keeps quiet until it is greeted.
pub async fn keeps_quiet(stream: &TcpStream, wait: Duration) -> io::Result<bool> {
    let mut byte = [0];
    match timeout(wait, stream.peek(&mut byte)).await {
        Err(_) => Ok(true),
        Ok(Ok(0)) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(Ok(_)) => Ok(false),
        Ok(Err(error)) => Err(error),
    }
}
