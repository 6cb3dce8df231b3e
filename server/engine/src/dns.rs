//! Host names to addresses, and what else a domain publishes.
//!
//! Decides nothing about the addresses: that is `network`'s.

mod records;

use std::{
    collections::HashMap,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::{Name, RecordType},
};

pub(crate) use records::Service;

/// Most addresses of one name that are looked at: more of them are no mail server but an attempt to keep us busy.
const ADDRESSES_MAX: usize = 8;

/// Where addresses come from.
#[derive(Clone)]
pub enum Dns {
    /// The name servers and the hosts file of this machine.
    System(Box<TokioResolver>),
    /// A table, for tests; names that are not in it are unknown.
    Fixed(HashMap<String, Result<Vec<IpAddr>, LookupFault>>),
}

/// Why a name led nowhere.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LookupFault {
    /// The name does not exist.
    #[error("the name does not exist")]
    Unknown,
    /// The name exists and has no address.
    #[error("the name has no address")]
    NoAddress,
    /// The domain's name servers answered with an error.
    #[error("{0}")]
    Refused(String),
    /// Nobody could tell.
    #[error("{0}")]
    Failed(String),
}

impl Dns {
    /// The resolver of this machine. Without any name server configured it still knows the hosts file, addresses and
    /// the names of RFC 6761.
    pub fn system() -> Self {
        let built = TokioResolver::builder_tokio().and_then(|builder| builder.build());
        Self::System(Box::new(built.unwrap_or_else(|error| {
            tracing::warn!(%error, "no name server is configured: only the hosts file is read");
            without_name_servers()
        })))
    }

    /// These name servers instead of the machine's. The hosts file is read all the same.
    pub fn servers(servers: &[SocketAddr]) -> Self {
        let name_server = |server: &SocketAddr| {
            let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                connection.port = server.port();
                connection
            });
            NameServerConfig::new(server.ip(), true, connections.to_vec())
        };
        let config = ResolverConfig::from_parts(None, Vec::new(), servers.iter().map(name_server).collect());
        Self::System(Box::new(built(config)))
    }

    /// The resolver itself, for what asks many questions in a row.
    pub(crate) fn resolver(&self) -> Option<TokioResolver> {
        match self {
            Self::System(resolver) => Some(TokioResolver::clone(resolver)),
            Self::Fixed(_) => None,
        }
    }

    /// The addresses behind `host`, at most [`ADDRESSES_MAX`], IPv4 first: a server that is reachable only by IPv6 is
    /// rarer than a machine whose IPv6 leads nowhere.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, LookupFault> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let ascii = ascii_host(host).ok_or(LookupFault::Unknown)?;
        // RFC 6761 sections 6.3 and 6.4. Done here because a search list would send these names to name servers.
        if is_at_or_below(&ascii, "localhost") {
            return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
        }
        if is_at_or_below(&ascii, "invalid") {
            return Err(LookupFault::Unknown);
        }
        let mut found = match self {
            Self::System(resolver) => ask(resolver, &ascii).await?,
            Self::Fixed(table) => table.get(&ascii).cloned().unwrap_or(Err(LookupFault::Unknown))?,
        };
        found.truncate(ADDRESSES_MAX);
        if found.is_empty() { Err(LookupFault::NoAddress) } else { Ok(found) }
    }
}

impl fmt::Debug for Dns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(_) => f.write_str("System"),
            Self::Fixed(table) => f.debug_tuple("Fixed").field(table).finish(),
        }
    }
}

/// A host name as it travels in DNS, TLS and SMTP: lower case, with A-labels (RFC 5890), without the final dot.
pub(crate) fn ascii_host(host: &str) -> Option<String> {
    let name = Name::from_utf8(host).ok()?.to_ascii().to_ascii_lowercase();
    let bare = name.strip_suffix('.').unwrap_or(&name);
    (!bare.is_empty()).then(|| bare.to_owned())
}

async fn ask(resolver: &TokioResolver, host: &str) -> Result<Vec<IpAddr>, LookupFault> {
    let as_it_stands = ask_for(resolver, &format!("{host}.")).await;
    let is_found = as_it_stands.as_ref().is_ok_and(|found| !found.is_empty());
    if is_found || host.contains('.') {
        return as_it_stands;
    }
    // The search list is for single labels, such as a neighbouring container. The hosts file is not read for them.
    ask_for(resolver, host).await
}

async fn ask_for(resolver: &TokioResolver, name: &str) -> Result<Vec<IpAddr>, LookupFault> {
    let (v4, v6) = tokio::join!(resolver.lookup(name, RecordType::A), resolver.lookup(name, RecordType::AAAA));
    let mut found = Vec::new();
    let mut faults = Vec::new();
    for answer in [v4, v6] {
        match answer {
            Ok(lookup) => found.extend(lookup.answers().iter().filter_map(|record| record.data.ip_addr())),
            Err(error) => faults.push(fault(&error)),
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let is_worse = |fault: &LookupFault| matches!(fault, LookupFault::Failed(_) | LookupFault::Refused(_));
    let worst = faults.iter().position(is_worse).unwrap_or(0);
    if faults.is_empty() { Err(LookupFault::NoAddress) } else { Err(faults.swap_remove(worst)) }
}

fn fault(error: &NetError) -> LookupFault {
    match error {
        _ if error.is_nx_domain() => LookupFault::Unknown,
        _ if error.is_no_records_found() => LookupFault::NoAddress,
        NetError::Dns(_) => LookupFault::Refused(error.to_string()),
        _ => LookupFault::Failed(error.to_string()),
    }
}

fn without_name_servers() -> TokioResolver {
    built(ResolverConfig::from_parts(None, Vec::new(), Vec::new()))
}

fn built(config: ResolverConfig) -> TokioResolver {
    TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        .build()
        .expect("without TLS nothing in building can fail")
}

/// Whether a host is this domain or below it.
pub(crate) fn is_at_or_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
