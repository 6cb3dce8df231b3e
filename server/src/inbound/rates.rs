//! How many messages, or connections, come from one address and from one network in a minute: a minute's worth at once,
//! then evenly.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::places::{address_of, network_of};

const MINUTE: Duration = Duration::from_secs(60);
/// Addresses and networks that are remembered. Beyond that the table begins anew: who fills it has that many addresses,
/// and is held up by the other limits.
const REMEMBERED_MAX: usize = 100_000;

/// What each address and each network has used up.
#[derive(Clone, Debug)]
pub struct Rates {
    per_address: u32,
    per_network: u32,
    used: Arc<Mutex<Used>>,
}

/// Until when each has used up what it was given.
#[derive(Debug, Default)]
struct Used {
    by_address: HashMap<IpAddr, Instant>,
    by_network: HashMap<IpAddr, Instant>,
}

impl Rates {
    /// So many in a minute from one address, and from one network.
    pub fn new(per_address: u32, per_network: u32) -> Self {
        Self { per_address, per_network, used: Arc::default() }
    }

    /// Counts one; false when it is one too many, which is not counted.
    pub fn take(&self, client: IpAddr) -> bool {
        let now = Instant::now();
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.forget(now);
        let (address, network) = (address_of(client), network_of(client));
        let next_of_address = next(used.by_address.get(&address), self.per_address, now);
        let next_of_network = next(used.by_network.get(&network), self.per_network, now);
        let (Some(of_address), Some(of_network)) = (next_of_address, next_of_network) else { return false };
        used.by_address.insert(address, of_address);
        used.by_network.insert(network, of_network);
        true
    }
}

impl Used {
    fn forget(&mut self, now: Instant) {
        for table in [&mut self.by_address, &mut self.by_network] {
            if table.len() >= REMEMBERED_MAX {
                table.retain(|_, until| *until > now);
            }
            if table.len() >= REMEMBERED_MAX {
                table.clear();
            }
        }
    }
}

/// Until when it is used up with one more; nothing when there is none left.
fn next(until: Option<&Instant>, per_minute: u32, now: Instant) -> Option<Instant> {
    let since = until.copied().unwrap_or(now).max(now);
    let next = since + MINUTE / per_minute.max(1);
    (next <= now + MINUTE).then_some(next)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::advance;

    use super::Rates;

    #[tokio::test(start_paused = true)]
    async fn a_minutes_worth_at_once_and_then_evenly() {
        let rates = Rates::new(3, 5);
        let take = |address: &str| rates.take(address.parse().unwrap());
        assert_eq!([(); 4].map(|()| take("192.0.2.1")), [true, true, true, false]);
        assert_eq!([(); 3].map(|()| take("192.0.2.2")), [true, true, false], "the network has five");
        assert!(take("192.0.3.1"), "another network");
        advance(Duration::from_secs(20)).await;
        assert_eq!([(); 2].map(|()| take("192.0.2.1")), [true, false]);
        advance(Duration::from_secs(600)).await;
        assert_eq!([(); 4].map(|()| take("192.0.2.1")), [true, true, true, false]);
        assert_eq!([(); 3].map(|()| take("2001:db8:0:1::1")), [true; 3]);
        assert!(!take("2001:db8:0:1:ffff::2"), "addresses that a client can choose count as one");
    }
}
