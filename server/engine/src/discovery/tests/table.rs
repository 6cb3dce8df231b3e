//! Situation → proposal. Servers are not asked here: none of these names leads anywhere.

use types::{Encryption, FoundBy};

use super::{
    Page, Place,
    pages::{UNCERTIFIED, settings},
};
use crate::testing::dns::Answers;

/// What is expected: the provider, the filter, and the first proposal with everything that names it.
type Expected = (&'static str, &'static str, Option<(&'static str, u16, Encryption, &'static str, &'static [FoundBy])>);

const TLS: Encryption = Encryption::Tls;
const START_TLS: Encryption = Encryption::StartTls;
const PROVIDER: &[FoundBy] = &[FoundBy::Provider];
const SERVICES: &[FoundBy] = &[FoundBy::Services];
const OWN: &[FoundBy] = &[FoundBy::OwnPage];

/// Known by the domain itself.
const BY_DOMAIN: &[(&str, Expected)] = &[
    ("jobs.acme@gmail.com", ("gmail", "", Some(("smtp.gmail.com", 465, TLS, "jobs.acme@gmail.com", PROVIDER)))),
    ("jobs@gmx.de", ("gmx", "", Some(("mail.gmx.net", 465, TLS, "jobs@gmx.de", PROVIDER)))),
    ("jobs@gmx.com", ("gmx_com", "", Some(("mail.gmx.com", 465, TLS, "jobs@gmx.com", PROVIDER)))),
    ("jobs@web.de", ("web_de", "", Some(("smtp.web.de", 465, TLS, "", PROVIDER)))),
    ("jobs@t-online.de", ("t_online", "", Some(("securesmtp.t-online.de", 465, TLS, "jobs@t-online.de", PROVIDER)))),
    (
        "jobs@outlook.de",
        ("outlook_com", "", Some(("smtp-mail.outlook.com", 587, START_TLS, "jobs@outlook.de", PROVIDER))),
    ),
    ("jobs@posteo.de", ("posteo", "", Some(("posteo.de", 465, TLS, "jobs@posteo.de", PROVIDER)))),
    ("jobs@me.com", ("icloud", "", Some(("smtp.mail.me.com", 587, START_TLS, "", PROVIDER)))),
    ("jobs@bluewin.ch", ("bluewin", "", Some(("smtpauths.bluewin.ch", 465, TLS, "jobs@bluewin.ch", PROVIDER)))),
    ("jobs@a1.net", ("a1", "", Some(("securemail.a1.net", 587, START_TLS, "jobs@a1.net", PROVIDER)))),
    ("jobs@yahoo.de", ("yahoo", "", Some(("smtp.mail.yahoo.com", 465, TLS, "jobs@yahoo.de", PROVIDER)))),
    ("jobs@freenet.de", ("freenet", "", Some(("mx.freenet.de", 465, TLS, "jobs@freenet.de", PROVIDER)))),
    (
        "jobs@acme.onmicrosoft.com",
        ("microsoft365", "", Some(("smtp.office365.com", 587, START_TLS, "jobs@acme.onmicrosoft.com", PROVIDER))),
    ),
];

/// Known by the MX: the MX, and what is expected for `jobs@<n>.mx.example`, whose account is named `@`.
const BY_MX: &[(&str, Expected)] = &[
    ("aspmx.l.google.com", ("google_workspace", "", Some(("smtp.gmail.com", 465, TLS, "@", PROVIDER)))),
    ("smtp.google.com", ("google_workspace", "", Some(("smtp.gmail.com", 465, TLS, "@", PROVIDER)))),
    (
        "acme-de.mail.protection.outlook.com",
        ("microsoft365", "", Some(("smtp.office365.com", 587, START_TLS, "@", PROVIDER))),
    ),
    ("mx00.kundenserver.de", ("ionos", "", Some(("smtp.ionos.de", 465, TLS, "@", PROVIDER)))),
    ("mx00.ionos.de", ("ionos", "", Some(("smtp.ionos.de", 465, TLS, "@", PROVIDER)))),
    ("smtpin.rzone.de", ("strato", "", Some(("smtp.strato.de", 465, TLS, "@", PROVIDER)))),
    ("www12.your-server.de", ("hetzner", "", Some(("mail.your-server.de", 587, START_TLS, "@", PROVIDER)))),
    ("mx1.mail.ovh.net", ("ovh", "", Some(("smtp.mail.ovh.net", 465, TLS, "@", PROVIDER)))),
    ("mta-gw.infomaniak.ch", ("infomaniak", "", Some(("mail.infomaniak.com", 465, TLS, "@", PROVIDER)))),
    ("mx.zoho.eu", ("zoho", "", Some(("smtp.zoho.eu", 465, TLS, "@", PROVIDER)))),
    ("in1-smtp.messagingengine.com", ("fastmail", "", Some(("smtp.fastmail.com", 465, TLS, "@", PROVIDER)))),
    ("mxext1.mailbox.org", ("mailbox_org", "", Some(("smtp.mailbox.org", 465, TLS, "@", PROVIDER)))),
    ("w0123456.kasserver.com", ("all_inkl", "", Some(("w0123456.kasserver.com", 465, TLS, "", PROVIDER)))),
    ("mx01.udag.de", ("united_domains", "", Some(("smtps.udag.de", 465, TLS, "", PROVIDER)))),
    ("mxlb.ispgateway.de", ("domainfactory", "", Some(("sslout.df.eu", 465, TLS, "@", PROVIDER)))),
    ("spool.mail.gandi.net", ("gandi", "", Some(("mail.gandi.net", 465, TLS, "@", PROVIDER)))),
    ("mx1.emailsrvr.com", ("rackspace", "", Some(("secure.emailsrvr.com", 465, TLS, "@", PROVIDER)))),
    ("aspmx1.migadu.com", ("migadu", "", Some(("smtp.migadu.com", 465, TLS, "@", PROVIDER)))),
    ("s12.goserver.host", ("webgo", "", Some(("s12.goserver.host", 587, START_TLS, "", PROVIDER)))),
    ("mxf123.netcup.net", ("netcup", "", Some(("mail.19.mx.example", 587, START_TLS, "@", PROVIDER)))),
    // Nobody's, though it looks like somebody's.
    ("aspmx.l.google.com.attacker.example", ("", "", None)),
    ("mx01.hornetsecurity.com", ("", "Hornetsecurity", None)),
    ("eu-smtp-inbound-1.mimecast.com", ("", "Mimecast", None)),
    ("mxa.eu.pphosted.com", ("", "Proofpoint", None)),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_by_the_domain_or_its_mx() {
    let mut answers = Answers::default();
    for (n, (mx, _)) in BY_MX.iter().enumerate() {
        answers.mx(&format!("{n}.mx.example"), 10, mx);
        answers.mx(&format!("{n}.mx.example"), 20, "backup.host.example");
    }
    let place = Place::open(answers, Vec::new(), "127.0.0.0/8", Vec::new()).await;
    for (address, expected) in BY_DOMAIN {
        check(&place, address, *expected).await;
    }
    for (n, (mx, expected)) in BY_MX.iter().enumerate() {
        let address = format!("jobs@{n}.mx.example");
        eprintln!("{mx}");
        check(&place, &address, *expected).await;
    }
    assert!(BY_DOMAIN.len() + BY_MX.len() > 36);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn published_by_the_domain() {
    let mut answers = Answers::default();
    let localhost = "127.0.0.1".parse().unwrap();
    // A filter in front; behind it whoever the alias or the SPF record names.
    answers.mx("alias.example", 10, "mx01.hornetsecurity.com");
    answers.cname("autodiscover.alias.example", "autodiscover.outlook.com");
    answers.mx("spf.example", 10, "mx01.hornetsecurity.com");
    answers.txt("spf.example", "v=spf1 include:_spf.google.com include:spf.hornetsecurity.com -all");
    answers.mx("both.example", 10, "mx01.hornetsecurity.com");
    answers.txt("both.example", "v=spf1 include:_spf.google.com include:spf.protection.outlook.com -all");
    // Without a filter an SPF record says nothing about the mailbox.
    answers.mx("newsletter.example", 10, "mail.newsletter.example");
    answers.txt("newsletter.example", "v=spf1 mx include:_spf.google.com -all");
    answers.srv("_submissions._tcp.srv.example", 0, 465, "smtp.host.example");
    answers.srv("_submission._tcp.srv.example", 0, 587, "smtp.host.example");
    answers.srv("_submission._tcp.order.example", 20, 587, "second.host.example");
    answers.srv("_submission._tcp.order.example", 10, 587, "first.host.example");
    answers.srv("_submissions._tcp.none.example", 0, 0, ".");
    answers.srv("_submissions._tcp.agreed.example", 0, 465, "smtp.agreed.example");
    answers.srv("_submissions._tcp.odd.example", 0, 0, "smtp.host.example");
    for host in [
        "autoconfig.own.example",
        "known.example",
        "autoconfig.agreed.example",
        "autoconfig.moved.example",
        "settings.moved.example",
        "autoconfig.private.example",
        "autoconfig.plain.example",
        "autoconfig.round.example",
        "autoconfig.large.example",
        "thunderbird.example",
        "autoconfig.foreign.example",
        "autoconfig.entities.example",
    ] {
        answers.address(host, localhost);
    }
    answers.address("inside.private.example", "127.0.0.2".parse().unwrap());
    let at = |domain: &str| format!("/mail/config-v1.1.xml?emailaddress=jobs@{domain}");
    let well_known = "/.well-known/autoconfig/mail/config-v1.1.xml";
    let doc = settings("smtp.own.example", 465, "SSL", "%EMAILLOCALPART%");
    let large = format!("{}<!-- {} -->", settings("smtp.large.example", 465, "SSL", ""), "x".repeat(70_000));
    let entities = format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{doc}");
    let pages = vec![
        Page::document("autoconfig.own.example", &at("own.example"), &doc),
        Page::document("known.example", well_known, &settings("smtp.known.example", 587, "STARTTLS", "%EMAILADDRESS%")),
        Page::document(
            "autoconfig.agreed.example",
            &at("agreed.example"),
            &settings("smtp.agreed.example", 465, "SSL", "%EMAILADDRESS%"),
        ),
        Page::redirect("autoconfig.moved.example", &at("moved.example"), "https://settings.moved.example:PORT/x"),
        Page::document("settings.moved.example", "/x", &settings("smtp.moved.example", 465, "SSL", "")),
        Page::redirect("autoconfig.private.example", &at("private.example"), "https://inside.private.example:PORT/x"),
        Page::redirect("autoconfig.plain.example", &at("plain.example"), "http://settings.moved.example:PORT/x"),
        Page::redirect("autoconfig.round.example", &at("round.example"), &at("round.example")),
        Page::document("autoconfig.large.example", &at("large.example"), &large),
        Page::document("inside.private.example", "/x", &settings("smtp.private.example", 465, "SSL", "")),
        Page::document(UNCERTIFIED, &at("foreign.example"), &settings("smtp.foreign.example", 465, "SSL", "")),
        Page::document(
            "thunderbird.example",
            "/v1.1/central.example",
            &settings("smtp.central.example", 465, "SSL", "%EMAILADDRESS%"),
        ),
        Page::document("autoconfig.entities.example", &at("entities.example"), &entities),
    ];
    let place = Place::open(answers, pages, "127.0.0.1", Vec::new()).await;
    let both = &[FoundBy::Services, FoundBy::OwnPage];
    let central = &[FoundBy::Thunderbird];
    let m365 = Some(("smtp.office365.com", 587, START_TLS, "@", PROVIDER));
    let rows: [(&str, Expected); 20] = [
        ("alias.example", ("microsoft365", "Hornetsecurity", m365)),
        ("spf.example", ("google_workspace", "Hornetsecurity", Some(("smtp.gmail.com", 465, TLS, "@", PROVIDER)))),
        ("both.example", ("", "Hornetsecurity", None)),
        ("newsletter.example", ("", "", None)),
        ("srv.example", ("", "", Some(("smtp.host.example", 465, TLS, "", SERVICES)))),
        ("order.example", ("", "", Some(("first.host.example", 587, START_TLS, "", SERVICES)))),
        ("none.example", ("", "", None)),
        ("odd.example", ("", "", None)),
        ("agreed.example", ("", "", Some(("smtp.agreed.example", 465, TLS, "@", both)))),
        ("own.example", ("", "", Some(("smtp.own.example", 465, TLS, "jobs", OWN)))),
        ("known.example", ("", "", Some(("smtp.known.example", 587, START_TLS, "@", OWN)))),
        ("moved.example", ("", "", Some(("smtp.moved.example", 465, TLS, "", OWN)))),
        // Into the operator's network, without TLS, in a circle, too large, with entities, a wrong certificate.
        ("private.example", ("", "", None)),
        ("plain.example", ("", "", None)),
        ("round.example", ("", "", None)),
        ("large.example", ("", "", None)),
        ("entities.example", ("", "", None)),
        ("foreign.example", ("", "", None)),
        ("central.example", ("", "", Some(("smtp.central.example", 465, TLS, "@", central)))),
        ("nothing.example", ("", "", None)),
    ];
    for (domain, expected) in rows {
        check(&place, &format!("jobs@{domain}"), expected).await;
    }
}

async fn check(place: &Place, address: &str, (provider, filter, first): Expected) {
    let found = place.found(address).await;
    assert_eq!(found.provider.as_ref().map_or("", |known| known.id.as_str()), provider, "{address}");
    assert_eq!(found.filter.as_deref().unwrap_or_default(), filter, "{address}");
    let seen = found.proposals.first().map(|proposal| {
        let server = &proposal.server;
        (server.host.as_str(), server.port, server.encryption, server.account.as_str(), proposal.sources.as_slice())
    });
    let first = first.map(|(host, port, encryption, account, sources)| {
        (host, port, encryption, if account == "@" { address } else { account }, sources)
    });
    assert_eq!(seen, first, "{address}: {:?}", found.proposals);
}
