//! Names to addresses, without any name server.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use hickory_resolver::{Hosts, config::ResolverConfig, proto::rr::Name};

use super::{Dns, LookupFault, ascii_host, built, without_name_servers};

fn ips(texts: &[&str]) -> Vec<IpAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[tokio::test]
async fn answers_without_any_name_server() {
    let dns = Dns::System(Box::new(without_name_servers()));
    for (host, found) in [
        ("192.0.2.7", Ok(ips(&["192.0.2.7"]))),
        ("2001:db8::7", Ok(ips(&["2001:db8::7"]))),
        ("localhost", Ok(ips(&["127.0.0.1", "::1"]))),
        ("Mail.Acme.LOCALHOST.", Ok(ips(&["127.0.0.1", "::1"]))),
        ("mail.acme.invalid", Err(LookupFault::Unknown)),
        ("", Err(LookupFault::Unknown)),
        ("..", Err(LookupFault::Unknown)),
    ] {
        assert_eq!(dns.addresses(host).await, found, "{host}");
    }
    let fault = dns.addresses("mail.acme.example").await.unwrap_err();
    assert!(matches!(fault, LookupFault::Failed(_)), "{fault:?}");
}

#[tokio::test]
async fn honours_the_hosts_file() {
    let search = Name::from_ascii("corp.example.").unwrap();
    let config = ResolverConfig::from_parts(None, vec![search], Vec::new());
    let mut resolver = built(config);
    let mut hosts = Hosts::default();
    hosts.read_hosts_conf(&b"10.0.0.7 mailserver mail.acme.example\n"[..]).unwrap();
    resolver.set_hosts(Arc::new(hosts));
    let dns = Dns::System(Box::new(resolver));
    for host in ["mailserver", "Mail.Acme.Example"] {
        assert_eq!(dns.addresses(host).await, Ok(ips(&["10.0.0.7"])), "{host}");
    }
}

#[tokio::test]
async fn reads_the_table() {
    let many: Vec<IpAddr> = (0..20).map(|n| IpAddr::from([192, 0, 2, n])).collect();
    let failed = LookupFault::Failed("SERVFAIL".into());
    let dns = Dns::Fixed(HashMap::from([
        ("mail.acme.de".into(), Ok(ips(&["192.0.2.1"]))),
        ("xn--mller-kva.de".into(), Ok(ips(&["192.0.2.2"]))),
        ("many.acme.de".into(), Ok(many)),
        ("none.acme.de".into(), Ok(vec![])),
        ("broken.acme.de".into(), Err(failed.clone())),
    ]));
    assert_eq!(dns.addresses("mail.Acme.de").await, Ok(ips(&["192.0.2.1"])));
    assert_eq!(dns.addresses("müller.de").await, Ok(ips(&["192.0.2.2"])));
    assert_eq!(dns.addresses("many.acme.de").await.unwrap().len(), 8);
    assert_eq!(dns.addresses("none.acme.de").await, Err(LookupFault::NoAddress));
    assert_eq!(dns.addresses("broken.acme.de").await, Err(failed));
    assert_eq!(dns.addresses("other.acme.de").await, Err(LookupFault::Unknown));
}

#[test]
fn writes_names_as_they_travel() {
    assert_eq!(ascii_host("Bäckerei.Example.").as_deref(), Some("xn--bckerei-5wa.example"));
    assert_eq!(ascii_host(&"a".repeat(64)), None);
}
