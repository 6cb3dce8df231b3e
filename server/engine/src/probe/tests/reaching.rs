//! Names, addresses and connections, before the server says anything.

use std::{collections::HashMap, net::IpAddr, time::Duration};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use types::{Cause, Encryption, Fact, Outcome, StageName};

use crate::{Dns, LookupFault, Network};

use super::{SmtpLimits, Told, authority::HOST, follow, reach, server::Server, talk};

const SHORT: Duration = Duration::from_millis(200);

fn dns(answer: Result<&[&str], LookupFault>) -> Dns {
    let addresses = answer.map(|texts| texts.iter().map(|text| text.parse::<IpAddr>().unwrap()).collect());
    Dns::Fixed(HashMap::from([(HOST.to_owned(), addresses)]))
}

/// A port on loopback that nothing listens at.
async fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

async fn check(dns: Dns, allowed: &str, port: u16, stage: StageName, cause: Cause) -> Told {
    let mut reach = reach(SmtpLimits { connect: SHORT, ..SmtpLimits::default() });
    reach.dns = dns;
    reach.network = Network::parse(allowed).unwrap();
    let told = follow(&reach, Encryption::Tls, port).await;
    assert_eq!(told.result, Err(cause));
    let last = told.stages.last().unwrap();
    assert_eq!((last.name, last.outcome), (stage, Outcome::Failed(cause)));
    told
}

#[tokio::test]
async fn names_that_lead_nowhere() {
    let lookup = StageName::Lookup;
    check(dns(Err(LookupFault::Unknown)), "", 25, lookup, Cause::HostUnknown).await;
    check(dns(Ok(&[])), "", 25, lookup, Cause::HostWithoutAddress).await;
    let refused = dns(Err(LookupFault::Refused("SERVFAIL".to_owned())));
    check(refused, "", 25, lookup, Cause::LookupRefused).await;
    let failed = dns(Err(LookupFault::Failed("SERVFAIL".to_owned())));
    let told = check(failed, "", 25, lookup, Cause::LookupFailed).await;
    assert_eq!(told.stages[0].said, ["SERVFAIL"]);
}

#[tokio::test]
async fn refused_addresses_are_never_connected_to() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let lookup = StageName::Lookup;
    for addresses in [&["127.0.0.1"][..], &["::ffff:127.0.0.1"], &["10.0.0.1", "127.0.0.1", "::1"]] {
        let told = check(dns(Ok(addresses)), "", port, lookup, Cause::HostNotAllowed).await;
        assert_eq!(told.stages[0].fact, None);
    }
    // The refused one is skipped, the allowed one is tried.
    let closed = closed_port().await;
    let both = dns(Ok(&["127.0.0.1", "127.0.0.2"]));
    let told = check(both, "127.0.0.2", closed, StageName::Connect, Cause::ConnectionRefused).await;
    assert_eq!(told.stages[0].fact, Some(Fact::Addresses(vec!["127.0.0.2".to_owned()])));
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

/// Ports that no mail server uses are never connected to, unless the operator has named the host.
#[tokio::test]
async fn other_ports_are_not_looked_into() {
    for port in [22, 80, 443, 5432, 6379] {
        check(dns(Ok(&["9.9.9.9"])), "", port, StageName::Lookup, Cause::PortNotAllowed).await;
    }
}

#[tokio::test]
async fn addresses_that_take_no_connection() {
    let (connect, closed) = (StageName::Connect, closed_port().await);
    let allowed = "127.0.0.0/8,224.0.0.1,::/0";
    check(dns(Ok(&["127.0.0.1"])), allowed, closed, connect, Cause::ConnectionRefused).await;
    // TCP to a multicast address never leaves the machine.
    check(dns(Ok(&["224.0.0.1"])), allowed, 25, connect, Cause::NoRoute).await;
    check(dns(Ok(&["127.0.0.1", "224.0.0.1"])), allowed, closed, connect, Cause::ConnectionRefused).await;

    let (_full, port, _waiting) = full_listener().await;
    check(dns(Ok(&["127.0.0.1"])), allowed, port, connect, Cause::ConnectTimedOut).await;
    check(dns(Ok(&["224.0.0.1", "127.0.0.1"])), allowed, port, connect, Cause::ConnectTimedOut).await;
}

/// A listener whose queue is full, so that the system drops whoever comes next.
async fn full_listener() -> (TcpListener, u16, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(SHORT, TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 100, "the queue never fills");
    }
    (listener, address.port(), waiting)
}

#[tokio::test]
async fn the_next_address_is_tried() {
    let server = Server::start(vec![talk::handed_over()]).await;
    let mut reach = reach(SmtpLimits::default());
    reach.dns = dns(Ok(&["127.0.0.3", "127.0.0.1"]));
    let told = follow(&reach, Encryption::Tls, server.port).await;
    assert_eq!(told.result, Ok(()), "{:?}", told.stages);
    assert_eq!(told.stages[1].fact, Some(Fact::ConnectedTo(format!("127.0.0.1:{}", server.port))));
    server.heard().await;
}
