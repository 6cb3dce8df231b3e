//! From a host name to a TCP connection that the operator allows.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::{net::TcpStream, time::timeout};
use types::{Cause, Fact};

use crate::dns::LookupFault;

use super::{Reach, journal::Open};

/// How long an address is tried alone.
const HEAD_START: Duration = Duration::from_millis(250);

/// The addresses behind `host` that may be connected to; `usual` are the ports of such servers.
pub(crate) async fn look_up(
    reach: &Reach,
    host: &str,
    port: u16,
    usual: &[u16],
    stage: &mut Open,
) -> Result<Vec<SocketAddr>, Cause> {
    let found = match timeout(reach.limits.lookup, reach.dns.addresses(host)).await {
        Ok(Ok(found)) => found,
        Ok(Err(LookupFault::Unknown)) => return Err(Cause::HostUnknown),
        Ok(Err(LookupFault::NoAddress)) => return Err(Cause::HostWithoutAddress),
        Ok(Err(LookupFault::Refused(why))) => {
            stage.hear(why);
            return Err(Cause::LookupRefused);
        }
        Ok(Err(LookupFault::Failed(why))) => {
            stage.hear(why);
            return Err(Cause::LookupFailed);
        }
        Err(_) => return Err(Cause::LookupFailed),
    };
    let allowed: Vec<IpAddr> = found.into_iter().filter(|address| reach.network.allows(host, *address)).collect();
    // What lies behind a refused name is not told: that would be a map of the operator's network.
    if allowed.is_empty() {
        return Err(Cause::HostNotAllowed);
    }
    if !allowed.iter().all(|address| reach.network.allows_port(host, *address, port, usual)) {
        return Err(Cause::PortNotAllowed);
    }
    stage.note(Some(Fact::Addresses(allowed.iter().map(IpAddr::to_string).collect())));
    Ok(allowed.into_iter().map(|address| SocketAddr::new(address, port)).collect())
}

/// A connection to the first of these addresses that takes one. Each gets a head start before the next is tried
/// beside it (RFC 8305 section 5), so that together they take little longer than `limit`, which is for each.
pub(crate) async fn connect(
    addresses: &[SocketAddr],
    limit: Duration,
    stage: &mut Open,
) -> Result<(TcpStream, SocketAddr), Cause> {
    let mut waiting = addresses.iter().copied();
    let mut trying = FuturesUnordered::new();
    let mut worst = Cause::NoRoute;
    loop {
        if let Some(address) = waiting.next() {
            trying.push(async move { (address, open(address, limit).await) });
        }
        tokio::select! {
            biased;
            tried = trying.next() => match tried {
                Some((address, Ok(stream))) => {
                    stage.note(Some(Fact::ConnectedTo(address.to_string())));
                    if let Ok(own) = stream.local_addr() {
                        stage.is_from(own.to_string());
                    }
                    return Ok((stream, address));
                }
                Some((_, Err(cause))) if told_by(cause) > told_by(worst) => worst = cause,
                Some((_, Err(_))) => {}
                None => return Err(worst),
            },
            () = tokio::time::sleep(HEAD_START), if waiting.len() > 0 => {}
        }
    }
}

/// A connection to this very address.
pub(crate) async fn open(address: SocketAddr, limit: Duration) -> Result<TcpStream, Cause> {
    let stream = match timeout(limit, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(cause(&error)),
        Err(_) => return Err(Cause::ConnectTimedOut),
    };
    // Commands are short, and each waits for its answer. A connection that refuses this works all the same.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

fn cause(error: &io::Error) -> Cause {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Cause::ConnectionRefused,
        io::ErrorKind::TimedOut => Cause::ConnectTimedOut,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => Cause::ConnectionDropped,
        io::ErrorKind::PermissionDenied => Cause::ConnectionForbidden,
        // Unreachable networks and hosts, and address families this machine lacks.
        _ => Cause::NoRoute,
    }
}

/// Which failure of several says most about the server: that one address family is missing here says nothing.
const fn told_by(cause: Cause) -> u8 {
    match cause {
        Cause::ConnectionRefused => 4,
        Cause::ConnectionDropped => 3,
        Cause::ConnectTimedOut => 2,
        Cause::ConnectionForbidden => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use types::Cause;

    use super::cause;

    #[test]
    fn tells_errors_of_the_system_apart() {
        for (kind, expected) in [
            (ErrorKind::ConnectionRefused, Cause::ConnectionRefused),
            (ErrorKind::TimedOut, Cause::ConnectTimedOut),
            (ErrorKind::ConnectionReset, Cause::ConnectionDropped),
            (ErrorKind::NetworkUnreachable, Cause::NoRoute),
            (ErrorKind::HostUnreachable, Cause::NoRoute),
            (ErrorKind::AddrNotAvailable, Cause::NoRoute),
            (ErrorKind::PermissionDenied, Cause::ConnectionForbidden),
        ] {
            assert_eq!(cause(&Error::from(kind)), expected, "{kind:?}");
        }
    }
}
