//! How many are connected, in all and from each address.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

/// Bits of an IPv6 address that tell one customer of a network from another; below them a client can choose freely.
const IPV6_NETWORK_BITS: u32 = 64;

/// The places there are for connections.
#[derive(Clone, Debug)]
pub struct Places {
    total: usize,
    per_address: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A place that is taken until this is dropped.
#[derive(Debug)]
pub struct Place {
    address: IpAddr,
    taken: Arc<Mutex<Taken>>,
}

impl Places {
    /// So many places in all, and so many for each address.
    pub fn new(total: usize, per_address: usize) -> Self {
        Self { total, per_address, taken: Arc::default() }
    }

    /// Takes a place for a connection from this address; nothing when there is none left.
    pub fn take(&self, address: IpAddr) -> Option<Place> {
        let address = counted_as(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.total >= self.total {
            return None;
        }
        let here = taken.by_address.entry(address).or_default();
        if *here >= self.per_address {
            return None;
        }
        *here += 1;
        taken.total += 1;
        Some(Place { address, taken: Arc::clone(&self.taken) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.total -= 1;
        if let Some(here) = taken.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                taken.by_address.remove(&self.address);
            }
        }
    }
}

/// The address under which a client is counted.
fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) & (u128::MAX << (128 - IPV6_NETWORK_BITS));
            IpAddr::V6(Ipv6Addr::from(network))
        }
        ipv4 => ipv4,
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn counts_each_address_and_all_together() {
        let places = Places::new(3, 2);
        let take = |address: &str| places.take(address.parse().unwrap());
        let first = take("192.0.2.1");
        let _second = take("::ffff:192.0.2.1");
        assert!(first.is_some() && take("192.0.2.1").is_none(), "mapped addresses count as IPv4");
        let third = take("192.0.2.2");
        assert!(third.is_some() && take("192.0.2.3").is_none(), "three in all");
        drop(first);
        assert!(take("192.0.2.1").is_some());
    }

    #[test]
    fn counts_ipv6_by_network_and_forgets_who_left() {
        let places = Places::new(9, 1);
        let one = places.take("2001:db8:0:1::1".parse().unwrap());
        assert!(one.is_some());
        assert!(places.take("2001:db8:0:1:ffff::2".parse().unwrap()).is_none());
        assert!(places.take("2001:db8:0:2::1".parse().unwrap()).is_some());
        drop(one);
        assert!(places.taken.lock().unwrap().by_address.is_empty());
    }
}
