//! Mails of services that ask whether they may redirect to us. They come in every language, so they are known by who
//! sends them and where their links lead, never by their words. A sender can be made up: a link counts only when it
//! leads to the service itself, and is shown, never opened.

use super::parts::Parts;

/// Links looked at in one message, more than any of these mails has.
const MAX_LINKS: usize = 200;
/// Longest link in bytes; browsers and servers take about as much.
const MAX_LINK_BYTES: usize = 2_000;
/// Bytes of each text that are looked at.
const MAX_TEXT_BYTES: usize = 256 << 10;
/// Digits of a code: Google's has nine, others six.
const CODE_DIGITS: std::ops::RangeInclusive<usize> = 5..=12;
/// What stands in an address that confirms something. Addresses are not translated.
const CONFIRMS: &[&str] = &["forward", "redirect", "verif", "confirm", "activate", "email-routing", "weiterleit"];

/// What a service asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Confirmation {
    /// Who asks.
    pub service: &'static str,
    /// The code to type in there.
    pub code: Option<String>,
    /// The page to open there.
    pub link: Option<String>,
}

/// How a service is known.
struct Service {
    name: &'static str,
    /// The whole address, or the domain after which it ends.
    senders: &'static [&'static str],
    /// Hosts that its links lead to, with everything below them.
    hosts: &'static [&'static str],
    /// What a link has in it; nothing for the words of every service.
    marks: &'static [&'static str],
    /// Whether it sends nothing else from there.
    is_only_for_this: bool,
}

/// Google's is verified (support.google.com/mail/answer/10957); of the others only their domains are certain.
const SERVICES: &[Service] = &[
    Service {
        name: "Google",
        senders: &["forwarding-noreply@google.com"],
        hosts: &["mail-settings.google.com", "mail.google.com"],
        marks: &["/mail/vf-"],
        is_only_for_this: true,
    },
    Service {
        name: "Microsoft",
        senders: &["@accountprotection.microsoft.com"],
        hosts: &["microsoft.com", "live.com", "office.com", "office365.com"],
        marks: &[],
        is_only_for_this: false,
    },
    Service {
        name: "Zoho",
        senders: &["@zoho.com", "@zohomail.com", "@zoho.eu", "@zohomail.eu", "@zohocorp.com", "@mail.zoho.com"],
        hosts: &["zoho.com", "zoho.eu", "zohomail.com"],
        marks: &[],
        is_only_for_this: false,
    },
    Service {
        name: "Cloudflare",
        senders: &["@cloudflare.com", "@notify.cloudflare.com"],
        hosts: &["cloudflare.com"],
        marks: &[],
        is_only_for_this: false,
    },
    Service {
        name: "Proton",
        senders: &["@proton.me", "@notify.proton.me"],
        hosts: &["proton.me"],
        marks: &[],
        is_only_for_this: false,
    },
    Service {
        name: "Yahoo",
        senders: &["@yahoo.com", "@cc.yahoo-inc.com", "@yahooinc.com"],
        hosts: &["yahoo.com"],
        marks: &[],
        is_only_for_this: false,
    },
    Service {
        name: "Yandex",
        senders: &["@yandex.ru", "@yandex.com"],
        hosts: &["yandex.ru", "yandex.com"],
        marks: &[],
        is_only_for_this: false,
    },
    Service {
        name: "ImprovMX",
        senders: &["@improvmx.com"],
        hosts: &["improvmx.com"],
        marks: &[],
        is_only_for_this: false,
    },
];

/// What is asked, when it is one of these mails.
pub(super) fn confirmation(parts: &Parts<'_>) -> Option<Confirmation> {
    let fields = &parts.root().fields;
    let from = fields.mailboxes("From").into_iter().next()?.address.to_ascii_lowercase();
    let is_from = |sender: &str| if sender.starts_with('@') { from.ends_with(sender) } else { from == sender };
    let service = SERVICES.iter().find(|service| service.senders.iter().any(|sender| is_from(sender)))?;
    let texts: Vec<String> = parts.bodies().map(|(_, part)| part.text(MAX_TEXT_BYTES).0).collect();
    let link = texts.iter().flat_map(|text| links(text)).take(MAX_LINKS).find(|link| service.is_asked_by(link));
    if link.is_none() && !service.is_only_for_this {
        return None;
    }
    Some(Confirmation { service: service.name, code: code(&fields.text("Subject")), link })
}

impl Service {
    fn is_asked_by(&self, link: &str) -> bool {
        let Some(rest) = link.strip_prefix("https://") else { return false };
        let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let host = host.to_ascii_lowercase();
        let is_below =
            |known: &&&str| host == **known || host.strip_suffix(**known).is_some_and(|sub| sub.ends_with('.'));
        let marks = if self.marks.is_empty() { CONFIRMS } else { self.marks };
        let path = path.to_ascii_lowercase();
        self.hosts.iter().any(|known| is_below(&known)) && marks.iter().any(|mark| path.contains(mark))
    }
}

/// Everything in a text that is a link, in HTML too.
fn links(text: &str) -> impl Iterator<Item = String> {
    text.match_indices("https://").map(|(start, _)| {
        let rest = &text[start..text.floor_char_boundary(text.len().min(start + MAX_LINK_BYTES))];
        let end = rest.find(|c: char| c.is_whitespace() || c.is_control() || "\"'<>()[]\\".contains(c));
        rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ',']).replace("&amp;", "&")
    })
}

/// The digits in the subject, as in `(#123456789)`.
fn code(subject: &str) -> Option<String> {
    let mut runs = subject.split(|c: char| !c.is_ascii_digit());
    runs.find(|run| CODE_DIGITS.contains(&run.len())).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Confirmation, Parts, confirmation};

    fn found(raw: &str) -> Option<Confirmation> {
        confirmation(&Parts::split(raw.as_bytes()).unwrap())
    }

    #[test]
    fn google_asks_in_every_language() {
        for (subject, text) in [
            (
                "(#123456789) Gmail Forwarding Confirmation - Receive Mail from jobs@acme.de",
                "Confirmation code: 123456789",
            ),
            ("=?utf-8?Q?(#123456789)_Best=C3=A4tigung_der_Weiterleitung?=", "Best\u{e4}tigungscode: 123456789"),
            ("(#123456789) \u{8ee2}\u{9001}\u{306e}\u{78ba}\u{8a8d}", "\u{78ba}\u{8a8d}\u{30b3}\u{30fc}\u{30c9}"),
        ] {
            let link = "https://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc";
            let raw = format!(
                "From: Gmail Team <forwarding-noreply@google.com>\r\nSubject: {subject}\r\n\r\n{text}\r\nhttps://support.google.com/mail\r\n{link}\r\n"
            );
            let expected = Confirmation { service: "Google", code: Some("123456789".into()), link: Some(link.into()) };
            assert_eq!(found(&raw), Some(expected), "{subject}");
        }
    }

    #[test]
    fn links_lead_to_the_service_itself() {
        let zoho = "From: Zoho Mail <noreply@zohomail.com>\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n";
        for (link, is_shown) in [
            ("https://mail.zoho.eu/zm/forwardVerify?a=1&amp;b=2", true),
            ("https://zoho.com.evil.example/forward/verify", false),
            ("https://evilzoho.com/forward/verify", false),
            ("https://zoho.com@evil.example/verify", false),
            ("http://zoho.com/verify", false),
            ("https://www.zoho.com/mail/news", false),
        ] {
            let asked = found(&format!("{zoho}<a href=\"{link}\">here</a>"));
            assert_eq!(asked.is_some(), is_shown, "{link}");
            let shown = asked.and_then(|asked| asked.link);
            assert_eq!(shown, is_shown.then(|| link.replace("&amp;", "&")));
        }
        for from in ["forwarding-noreply@google.com.evil.example", "noreply@notzoho.com", "carla@example.org"] {
            assert_eq!(
                found(&format!("From: {from}\r\nSubject: (#123456789)\r\n\r\nhttps://mail.google.com/mail/vf-1")),
                None
            );
        }
        let forged =
            "From: forwarding-noreply@google.com\r\nSubject: (#123456789)\r\n\r\nhttps://google.example/mail/vf-1";
        assert_eq!(found(forged).and_then(|asked| asked.link), None, "a made up sender shows no link of its own");
    }
}
