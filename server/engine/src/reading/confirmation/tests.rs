//! Mails in the manner of the services, in several languages, and imitations of them.

use super::{Confirmation, Parts, confirmation};

fn found(raw: &str) -> Option<Confirmation> {
    confirmation(&Parts::split(raw.as_bytes()).unwrap())
}

fn mail(from: &str, subject: &str, text: &str) -> String {
    format!("From: {from}\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n")
}

fn page(from: &str, subject: &str, html: &str) -> String {
    format!(
        "From: {from}\r\nSubject: {subject}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>{html}</body></html>\r\n"
    )
}

#[test]
fn google_asks_in_every_language() {
    for (subject, text) in [
        ("(#123456789) Gmail Forwarding Confirmation - Receive Mail from jobs@acme.de", "Confirmation code: 123456789"),
        ("=?utf-8?Q?(#123456789)_Best=C3=A4tigung_der_Weiterleitung?=", "Best\u{e4}tigungscode: 123456789"),
        ("(#123456789) \u{8ee2}\u{9001}\u{306e}\u{78ba}\u{8a8d}", "\u{78ba}\u{8a8d}\u{30b3}\u{30fc}\u{30c9}"),
        ("Acme Forwarding Confirmation", "C\u{f3}digo de confirmaci\u{f3}n: 123456789"),
    ] {
        for link in [
            "https://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc",
            "https://mail.google.com/mail/u/0/vf-%5BANGjdJ8%5D-abc",
        ] {
            let cancel = link.replace("/vf-", "/uf-");
            let text = format!("{text}\r\nhttps://support.google.com/mail\r\n{cancel}\r\n{link}");
            let raw = mail("Gmail Team <forwarding-noreply@google.com>", subject, &text);
            let expected = Confirmation { service: "Google", code: Some("123456789".into()), link: Some(link.into()) };
            assert_eq!(found(&raw), Some(expected), "{subject}");
        }
    }
}

#[test]
fn every_service_is_known_by_its_sender_and_its_link() {
    for (raw, service, code, link) in [
        (
            mail(
                "Microsoft-Konto-Team <account-security-noreply@accountprotection.microsoft.com>",
                "Sicherheitscode f\u{fc}r das Microsoft-Konto",
                "Verwenden Sie diesen Code f\u{fc}r das Konto jo**@outlook.de.\r\n\r\nSicherheitscode: 7391024\r\n\r\nDas Microsoft-Konto-Team",
            ),
            "Microsoft",
            Some("7391024"),
            None,
        ),
        (
            page(
                "Microsoft account team <account-security-noreply@accountprotection.microsoft.com>",
                "Verify your forwarding address",
                "<p>Somebody wants to forward to you.</p><p><a href=\"https://account.live.com/Aliases/Verify?otc=*abc&amp;lc=1033\">Verify</a></p><p><a href=\"https://support.microsoft.com/forwarding\">Help</a></p>",
            ),
            "Microsoft",
            None,
            Some("https://account.live.com/Aliases/Verify?otc=*abc&lc=1033"),
        ),
        (
            page(
                "Zoho Mail <noreply@zohomail.eu>",
                "Weiterleitung best\u{e4}tigen",
                "<p>Hilfe: <a href=\"https://www.zoho.com/mail/help/email-forwarding.html\">hier</a></p><p><a href=\"https://mail.zoho.eu/zm/forwardVerify?id=42&amp;key=ab\">Best\u{e4}tigen</a></p><table><tr><td>481516</td></tr></table>",
            ),
            "Zoho",
            Some("481516"),
            Some("https://mail.zoho.eu/zm/forwardVerify?id=42&key=ab"),
        ),
        (
            mail(
                "Zoho <no-reply@zoho.com>",
                "V\u{e9}rification",
                "Votre code de v\u{e9}rification\r\n\r\n481516\r\n\r\n4141 Hacienda, 94588 Pleasanton",
            ),
            "Zoho",
            Some("481516"),
            None,
        ),
        (
            mail(
                "Cloudflare <noreply@notify.cloudflare.com>",
                "[Action required] Verify your Email Routing address",
                "Dokumentation: https://developers.cloudflare.com/email-routing\r\n\r\nhttps://dash.cloudflare.com/email_fwdr/verify?token=9C7G5z84tL0q-2026112\r\n\r\nhttps://dash.cloudflare.com/?to=/:account/:zone/email",
            ),
            "Cloudflare",
            None,
            Some("https://dash.cloudflare.com/email_fwdr/verify?token=9C7G5z84tL0q-2026112"),
        ),
        (
            mail(
                "Proton <no-reply@notify.proton.me>",
                "jobs@acme.ch m\u{f6}chte E-Mails an Sie weiterleiten",
                "Ablehnen: https://account.proton.me/forwarding/decline#aB3dE\r\nAnnehmen: https://account.proton.me/forwarding/accept#aB3dE\r\nhttps://proton.me/support/email-forwarding",
            ),
            "Proton",
            None,
            Some("https://account.proton.me/forwarding/accept#aB3dE"),
        ),
        (
            mail(
                "Yahoo <no-reply@cc.yahoo-inc.com>",
                "V\u{e9}rifiez votre adresse",
                "https://mail.yahoo.com/forwarding/verify?token=x9",
            ),
            "Yahoo",
            None,
            Some("https://mail.yahoo.com/forwarding/verify?token=x9"),
        ),
        (
            mail(
                "\u{42f}\u{43d}\u{434}\u{435}\u{43a}\u{441} <devnull@yandex.ru>",
                "\u{41f}\u{43e}\u{434}\u{442}\u{432}\u{435}\u{440}\u{434}\u{438}\u{442}\u{435}",
                "https://mail.yandex.ru/setup/filters-confirm?e=1a2b3c",
            ),
            "Yandex",
            None,
            Some("https://mail.yandex.ru/setup/filters-confirm?e=1a2b3c"),
        ),
        (
            mail(
                "ImprovMX <hello@improvmx.com>",
                "Please confirm",
                "https://app.improvmx.com/confirm-destination/aB3dE",
            ),
            "ImprovMX",
            None,
            Some("https://app.improvmx.com/confirm-destination/aB3dE"),
        ),
    ] {
        let expected = Confirmation { service, code: code.map(Into::into), link: link.map(Into::into) };
        assert_eq!(expected.needs_proof(), link.is_none());
        assert_eq!(found(&raw), Some(expected), "{raw}");
    }
}

#[test]
fn links_lead_to_the_service_itself() {
    let zoho = |link: &str| page("Zoho Mail <noreply@zohomail.com>", "x", &format!("<a href=\"{link}\">here</a>"));
    for (link, is_shown) in [
        ("https://mail.zoho.eu/zm/forwardVerify?a=1&amp;b=2", true),
        ("https://zoho.com.evil.example/forward/verify", false),
        ("https://evilzoho.com/forward/verify", false),
        ("https://zoho.com@evil.example/verify", false),
        ("https://zoho.com:443@evil.example/verify", false),
        ("http://zoho.com/verify", false),
        ("https://www.zoho.com/mail/news", false),
        ("https://mail.zoho.eu/zm/forwardVerify/cancel?a=1", false),
        ("https://help.zoho.com/portal/forwarding", false),
    ] {
        let shown = found(&zoho(link)).and_then(|asked| asked.link);
        assert_eq!(shown, is_shown.then(|| link.replace("&amp;", "&")), "{link}");
    }
}

#[test]
fn others_are_not_taken_for_a_service() {
    let text = "481516\r\nhttps://mail.google.com/mail/vf-1\r\nhttps://mail.zoho.eu/forwardVerify?a=1\r\nhttps://account.proton.me/forwarding/accept\r\nhttps://mail.yahoo.com/verify?x";
    for from in [
        "forwarding-noreply@google.com.evil.example",
        "\"forwarding-noreply@google.com\" <x@evil.example>",
        "forwarding-noreply@gmail.com",
        "noreply@notzoho.com",
        "noreply@mail.zoho.com.evil.example",
        "x@accountprotection.microsoft.com.evil.example",
        // Everybody can have an address there.
        "carla@zohomail.eu",
        "security@proton.me",
        "carla@yahoo.com",
        "carla@yandex.ru",
        "carla@example.org",
    ] {
        assert_eq!(found(&mail(from, "(#123456789)", text)), None, "{from}");
    }
    // A made up sender shows no link of its own, and its code waits for proof.
    let forged = mail("forwarding-noreply@google.com", "(#123456789)", "https://google.example/mail/vf-1");
    let asked = found(&forged).unwrap();
    assert_eq!((asked.link.as_deref(), asked.needs_proof()), (None, true));
    // What a service sends otherwise is no question.
    assert_eq!(found(&mail("noreply@notify.cloudflare.com", "Invoice 2026112701", "Total: 481516")), None);
    assert_eq!(found(&mail("noreply@zohomail.eu", "News", "Read more: https://www.zoho.com/mail/news")), None);
}
