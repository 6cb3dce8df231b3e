use std::net::IpAddr;

use super::{MAIL_PORTS, Network, NotANetwork};

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn public_addresses_are_allowed() {
    for address in [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2a00:1450:4001::1",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "::ffff:1.1.1.1",
        "64:ff9b::1.1.1.1",
        "2002:101:101::1",
        "2a00:1450::5efe:1.1.1.1",
    ] {
        assert!(Network::default().allows("mail.acme.de", ip(address)), "{address}");
    }
}

#[test]
fn private_addresses_are_refused_in_every_form() {
    for v4 in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
    ] {
        let [a, b, c, d] = v4.parse::<std::net::Ipv4Addr>().unwrap().octets();
        for form in [
            v4.to_owned(),
            format!("::ffff:{v4}"),
            format!("::{v4}"),
            format!("64:ff9b::{v4}"),
            format!("64:ff9b:1::{v4}"),
            format!("2002:{a:02x}{b:02x}:{c:02x}{d:02x}::1"),
            format!("2001:0:101:101::{:02x}{:02x}:{:02x}{:02x}", !a, !b, !c, !d),
            format!("2a00:1450::5efe:{v4}"),
            format!("2a00:1450::200:5efe:{v4}"),
        ] {
            assert!(!Network::default().allows("mail.acme.de", ip(&form)), "{form}");
        }
    }
}

#[test]
fn other_addresses_outside_the_public_part_are_refused() {
    for address in [
        "::",
        "::1",
        "::1.1.1.1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!Network::default().allows("mail.acme.de", ip(address)), "{address}");
    }
}

#[test]
fn the_operator_allows_networks_addresses_and_names() {
    let network =
        Network::parse(" 10.1.0.0/16, 192.168.7.7,fd00::/8 ,[::1], Mail.Acme.LOCAL.,::ffff:172.16.0.0/108,,").unwrap();
    for (host, address, is_allowed) in [
        ("a", "10.1.2.3", true),
        ("a", "::ffff:10.1.2.3", true),
        ("a", "10.2.0.1", false),
        ("a", "64:ff9b::10.1.2.3", false),
        ("a", "2002:a01:203::1", false),
        ("a", "192.168.7.7", true),
        ("a", "::ffff:192.168.7.7", true),
        ("a", "192.168.7.8", false),
        ("a", "fd12::1", true),
        ("a", "::1", true),
        ("a", "127.0.0.1", false),
        ("a", "172.17.0.1", true),
        ("a", "172.32.0.1", true),
        ("mail.acme.local", "127.0.0.1", true),
        ("MAIL.acme.local.", "::ffff:127.0.0.1", true),
        ("sub.mail.acme.local", "127.0.0.1", false),
        ("127.0.0.1", "127.0.0.1", false),
    ] {
        assert_eq!(network.allows(host, ip(address)), is_allowed, "{host} {address}");
    }
}

#[test]
fn mistyped_entries_are_named() {
    for entry in ["10.0.0.0/33", "300.1.1.1", "10.0.0", "a b", "http://acme", "mail..acme", "fe80::1%eth0"] {
        assert_eq!(Network::parse(&format!("localhost,{entry}")), Err(NotANetwork(entry.to_owned())));
    }
    assert_eq!(Network::parse(""), Ok(Network::default()));
}

#[test]
fn mail_ports_alone_are_allowed_unless_the_operator_says_more() {
    let network = Network { allowed_ports: vec![1587], ..Network::parse("10.0.0.0/8,mail.acme.internal").unwrap() };
    for (host, address, port, is_allowed) in [
        ("mail.acme.de", "1.1.1.1", 25, true),
        ("mail.acme.de", "1.1.1.1", 465, true),
        ("mail.acme.de", "1.1.1.1", 587, true),
        ("mail.acme.de", "1.1.1.1", 2525, true),
        ("mail.acme.de", "1.1.1.1", 2465, true),
        ("mail.acme.de", "1.1.1.1", 2587, true),
        ("mail.acme.de", "1.1.1.1", 1587, true),
        ("mail.acme.de", "1.1.1.1", 443, false),
        ("mail.acme.de", "1.1.1.1", 22, false),
        ("mail.acme.internal", "1.1.1.1", 4587, true),
        ("mail.acme.de", "10.1.2.3", 4587, true),
    ] {
        assert_eq!(network.allows_port(host, ip(address), port, &MAIL_PORTS), is_allowed, "{host} {address} {port}");
    }
}
