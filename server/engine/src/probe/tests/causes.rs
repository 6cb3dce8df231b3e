//! What servers do instead of answering, each from one that does exactly this, and the stage where it shows. What
//! they answer stands in `table`.

mod door;

use std::time::Duration;

use types::{Cause, Encryption, Outcome, StageName};

use super::{
    SmtpLimits,
    authority::Shown,
    run,
    server::{Step, say},
    table::Expected,
    talk,
};
use Encryption::{StartTls, Tls};
use Step::{Hang, Hear, HearByte, HearData};

/// Long enough for a loopback connection on a busy machine, short enough to wait for.
const SHORT: Duration = Duration::from_millis(200);

/// One way in which a server fails.
#[derive(Clone)]
struct Case {
    what: &'static str,
    encryption: Encryption,
    scripts: Vec<Vec<Step>>,
    expected: Expected,
    shorten: fn(&mut SmtpLimits),
}

fn case(
    what: &'static str,
    encryption: Encryption,
    script: impl IntoIterator<Item = Step>,
    id: &'static str,
    field: &'static str,
    stage: StageName,
) -> Case {
    let scripts = vec![script.into_iter().collect()];
    Case { what, encryption, scripts, expected: Expected { id, field, stage }, shorten: |_| {} }
}

impl Case {
    /// With another connection, which the probe makes to find out what the first one was.
    fn then(mut self, script: impl IntoIterator<Item = Step>) -> Self {
        self.scripts.push(script.into_iter().collect());
        self
    }

    fn limited(mut self, shorten: fn(&mut SmtpLimits)) -> Self {
        self.shorten = shorten;
        self
    }
}

/// Every cause that is shown here.
pub(super) fn shown() -> Vec<Cause> {
    let cases = [door::at_the_door(), at_encryption(), at_sign_in(), at_the_envelope_and_the_message()].concat();
    cases.into_iter().filter_map(|case| Cause::from_id(case.expected.id)).collect()
}

async fn check(cases: Vec<Case>) {
    for case in cases {
        let mut limits = SmtpLimits::default();
        (case.shorten)(&mut limits);
        let told = run(case.encryption, case.scripts, limits).await;
        let differs = case.expected.differs(&told);
        assert!(differs.is_none(), "{}, {}: {differs:?}", case.what, case.encryption);
        assert!(told.stages.iter().rev().skip(1).all(|stage| stage.outcome == Outcome::Passed), "{}", case.what);
    }
}

#[tokio::test]
async fn are_told_where_they_show() {
    check(door::at_the_door()).await;
    check(at_encryption()).await;
    check(at_sign_in()).await;
    check(at_the_envelope_and_the_message()).await;
}

fn at_encryption() -> Vec<Case> {
    let encryption = StageName::Encryption;
    let tls_alert = alert(40);
    let go = say("220 go\r\n");
    let asked = |rest: &[Step]| [talk::plain_hello(), vec![Hear("STARTTLS")], rest.to_vec()].concat();
    let mut cases = vec![
        case(
            "not offered",
            StartTls,
            [say("220 a\r\n"), Hear("EHLO"), say("250-a\r\n250 AUTH PLAIN\r\n")],
            "starttls_not_offered",
            "encryption",
            encryption,
        ),
        case(
            "blotted out",
            StartTls,
            [say("220 a\r\n"), Hear("EHLO"), say("250-a\r\n250-XXXXXXXA\r\n250 AUTH PLAIN\r\n")],
            "starttls_stripped",
            "encryption",
            encryption,
        ),
        case(
            "its line removed",
            StartTls,
            [say("220 a\r\n"), Hear("EHLO"), say("250-a\r\n250-SIZE 9\r\n250 8BITMIME\r\n")],
            "starttls_not_offered",
            "encryption",
            encryption,
        ),
        case("250", StartTls, asked(&[say("250 ok\r\n")]), "unknown", "-", encryption),
        case(
            "asked by nobody",
            StartTls,
            asked(&[say("250 ok\r\n"), say("220 go\r\n"), Hang]),
            "answers_early",
            "-",
            encryption,
        ),
        case("TLS 1.0 only", Tls, [alert(70), Hang], "tls_too_old", "encryption", encryption),
        case("client certificate", Tls, [alert(116), Hang], "tls_client_certificate", "port", encryption),
        case("name not known", Tls, [alert(112), Hang], "tls_name_refused", "host", encryption),
        case("internal error", Tls, [alert(80), Hang], "tls_failed", "encryption", encryption),
        case("454", StartTls, asked(&[say("454 4.7.0 no\r\n")]), "starttls_unavailable", "encryption", encryption),
        case("closed", StartTls, asked(&[]), "connection_dropped", "-", encryption),
        case(
            "closed in TLS",
            StartTls,
            asked(std::slice::from_ref(&go)),
            "dropped_at_encryption",
            "encryption",
            encryption,
        ),
        case(
            "plain after all",
            StartTls,
            asked(&[go.clone(), HearByte, say("hello\r\n"), Hang]),
            "tls_failed",
            "encryption",
            encryption,
        ),
        case("nothing in common", Tls, [tls_alert.clone(), Hang], "tls_no_cipher", "encryption", encryption).then([
            HearByte,
            tls_alert.clone(),
            Hang,
        ]),
        case("nothing in common but TLS 1.0", Tls, [tls_alert.clone(), Hang], "tls_too_old", "encryption", encryption)
            .then([HearByte, old_hello(), Hang]),
        case(
            "nothing in common but TLS 1.0",
            StartTls,
            asked(&[go.clone(), HearByte, tls_alert.clone(), Hang]),
            "tls_too_old",
            "encryption",
            encryption,
        )
        .then(asked(&[go.clone(), HearByte, old_hello(), Hang])),
        case(
            "nothing in common",
            StartTls,
            asked(&[go.clone(), HearByte, tls_alert.clone(), Hang]),
            "tls_no_cipher",
            "encryption",
            encryption,
        )
        .then(asked(&[go.clone(), HearByte, tls_alert, Hang])),
        case("silent", StartTls, asked(&[go.clone(), Hang]), "answer_timed_out", "-", encryption)
            .limited(|limits| limits.handshake = SHORT),
        case(
            "closed after TLS",
            StartTls,
            asked(&[go.clone(), Step::Tls(Shown::Good)]),
            "connection_dropped",
            "-",
            encryption,
        ),
    ];
    for (shown, id) in [
        (Shown::Expired, "certificate_expired"),
        (Shown::NotYetValid, "certificate_not_yet_valid"),
        (Shown::WrongName, "certificate_wrong_name"),
        (Shown::UnknownIssuer, "certificate_unknown_issuer"),
        (Shown::OwnAuthority, "certificate_self_signed"),
        (Shown::WrongPurpose, "certificate_invalid"),
    ] {
        cases.push(case("certificate", Tls, [Step::Tls(shown)], id, "host", encryption));
        cases.push(case("certificate", StartTls, asked(&[go.clone(), Step::Tls(shown)]), id, "host", encryption));
    }
    cases
}

/// The beginning of a server's hello for TLS 1.0 (RFC 2246 section 7.4.1.3).
fn old_hello() -> Step {
    Step::Say(vec![0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1])
}

/// A fatal alert (RFC 8446 section 6).
fn alert(description: u8) -> Step {
    Step::Say(vec![0x15, 3, 3, 0, 2, 2, description])
}

fn at_sign_in() -> Vec<Case> {
    let sign_in = StageName::SignIn;
    let offering = |offer: &str, rest: &[Step]| [talk::encrypted_hello(offer), rest.to_vec()].concat();
    let plain = |answer: &str| offering("AUTH PLAIN LOGIN", &[Hear("AUTH PLAIN "), say(answer)]);
    let login =
        |rest: &[Step]| offering("AUTH LOGIN", &[&[Hear("AUTH LOGIN"), say("334 VXNlcm5hbWU6\r\n")], rest].concat());
    vec![
        case("no AUTH", Tls, offering("SIZE 1", &[]), "sign_in_not_offered", "port", sign_in),
        case("others only", Tls, offering("AUTH GSSAPI XOAUTH2", &[]), "sign_in_not_offered", "port", sign_in),
        case("535", Tls, plain("535 5.7.8 no\r\n"), "sign_in_refused", "password", sign_in),
        case("550", Tls, plain("550 5.9.9 no\r\n"), "unknown", "-", sign_in),
        case("334", Tls, plain("334 more\r\n"), "unknown", "-", sign_in),
        case("asked by nobody", Tls, plain("250 b\r\n535 no\r\n"), "answers_early", "-", sign_in),
        case("504", Tls, plain("504 5.5.4 no\r\n"), "mechanism_refused", "password", sign_in),
        case("454", Tls, plain("454 4.7.0 later\r\n"), "sign_in_unavailable", "-", sign_in),
        case("421", Tls, plain("421 4.7.0 later\r\n"), "sign_in_unavailable", "-", sign_in),
        case("closed", Tls, offering("AUTH PLAIN", &[Hear("AUTH")]), "connection_dropped", "-", sign_in),
        case(
            "LOGIN 535",
            Tls,
            login(&[Hear(""), say("334 a\r\n"), Hear(""), say("535 no\r\n")]),
            "sign_in_refused",
            "password",
            sign_in,
        ),
        case("LOGIN 535 early", Tls, login(&[Hear(""), say("535 no\r\n")]), "sign_in_refused", "password", sign_in),
        case("LOGIN 235 early", Tls, login(&[Hear(""), say("235 ok\r\n")]), "answers_early", "-", sign_in),
        case("LOGIN 454", Tls, login(&[Hear(""), say("454 later\r\n")]), "sign_in_unavailable", "-", sign_in),
    ]
}

fn at_the_envelope_and_the_message() -> Vec<Case> {
    let mail = |answer: &str| [talk::signed_in(), vec![Hear("MAIL FROM:<jobs@acme.test>"), say(answer)]].concat();
    let rcpt = |answer: &str| [mail("250 ok\r\n"), vec![Hear("RCPT TO:<jobs@acme.test>"), say(answer)]].concat();
    let data = |answer: &str| [rcpt("250 ok\r\n"), vec![Hear("DATA"), say(answer)]].concat();
    let dot = |answer: &str| [data("354 go\r\n"), vec![HearData, say(answer)]].concat();
    let (sender, recipient, hand_over) = (StageName::Sender, StageName::Recipient, StageName::HandOver);
    vec![
        case("553", Tls, mail("553 5.7.1 no\r\n"), "sender_refused", "custom_address", sender),
        case("asked by nobody", Tls, mail("250 ok\r\n250 again\r\n"), "answers_early", "-", recipient),
        case("451", Tls, mail("451 later\r\n"), "refused_for_now", "-", sender),
        case("closed", Tls, mail(""), "connection_dropped", "-", sender),
        case("garbage", Tls, mail("what?\r\n"), "not_smtp", "port", sender),
        case("tarpit", Tls, [mail(""), vec![Hang]].concat(), "too_slow", "-", sender)
            .limited(|limits| limits.whole = Duration::from_secs(2)),
        case("550", Tls, rcpt("550 5.1.1 no\r\n"), "recipient_unknown", "custom_address", recipient),
        case("450", Tls, rcpt("450 later\r\n"), "refused_for_now", "-", recipient),
        case("closed", Tls, rcpt(""), "connection_dropped", "-", recipient),
        case("554", Tls, data("554 no\r\n"), "message_refused", "-", hand_over),
        case("250", Tls, data("250 what?\r\n"), "message_refused", "-", hand_over),
        // One answer ahead all the time, and now it shows.
        case("asked by nobody", Tls, data("250 ok\r\n354 go\r\n"), "answers_early", "-", hand_over),
        case("452", Tls, data("452 later\r\n"), "refused_for_now", "-", hand_over),
        case("closed", Tls, data(""), "connection_dropped", "-", hand_over),
        case("closed in the message", Tls, data("354 go\r\n"), "dropped_after_message", "-", hand_over),
        case("554", Tls, dot("554 5.7.1 no\r\n"), "message_refused", "-", hand_over),
        case("451", Tls, dot("451 later\r\n"), "refused_for_now", "-", hand_over),
        case("closed", Tls, dot(""), "dropped_after_message", "-", hand_over),
        case("silent", Tls, [dot(""), vec![Hang]].concat(), "answer_timed_out", "-", hand_over)
            .limited(|limits| limits.data = SHORT),
    ]
}
