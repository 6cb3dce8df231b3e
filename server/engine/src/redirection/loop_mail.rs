//! A mail of a connection test, as it goes round the loop.

use std::time::{Duration, SystemTime};

use lettre::{
    Address,
    message::{
        Mailbox, Mailboxes, SinglePart,
        header::{self, HeaderName, HeaderValue, Headers},
    },
};
use types::{EmailAddress, Timestamp};

use crate::dns::ascii_host;

use super::SentMail;

/// The header field with the token. A redirection keeps it.
pub(crate) const TOKEN_HEADER: &str = "X-Postroom-Test";
/// A second field of our own: gateways that know one sort of field only may drop another.
pub(crate) const MOMENT_HEADER: &str = "X-Postroom-Sent";
/// What the last line of the text begins with, before the token. Even a forward that writes a new mail keeps it.
pub(crate) const TOKEN_LINE: &str = "postroom-test: ";

/// The whole mail to this address, lines ended by CRLF. The token and the Message-ID are our own, in ASCII.
pub(crate) fn loop_mail(mail: &SentMail, to: &EmailAddress, token: &str, text: &str, now: Timestamp) -> Vec<u8> {
    let mailbox = |of: &EmailAddress| Mailboxes::from(Mailbox::new(None, address(of)));
    let body = format!("{}\n\n{TOKEN_LINE}{token}", text.trim_end());
    // Not lettre's message builder: it reads the addresses again, by other rules than those they were typed by.
    let mut headers = Headers::new();
    headers.set(header::Date::new(moment(now)));
    headers.set(header::From::from(mailbox(&mail.from)));
    if let Some(reply_to) = &mail.reply_to {
        headers.set(header::ReplyTo::from(mailbox(reply_to)));
    }
    headers.set(header::To::from(mailbox(to)));
    headers.set(header::Subject::from(mail.subject.replace(['\r', '\n'], " ")));
    headers.set(header::MessageId::from(format!("<{}>", mail.message_id)));
    headers.insert_raw(field(HeaderName::new_from_ascii_str(TOKEN_HEADER), token));
    headers.insert_raw(field(HeaderName::new_from_ascii_str(MOMENT_HEADER), &mail.written_at));
    // Nobody's absence is to answer a test (RFC 3834 section 5), Exchange's included; delivery reports may.
    headers.insert_raw(field(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"));
    headers.insert_raw(field(HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "OOF, AutoReply"));
    headers.set(header::MIME_VERSION_1_0);
    let mut mail = headers.to_string().into_bytes();
    mail.extend(SinglePart::plain(body).formatted());
    mail
}

/// The address with its domain in ASCII. It has been checked when it was typed, so that it is not checked again by
/// other rules.
fn address(address: &EmailAddress) -> Address {
    let domain = ascii_host(address.domain()).unwrap_or_else(|| address.domain().to_owned());
    Address::new_dangerous(address.local_part(), domain)
}

fn field(name: HeaderName, value: &str) -> HeaderValue {
    HeaderValue::new(name, value.to_owned())
}

fn moment(now: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.0).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use types::Timestamp;

    use super::{
        super::{Half, HandOver, SentMail},
        loop_mail,
    };

    fn mail(custom_address: &str, subject: &str, text: &str) -> String {
        let now = Timestamp(1_795_460_801_000_000);
        let mail = SentMail {
            half: Half::Own,
            from: custom_address.parse().unwrap(),
            reply_to: Some("reply@in.example.com".parse().unwrap()),
            message_id: "1.t0k3n@in.example.com".into(),
            subject: subject.into(),
            written_at: now.rfc3339(),
            hand_over: HandOver::Planned,
        };
        String::from_utf8(loop_mail(&mail, &custom_address.parse().unwrap(), "t0k3n", text, now)).unwrap()
    }

    #[test]
    fn has_what_the_arrival_is_recognised_by() {
        let mail = mail("jobs@acme.de", "Postroom: Verbindungstest für Müller", "Zeile eins\nZeile zwei\n");
        let (header, body) = mail.split_once("\r\n\r\n").unwrap();
        for field in [
            "From: jobs@acme.de",
            "Reply-To: reply@in.example.com",
            "To: jobs@acme.de",
            "Message-ID: <1.t0k3n@in.example.com>",
            "X-Postroom-Test: t0k3n",
            "X-Postroom-Sent: 2026-11-23T19:06:41Z",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: OOF, AutoReply",
            "Date: Mon, 23 Nov 2026 19:06:41 +0000",
            "Content-Type: text/plain; charset=utf-8",
        ] {
            assert!(header.split("\r\n").any(|line| line == field), "{field}\n{header}");
        }
        assert!(mail.is_ascii(), "{mail}");
        assert_eq!(body, "Zeile eins\r\nZeile zwei\r\n\r\npostroom-test: t0k3n\r\n");
    }

    #[test]
    fn takes_every_address_that_can_be_typed() {
        for address in ["a!#$%&'*+-/=?^_`{|}~b@acme.de", "jöbs@acme.de", &format!("{}@acme.de", "a".repeat(64))] {
            assert!(mail(address, "Test", "").contains(&format!("From: {address}\r\n")), "{address}");
        }
    }

    #[test]
    fn stays_readable_by_every_server() {
        let mail = mail("jobs@müller.de", "a\r\nBcc: x@y.de", "Grüße aus Köln, ö und ä und ß");
        assert!(mail.contains("From: jobs@xn--mller-kva.de\r\n"), "{mail}");
        assert!(mail.contains("Subject: a  Bcc: x@y.de\r\n"), "{mail}");
        assert!(mail.contains("Content-Transfer-Encoding: quoted-printable\r\n"), "{mail}");
        assert!(mail.trim_end().ends_with("postroom-test: t0k3n"), "{mail}");
        assert!(mail.contains("MIME-Version: 1.0\r\n"), "{mail}");
        assert!(mail.lines().all(|line| line.len() < 999) && !mail.replace("\r\n", "").contains(['\r', '\n']));
    }
}
