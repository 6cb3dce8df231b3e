//! Which addresses Postroom connects to: whoever types a host name must not reach into the operator's network.
//!
//! Decides about addresses only; names are looked up in `dns`, and the address decided about is the one connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::dns::is_at_or_below;

/// IPv4 networks that no public mail server is in (IANA special-purpose registry, RFC 6890).
const REFUSED_V4: [Ipv4Net; 15] = [
    v4([0, 0, 0, 0], 8),       // this network
    v4([10, 0, 0, 0], 8),      // private
    v4([100, 64, 0, 0], 10),   // carrier-grade NAT, RFC 6598
    v4([127, 0, 0, 0], 8),     // loopback
    v4([169, 254, 0, 0], 16),  // link-local, cloud metadata services among them
    v4([172, 16, 0, 0], 12),   // private
    v4([192, 0, 0, 0], 24),    // protocol assignments
    v4([192, 0, 2, 0], 24),    // documentation
    v4([192, 88, 99, 0], 24),  // 6to4 relays, RFC 7526
    v4([192, 168, 0, 0], 16),  // private
    v4([198, 18, 0, 0], 15),   // benchmarks
    v4([198, 51, 100, 0], 24), // documentation
    v4([203, 0, 113, 0], 24),  // documentation
    v4([224, 0, 0, 0], 4),     // multicast
    v4([240, 0, 0, 0], 4),     // reserved, broadcast
];

/// The only part of IPv6 that is given out to the public (RFC 4291 section 2.4); all else is refused.
const PUBLIC_V6: Ipv6Net = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// What is refused within [`PUBLIC_V6`].
const REFUSED_V6: [Ipv6Net; 3] = [
    v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // protocol assignments, Teredo (RFC 4380) among them
    v6([0x2001, 0x0db8, 0, 0, 0, 0, 0, 0], 32), // documentation
    v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), // documentation, RFC 9637
];

/// Addresses with an IPv4 address in their last 32 bits, made by the network's own translator (RFC 6052).
const NAT64: Ipv6Net = v6([0x0064, 0xff9b, 0, 0, 0, 0, 0, 0], 96);
/// Addresses with an IPv4 address after their first 16 bits (RFC 3056).
const SIX_TO_FOUR: Ipv6Net = v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16);

/// Ports of mail servers: transfer (RFC 5321), submission (RFC 8314, RFC 6409), and what many providers open beside
/// them because networks block the others. Behind any other port there is no mail server but something to be probed.
/// Settings are looked for at these too.
pub const MAIL_PORTS: [u16; 6] = [25, 465, 587, 2465, 2525, 2587];

/// Ports of servers that mail is read from by IMAP (RFC 9051 section 2.1, RFC 8314 section 3.2).
pub(crate) const IMAP_PORTS: [u16; 2] = [143, 993];

/// The guard in front of every connection that a person can cause.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Network {
    /// Networks that may be reached although they are private.
    pub allowed: Vec<IpNet>,
    /// Host names, in lower case, that may be reached wherever they lead.
    pub allowed_hosts: Vec<String>,
    /// Ports of public servers that may be reached beside [`MAIL_PORTS`].
    pub allowed_ports: Vec<u16>,
}

/// An entry of the operator's list that is neither host name, address nor network.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is neither a host name, an address nor a network")]
pub struct NotANetwork(pub String);

impl Network {
    /// Reads the operator's list: host names, addresses and networks (`10.0.0.0/8`), separated by commas.
    pub fn parse(list: &str) -> Result<Self, NotANetwork> {
        let mut network = Self::default();
        for entry in list.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
            if let Ok(net) = bare.parse::<IpNet>() {
                network.allowed.push(unmapped(net));
            } else if let Ok(address) = bare.parse::<IpAddr>() {
                network.allowed.push(address.to_canonical().into());
            } else if is_host_name(entry) {
                network.allowed_hosts.push(host_name(entry));
            } else {
                return Err(NotANetwork(entry.to_owned()));
            }
        }
        Ok(network)
    }

    /// Whether the operator has named this host, or the address that it is: that of `localhost` is known (RFC 6761
    /// section 6.3).
    pub fn names(&self, host: &str) -> bool {
        let is_in = |address: IpAddr| self.allowed.iter().any(|net| net.contains(&address.to_canonical()));
        let host = host_name(host);
        let is_here = is_at_or_below(&host, "localhost") && is_in(Ipv4Addr::LOCALHOST.into());
        is_here || self.allowed_hosts.contains(&host) || host.parse().is_ok_and(is_in)
    }

    /// Whether `address`, found under the name `host`, may be connected to.
    pub fn allows(&self, host: &str, address: IpAddr) -> bool {
        !is_refused(address) || self.is_named(host, address)
    }

    /// Whether this port may be connected to there, when servers of this kind listen at the `usual` ones. Of servers
    /// that the operator has named every one may: practice and test servers listen anywhere.
    pub fn allows_port(&self, host: &str, address: IpAddr, port: u16, usual: &[u16]) -> bool {
        usual.contains(&port) || self.allowed_ports.contains(&port) || self.is_named(host, address)
    }

    fn is_named(&self, host: &str, address: IpAddr) -> bool {
        self.allowed.iter().any(|net| net.contains(&address) || net.contains(&address.to_canonical()))
            || self.allowed_hosts.contains(&host_name(host))
    }
}

/// Whether nobody but the operator has business with this address.
fn is_refused(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_refused_v4(address),
        IpAddr::V6(address) => is_refused_v6(address),
    }
}

fn is_refused_v4(address: Ipv4Addr) -> bool {
    REFUSED_V4.iter().any(|net| net.contains(&address))
}

fn is_refused_v6(address: Ipv6Addr) -> bool {
    let [_, second, third, _, fifth, sixth, seventh, eighth] = address.segments();
    if NAT64.contains(&address) {
        return is_refused_v4(from_segments(seventh, eighth));
    }
    if SIX_TO_FOUR.contains(&address) {
        return is_refused_v4(from_segments(second, third));
    }
    // Tunnels within a site carry an IPv4 address behind 0:5efe (RFC 5214 section 6.1).
    let is_isatap = fifth & !0x0200 == 0 && sixth == 0x5efe;
    !PUBLIC_V6.contains(&address)
        || REFUSED_V6.iter().any(|net| net.contains(&address))
        || (is_isatap && is_refused_v4(from_segments(seventh, eighth)))
}

fn from_segments(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))
}

/// A network of IPv4-mapped addresses as the IPv4 network that it stands for.
fn unmapped(net: IpNet) -> IpNet {
    match (net.addr().to_canonical(), net.prefix_len().checked_sub(96)) {
        (IpAddr::V4(address), Some(prefix)) if matches!(net, IpNet::V6(_)) => {
            Ipv4Net::new(address, prefix).map_or(net, IpNet::V4)
        }
        _ => net,
    }
}

fn is_host_name(text: &str) -> bool {
    let labels = text.strip_suffix('.').unwrap_or(text).split('.');
    let mut last_is_number = true;
    for label in labels {
        let fits = label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if label.is_empty() || !fits {
            return false;
        }
        last_is_number = label.bytes().all(|b| b.is_ascii_digit());
    }
    // `10.0.0` and `300.1.1.1` are mistyped addresses (RFC 3696 section 2: no top-level name is a number).
    !last_is_number
}

fn host_name(text: &str) -> String {
    text.strip_suffix('.').unwrap_or(text).to_lowercase()
}

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6([a, b, c, d, e, f, g, h]: [u16; 8], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), prefix)
}

#[cfg(test)]
mod tests;
