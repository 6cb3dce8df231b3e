//! Networks that the operator names, for one purpose or another.

use std::net::IpAddr;

use ipnet::IpNet;

/// Some networks.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// These.
    pub fn new(networks: &[IpNet]) -> Self {
        Self(networks.to_vec())
    }

    /// Whether the address is in one of them. IPv4 addresses that come as IPv6 count as what they are.
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::Networks;

    #[test]
    fn mapped_addresses_are_what_they_stand_for() {
        let networks = Networks::new(&["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()]);
        for (address, is_in) in
            [("10.1.2.3", true), ("::ffff:10.1.2.3", true), ("11.0.0.1", false), ("2001:db8::1", true), ("::1", false)]
        {
            assert_eq!(networks.contain(address.parse().unwrap()), is_in, "{address}");
        }
    }
}
