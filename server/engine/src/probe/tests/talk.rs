//! What a well-behaved server says up to some point.

use super::{
    authority::Shown,
    server::{
        Step::{self, Hear, HearData, Tls},
        say,
    },
};

/// Greeting and EHLO in the clear, STARTTLS offered.
pub(super) fn plain_hello() -> Vec<Step> {
    vec![
        say("220-mail.acme.test\r\n220 ready\r\n"),
        Hear("EHLO postroom.test\r\n"),
        say("250-mail.acme.test\r\n250-AUTH CRAM-MD5\r\n250 STARTTLS\r\n"),
    ]
}

/// TLS from the start, greeting and EHLO with this offer.
pub(super) fn encrypted_hello(offer: &str) -> Vec<Step> {
    let offer = say(format!("250-mail.acme.test\r\n250-PIPELINING\r\n250 {offer}\r\n"));
    vec![Tls(Shown::Good), say("220 mail.acme.test\r\n"), Hear("EHLO postroom.test\r\n"), offer]
}

/// Up to a sign-in with PLAIN.
pub(super) fn signed_in() -> Vec<Step> {
    [encrypted_hello("AUTH PLAIN"), vec![Hear("AUTH PLAIN "), say("235 2.7.0 in\r\n")]].concat()
}

/// From MAIL to the goodbye.
pub(super) fn taken() -> Vec<Step> {
    vec![
        Hear("MAIL FROM:<jobs@acme.test>\r\n"),
        say("250 2.1.0 ok\r\n"),
        Hear("RCPT TO:<jobs@acme.test>\r\n"),
        say("250 2.1.5 ok\r\n"),
        Hear("DATA\r\n"),
        say("354 go\r\n"),
        HearData,
        say("250 2.0.0 Ok: queued as 4XyZ12\r\n"),
        Hear("QUIT\r\n"),
        say("221 bye\r\n"),
    ]
}

/// Everything.
pub(super) fn handed_over() -> Vec<Step> {
    [signed_in(), taken()].concat()
}
