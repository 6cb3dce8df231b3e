//! Up to the answer to EHLO in the clear.

use types::{Encryption, StageName};

use super::{
    super::{
        SmtpLimits,
        authority::Shown,
        server::{
            Step::{self, Hang, Hear},
            say,
        },
    },
    Case, SHORT, alert, case,
};
use Encryption::{StartTls, Tls};

/// Silence, refusals, other protocols and answers that nobody asked for.
pub(super) fn at_the_door() -> Vec<Case> {
    let no_greeting: fn(&mut SmtpLimits) = |limits| {
        limits.greeting = SHORT;
        limits.handshake = SHORT;
    };
    let tls_alert = alert(40);
    let greeting = StageName::Greeting;
    vec![
        case("silent", StartTls, [Hang], "greeting_timed_out", "port", greeting).then([Hang]).limited(no_greeting),
        case("silent", Tls, [Hang], "greeting_timed_out", "port", StageName::Encryption).limited(no_greeting),
        case("silent after TLS", Tls, [Step::Tls(Shown::Good), Hang], "greeting_timed_out", "port", greeting)
            .limited(|limits| limits.greeting = SHORT),
        case("554", StartTls, [say("554 no\r\n")], "greeting_refused", "host", greeting),
        case("421", StartTls, [say("421 no\r\n")], "server_busy", "-", greeting),
        case("554", Tls, [Step::Tls(Shown::Good), say("554 no\r\n")], "greeting_refused", "host", greeting),
        case(
            "EHLO refused",
            StartTls,
            [say("220 a\r\n"), Hear("EHLO"), say("550 5.7.1 not you\r\n")],
            "hello_refused",
            "-",
            greeting,
        ),
        case("closed", StartTls, [], "dropped_at_greeting", "port", greeting).then([]),
        case("closed", Tls, [], "dropped_at_encryption", "encryption", StageName::Encryption),
        case("closed at EHLO", StartTls, [say("220 a\r\n"), Hear("EHLO")], "connection_dropped", "-", greeting),
        case("no answer to EHLO", StartTls, [say("220 a\r\n"), Hang], "answer_timed_out", "-", greeting)
            .limited(|limits| limits.answer = SHORT),
        case("HTTP", StartTls, [say("HTTP/1.1 400 Bad Request\r\n")], "not_smtp", "port", greeting),
        case("SSH without an end", StartTls, [say("SSH-2.0")], "not_smtp", "port", greeting),
        case("IMAP", StartTls, [say("* OK ready\r\n")], "mailbox_server", "port", greeting),
        case("FTP", StartTls, [say("220 ftp\r\n"), Hear("EHLO"), say("500 ?\r\n")], "not_smtp", "port", greeting),
        case("no code of SMTP", StartTls, [say("999 a\r\n")], "not_smtp", "port", greeting),
        case("two codes", StartTls, [say("220-a\r\n250 b\r\n")], "not_smtp", "port", greeting),
        case("endless line", StartTls, [say("220 ".repeat(9999)), Hang], "not_smtp", "port", greeting),
        case("endless reply", StartTls, [say("220-a\r\n".repeat(999)), Hang], "not_smtp", "port", greeting),
        case(
            "other protocol",
            Tls,
            [say("HTTP/1.1 400 Bad Request\r\n"), Hang],
            "not_smtp",
            "port",
            StageName::Encryption,
        ),
        case(
            "plain",
            Tls,
            [say("220 mail.acme.test\r\n"), Hang],
            "tls_on_plaintext_port",
            "encryption",
            StageName::Encryption,
        ),
        case("POP3", Tls, [say("+OK ready\r\n"), Hang], "mailbox_server", "port", StageName::Encryption),
        // The same in a segment of its own, while we ask.
        case("asked by nobody, later", StartTls, unasked("250 b\r\n"), "answers_early", "-", greeting),
        case(
            "asked by nobody, with offers",
            StartTls,
            unasked("250-b\r\n250 PIPELINING\r\n"),
            "answers_early",
            "-",
            greeting,
        ),
        case("asked by nobody, in TLS", Tls, in_tls(unasked("250 b\r\n")), "answers_early", "-", greeting),
        case("asked by nobody", StartTls, [say("220 a\r\n250 b\r\n"), Hang], "answers_early", "-", greeting),
        case("TLS, waiting", StartTls, [Hang], "plaintext_on_tls_port", "encryption", greeting)
            .then([Step::Tls(Shown::Good)])
            .limited(|limits| limits.greeting = SHORT),
        case("TLS, closing", StartTls, [], "plaintext_on_tls_port", "encryption", greeting)
            .then([Step::Tls(Shown::Expired)]),
        case("TLS, alerting", StartTls, [tls_alert.clone()], "plaintext_on_tls_port", "encryption", greeting)
            .then([Step::Tls(Shown::Good)]),
    ]
}

/// Answers EHLO before it has heard it, as the client sees it: the true answer comes behind.
fn unasked(said: &str) -> Vec<Step> {
    let answer = "250-mail.acme.test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n";
    vec![say("220 a\r\n"), Hear("EHLO"), say(said), say(answer), Hang]
}

fn in_tls(steps: Vec<Step>) -> Vec<Step> {
    [vec![Step::Tls(Shown::Good)], steps].concat()
}
