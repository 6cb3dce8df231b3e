//! How many are connected: in all, from each address and from each network.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

/// Bits of an IPv6 address that tell one customer of a network from another; below them a client can choose freely.
const IPV6_ADDRESS_BITS: u32 = 64;
/// Bits of an IPv6 address that tell one network from another: what a customer with several sites gets (RFC 6177).
const IPV6_NETWORK_BITS: u32 = 48;
/// Bits of an IPv4 address that tell one network from another: the smallest that is routed by itself.
const IPV4_NETWORK_BITS: u32 = 24;

/// How many places there are.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// In all.
    pub total: usize,
    /// For one address.
    pub per_address: usize,
    /// For one network.
    pub per_network: usize,
}

/// The places there are for connections.
#[derive(Clone, Debug)]
pub struct Places {
    room: Room,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
    by_network: HashMap<IpAddr, usize>,
}

/// A place that is taken until this is dropped.
#[derive(Debug)]
pub struct Place {
    /// Whose it is; nobody's when only the total counts.
    client: Option<IpAddr>,
    taken: Arc<Mutex<Taken>>,
}

impl Places {
    /// So many places.
    pub fn new(room: Room) -> Self {
        Self { room, taken: Arc::default() }
    }

    /// Takes a place for somebody who counts only as one of all; nothing when there is none left.
    pub fn take(&self) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.total >= self.room.total {
            return None;
        }
        taken.total += 1;
        Some(Place { client: None, taken: Arc::clone(&self.taken) })
    }

    /// Gives a place to this client, as far as its address and its network have any left.
    pub fn assign(&self, mut place: Place, client: IpAddr) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let (address, network) = (address_of(client), network_of(client));
        let n_here = taken.by_address.get(&address).copied().unwrap_or_default();
        let n_around = taken.by_network.get(&network).copied().unwrap_or_default();
        if n_here >= self.room.per_address || n_around >= self.room.per_network {
            drop(taken);
            return None;
        }
        taken.by_address.insert(address, n_here + 1);
        taken.by_network.insert(network, n_around + 1);
        place.client = Some(client);
        Some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.total -= 1;
        if let Some(client) = self.client {
            give_back(&mut taken.by_address, address_of(client));
            give_back(&mut taken.by_network, network_of(client));
        }
    }
}

fn give_back(table: &mut HashMap<IpAddr, usize>, key: IpAddr) {
    if let Some(n) = table.get_mut(&key) {
        *n -= 1;
        if *n == 0 {
            table.remove(&key);
        }
    }
}

/// The address under which a client is counted.
pub fn address_of(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => first_bits(address, IPV6_ADDRESS_BITS),
        ipv4 => ipv4,
    }
}

/// The network under which a client is counted.
pub fn network_of(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => first_bits(address, IPV6_NETWORK_BITS),
        IpAddr::V4(address) => {
            IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << (32 - IPV4_NETWORK_BITS))))
        }
    }
}

fn first_bits(address: Ipv6Addr, bits: u32) -> IpAddr {
    IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - bits))))
}

#[cfg(test)]
mod tests {
    use super::{Place, Places, Room};

    fn take(places: &Places, client: &str) -> Option<Place> {
        places.assign(places.take()?, client.parse().unwrap())
    }

    #[test]
    fn counts_each_address_and_all_together() {
        let places = Places::new(Room { total: 3, per_address: 2, per_network: 9 });
        let first = take(&places, "192.0.2.1");
        let _second = take(&places, "::ffff:192.0.2.1");
        assert!(first.is_some() && take(&places, "192.0.2.1").is_none(), "mapped addresses count as IPv4");
        let third = take(&places, "192.0.2.2");
        assert!(third.is_some() && take(&places, "192.0.2.3").is_none(), "three in all");
        drop(first);
        assert!(take(&places, "192.0.2.1").is_some());
    }

    #[test]
    fn counts_networks_and_forgets_who_left() {
        let places = Places::new(Room { total: 9, per_address: 1, per_network: 2 });
        let one = take(&places, "2001:db8:0:1::1");
        assert!(one.is_some() && take(&places, "2001:db8:0:1:ffff::2").is_none());
        let other = take(&places, "2001:db8:0:2::1");
        assert!(other.is_some() && take(&places, "2001:db8:0:3::1").is_none(), "two from the same network");
        let ipv4 = [take(&places, "192.0.2.1"), take(&places, "192.0.2.2"), take(&places, "192.0.2.3")];
        assert_eq!(ipv4.each_ref().map(Option::is_some), [true, true, false]);
        drop((one, other, ipv4));
        let taken = places.taken.lock().unwrap();
        assert!(taken.by_address.is_empty() && taken.by_network.is_empty() && taken.total == 0);
    }
}
