//! Who is asking: behind a proxy, the one that the proxy names.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};
use ipnet::IpNet;

/// Where proxies write down who asked them, the last one at the end.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Whether a proxy has passed this request on.
pub(crate) fn is_proxied(headers: &HeaderMap) -> bool {
    headers.contains_key(FORWARDED_FOR) || headers.contains_key(header::FORWARDED)
}

/// The address of whoever asks. Nothing when it is not known: what passed through a proxy that the operator has not named
/// may say anything, and all of its people have one address.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> Option<IpAddr> {
    let is_proxy = |address: IpAddr| proxies.iter().any(|network| network.contains(&address));
    let peer = peer.to_canonical();
    if !is_proxy(peer) {
        return (!is_proxied(headers)).then_some(peer);
    }
    let fields = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = fields.flat_map(|field| field.split(',')).map(str::trim).collect();
    // From the end: what stands before the last proxy's word is only what the client itself says.
    for name in named.into_iter().rev() {
        let address = name.parse::<IpAddr>().ok()?.to_canonical();
        if !is_proxy(address) {
            return Some(address);
        }
    }
    Some(peer)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::client;

    fn asked(peer: &str, forwarded: &[&'static str], proxies: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let proxies: Vec<_> = proxies.iter().map(|network| network.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &proxies).map(|address| address.to_string())
    }

    #[test]
    fn only_named_proxies_are_believed() {
        let proxies = ["127.0.0.0/8", "10.0.0.0/8"];
        assert_eq!(asked("198.51.100.7", &[], &[]).as_deref(), Some("198.51.100.7"));
        assert_eq!(asked("127.0.0.1", &[], &[]).as_deref(), Some("127.0.0.1"));
        assert_eq!(asked("127.0.0.1", &["198.51.100.7"], &[]), None, "a proxy that nobody has named");
        assert_eq!(asked("198.51.100.7", &["10.0.0.1"], &proxies), None, "somebody who says to be one");
        assert_eq!(asked("127.0.0.1", &["198.51.100.7"], &proxies).as_deref(), Some("198.51.100.7"));
        let forged = ["192.0.2.1, 198.51.100.7", "10.1.2.3"];
        assert_eq!(asked("127.0.0.1", &forged, &proxies).as_deref(), Some("198.51.100.7"));
        assert_eq!(asked("::ffff:127.0.0.1", &["2001:db8::1"], &proxies).as_deref(), Some("2001:db8::1"));
        assert_eq!(asked("127.0.0.1", &["unknown"], &proxies), None);
        assert_eq!(asked("127.0.0.1", &[], &proxies).as_deref(), Some("127.0.0.1"));
    }
}
