//! The mail that a connection test sends round the loop.

use std::time::{Duration, SystemTime};

use lettre::{
    Address,
    message::{
        Mailbox, Mailboxes, SinglePart,
        header::{self, HeaderName, HeaderValue, Headers},
    },
};
use types::{EmailAddress, TestedSettings, Timestamp};

use crate::dns::ascii_host;

/// The header field with the token. A redirection keeps it.
pub const TOKEN_HEADER: &str = "X-Postroom-Test";
/// What the last line of the text begins with, before the token. Even a forward that writes a new mail keeps it.
pub const TOKEN_LINE: &str = "postroom-test: ";

/// The whole test mail, from and to the custom address, lines ended by CRLF. `message_id` may have its angle brackets
/// or not; `token` and `message_id` are our own, in ASCII.
pub fn test_mail(
    settings: &TestedSettings,
    token: &str,
    message_id: &str,
    subject: &str,
    text: &str,
    now: Timestamp,
) -> Vec<u8> {
    let custom = Mailbox::new(None, address(&settings.custom_address));
    let message_id = message_id.trim_matches(['<', '>']);
    let body = format!("{}\n\n{TOKEN_LINE}{token}", text.trim_end());
    // Not lettre's message builder: it reads the addresses again, by other rules than those they were typed by.
    let mut headers = Headers::new();
    headers.set(header::Date::new(moment(now)));
    headers.set(header::From::from(Mailboxes::from(custom.clone())));
    headers.set(header::To::from(Mailboxes::from(custom)));
    headers.set(header::Subject::from(subject.replace(['\r', '\n'], " ")));
    headers.set(header::MessageId::from(format!("<{message_id}>")));
    headers.insert_raw(field(HeaderName::new_from_ascii_str(TOKEN_HEADER), token));
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
    use types::{Encryption, SmtpSettings, TestedSettings, Timestamp};

    use super::test_mail;

    fn settings(custom_address: &str) -> TestedSettings {
        TestedSettings {
            custom_address: custom_address.parse().unwrap(),
            recruiting_address: "acme-jobs@in.example.com".parse().unwrap(),
            smtp: SmtpSettings {
                host: "smtp.acme.de".into(),
                port: 587,
                encryption: Encryption::StartTls,
                account: "jobs@acme.de".into(),
                sign_in_with: types::SignInWith::Password,
            },
        }
    }

    fn mail(custom_address: &str, subject: &str, text: &str) -> String {
        let now = Timestamp(1_795_460_801_000_000);
        let mail = test_mail(&settings(custom_address), "t0k3n", "<1.t0k3n@in.example.com>", subject, text, now);
        String::from_utf8(mail).unwrap()
    }

    #[test]
    fn has_what_the_arrival_is_recognised_by() {
        let mail = mail("jobs@acme.de", "Postroom: Verbindungstest für Müller", "Zeile eins\nZeile zwei\n");
        let (header, body) = mail.split_once("\r\n\r\n").unwrap();
        for field in [
            "From: jobs@acme.de",
            "To: jobs@acme.de",
            "Message-ID: <1.t0k3n@in.example.com>",
            "X-Postroom-Test: t0k3n",
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
