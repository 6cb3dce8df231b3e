use std::{net::TcpListener, time::Duration};

use hyper::Method;

use super::{Http, RequestFault, Target};
use crate::{
    Clock, Dns, Network, Reach, SmtpLimits, Trust,
    testing::dns::{Answers, serve},
};

#[test]
fn takes_encrypted_addresses_and_what_the_operator_names() {
    let network = Network::parse("127.0.0.0/8,hooks.intern").unwrap();
    for (url, authority) in [
        ("https://ats.example/hooks?from=postroom", Some("ats.example")),
        ("https://ats.example:8443", Some("ats.example:8443")),
        ("https://[2001:db8::1]/x", Some("[2001:db8::1]")),
        ("http://127.0.0.1:9000/x", Some("127.0.0.1:9000")),
        ("http://hooks.intern/x", Some("hooks.intern")),
        ("http://localhost:9000/x", Some("localhost:9000")),
        ("http://notlocalhost/x", None),
        ("http://ats.example/x", None),
        ("https://user:pass@ats.example/x", None),
        ("ftp://ats.example/x", None),
        ("https:///x", None),
        ("/x", None),
        ("", None),
        ("https://ats.example:0/", None),
    ] {
        let target = Target::parse(url, &network);
        assert_eq!(target.as_ref().map(Target::authority).as_deref(), authority, "{url}");
    }
}

/// What webhooks, pages and token endpoints share: a name is decided about each time it is looked up.
#[tokio::test]
async fn a_name_that_leads_inside_later_is_not_followed() {
    let inside = TcpListener::bind("127.0.0.1:0").unwrap();
    inside.set_nonblocking(true).unwrap();
    let port = inside.local_addr().unwrap().port();
    for (allowed, is_reached) in [("127.0.0.2", false), ("127.0.0.0/8", true)] {
        let mut answers = Answers::default();
        answers.rebinds("hooks.example", "127.0.0.2".parse().unwrap(), "127.0.0.1".parse().unwrap());
        let reach = Reach {
            dns: Dns::servers(&[serve(answers).await.address]),
            network: Network::parse(allowed).unwrap(),
            trust: Trust::new(&[]).unwrap(),
            limits: SmtpLimits::default(),
        };
        let http = Http { reach: &reach, clock: &Clock::System, limit: Duration::from_secs(20) };
        let target = Target::parse(&format!("https://hooks.example:{port}/"), &reach.network).unwrap();
        let first = http.ask(&target, target.request(Method::POST), "x", 0).await;
        assert!(matches!(first, Err(RequestFault::Connect(_))), "nobody listens at the first address");
        let second = async { http.ask(&target, target.request(Method::POST), "x", 0).await.map(|_| ()) };
        if is_reached {
            let reached = async {
                while inside.accept().is_err() {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! { () = reached => {}, outcome = second => panic!("{outcome:?}") }
        } else {
            assert!(matches!(second.await, Err(RequestFault::NotAllowed)));
            assert!(inside.accept().is_err(), "somebody has connected");
        }
    }
}
