//! What servers do instead of answering, each from one that does exactly this, and the stage where it shows. What
//! they answer stands in `table`.

use std::time::Duration;

use types::{Cause, Encryption, Outcome, StageName};

use super::{
    SmtpLimits, Told,
    authority::Shown,
    run,
    server::{Step, say},
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
    cause: Cause,
    stage: StageName,
    shorten: fn(&mut SmtpLimits),
}

fn case(
    what: &'static str,
    encryption: Encryption,
    script: impl IntoIterator<Item = Step>,
    cause: Cause,
    stage: StageName,
) -> Case {
    let scripts = vec![script.into_iter().collect()];
    Case { what, encryption, scripts, cause, stage, shorten: |_| {} }
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
    let cases = [at_the_door(), at_encryption(), at_sign_in(), at_the_envelope_and_the_message()].concat();
    cases.into_iter().map(|case| case.cause).collect()
}

async fn check(cases: Vec<Case>) {
    for case in cases {
        let mut limits = SmtpLimits::default();
        (case.shorten)(&mut limits);
        let told = run(case.encryption, case.scripts, limits).await;
        let Told { result, stages, .. } = told;
        assert_eq!(result, Err(case.cause), "{}: {stages:?}", case.what);
        let last = stages.last().unwrap();
        assert_eq!((last.name, last.outcome), (case.stage, Outcome::Failed(case.cause)), "{}", case.what);
        assert!(stages.iter().rev().skip(1).all(|stage| stage.outcome == Outcome::Passed), "{}", case.what);
    }
}

#[tokio::test]
async fn are_told_where_they_show() {
    check(at_the_door()).await;
    check(at_encryption()).await;
    check(at_sign_in()).await;
    check(at_the_envelope_and_the_message()).await;
}

fn at_the_door() -> Vec<Case> {
    let no_greeting: fn(&mut SmtpLimits) = |limits| {
        limits.greeting = SHORT;
        limits.handshake = SHORT;
    };
    let tls_alert = alert(40);
    let greeting = StageName::Greeting;
    vec![
        case("silent", StartTls, [Hang], Cause::GreetingTimedOut, greeting).then([Hang]).limited(no_greeting),
        case("silent", Tls, [Hang], Cause::GreetingTimedOut, StageName::Encryption).limited(no_greeting),
        case("silent after TLS", Tls, [Step::Tls(Shown::Good), Hang], Cause::GreetingTimedOut, greeting)
            .limited(|limits| limits.greeting = SHORT),
        case("554", StartTls, [say("554 no\r\n")], Cause::GreetingRefused, greeting),
        case("421", StartTls, [say("421 no\r\n")], Cause::ServerBusy, greeting),
        case("554", Tls, [Step::Tls(Shown::Good), say("554 no\r\n")], Cause::GreetingRefused, greeting),
        case(
            "EHLO refused",
            StartTls,
            [say("220 a\r\n"), Hear("EHLO"), say("550 5.7.1 not you\r\n")],
            Cause::HelloRefused,
            greeting,
        ),
        case("closed", StartTls, [], Cause::DroppedAtGreeting, greeting).then([]),
        case("closed", Tls, [], Cause::DroppedAtEncryption, StageName::Encryption),
        case("closed at EHLO", StartTls, [say("220 a\r\n"), Hear("EHLO")], Cause::ConnectionDropped, greeting),
        case("no answer to EHLO", StartTls, [say("220 a\r\n"), Hang], Cause::AnswerTimedOut, greeting)
            .limited(|limits| limits.answer = SHORT),
        case("HTTP", StartTls, [say("HTTP/1.1 400 Bad Request\r\n")], Cause::NotSmtp, greeting),
        case("SSH without an end", StartTls, [say("SSH-2.0")], Cause::NotSmtp, greeting),
        case("IMAP", StartTls, [say("* OK ready\r\n")], Cause::MailboxServer, greeting),
        case("FTP", StartTls, [say("220 ftp\r\n"), Hear("EHLO"), say("500 ?\r\n")], Cause::NotSmtp, greeting),
        case("no code of SMTP", StartTls, [say("999 a\r\n")], Cause::NotSmtp, greeting),
        case("two codes", StartTls, [say("220-a\r\n250 b\r\n")], Cause::NotSmtp, greeting),
        case("endless line", StartTls, [say("220 ".repeat(9999)), Hang], Cause::NotSmtp, greeting),
        case("endless reply", StartTls, [say("220-a\r\n".repeat(999)), Hang], Cause::NotSmtp, greeting),
        case("other protocol", Tls, [say("HTTP/1.1 400 Bad Request\r\n"), Hang], Cause::NotSmtp, StageName::Encryption),
        case("plain", Tls, [say("220 mail.acme.test\r\n"), Hang], Cause::TlsOnPlaintextPort, StageName::Encryption),
        case("POP3", Tls, [say("+OK ready\r\n"), Hang], Cause::MailboxServer, StageName::Encryption),
        case("asked by nobody", StartTls, [say("220 a\r\n250 b\r\n"), Hang], Cause::AnswersEarly, greeting),
        case("TLS, waiting", StartTls, [Hang], Cause::PlaintextOnTlsPort, greeting)
            .then([Step::Tls(Shown::Good)])
            .limited(|limits| limits.greeting = SHORT),
        case("TLS, closing", StartTls, [], Cause::PlaintextOnTlsPort, greeting).then([Step::Tls(Shown::Expired)]),
        case("TLS, alerting", StartTls, [tls_alert.clone()], Cause::PlaintextOnTlsPort, greeting)
            .then([Step::Tls(Shown::Good)]),
    ]
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
            Cause::StartTlsNotOffered,
            encryption,
        ),
        case(
            "blotted out",
            StartTls,
            [say("220 a\r\n"), Hear("EHLO"), say("250-a\r\n250-XXXXXXXA\r\n250 AUTH PLAIN\r\n")],
            Cause::StartTlsStripped,
            encryption,
        ),
        case("TLS 1.0 only", Tls, [alert(70), Hang], Cause::TlsTooOld, encryption),
        case("client certificate", Tls, [alert(116), Hang], Cause::TlsClientCertificate, encryption),
        case("name not known", Tls, [alert(112), Hang], Cause::TlsNameRefused, encryption),
        case("internal error", Tls, [alert(80), Hang], Cause::TlsFailed, encryption),
        case("454", StartTls, asked(&[say("454 4.7.0 no\r\n")]), Cause::StartTlsUnavailable, encryption),
        case("closed", StartTls, asked(&[]), Cause::ConnectionDropped, encryption),
        case("closed in TLS", StartTls, asked(std::slice::from_ref(&go)), Cause::DroppedAtEncryption, encryption),
        case(
            "plain after all",
            StartTls,
            asked(&[go.clone(), HearByte, say("hello\r\n"), Hang]),
            Cause::TlsFailed,
            encryption,
        ),
        case("no version in common", Tls, [tls_alert.clone(), Hang], Cause::TlsNoCipher, encryption),
        case("no version", StartTls, asked(&[go.clone(), HearByte, tls_alert, Hang]), Cause::TlsNoCipher, encryption),
        case("silent", StartTls, asked(&[go.clone(), Hang]), Cause::AnswerTimedOut, encryption)
            .limited(|limits| limits.handshake = SHORT),
        case(
            "closed after TLS",
            StartTls,
            asked(&[go.clone(), Step::Tls(Shown::Good)]),
            Cause::ConnectionDropped,
            encryption,
        ),
    ];
    for (shown, cause) in [
        (Shown::Expired, Cause::CertificateExpired),
        (Shown::NotYetValid, Cause::CertificateNotYetValid),
        (Shown::WrongName, Cause::CertificateWrongName),
        (Shown::UnknownIssuer, Cause::CertificateUnknownIssuer),
        (Shown::OwnAuthority, Cause::CertificateSelfSigned),
        (Shown::WrongPurpose, Cause::CertificateInvalid),
    ] {
        cases.push(case("certificate", Tls, [Step::Tls(shown)], cause, encryption));
        cases.push(case("certificate", StartTls, asked(&[go.clone(), Step::Tls(shown)]), cause, encryption));
    }
    cases
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
        case("no AUTH", Tls, offering("SIZE 1", &[]), Cause::SignInNotOffered, sign_in),
        case("others only", Tls, offering("AUTH GSSAPI XOAUTH2", &[]), Cause::SignInNotOffered, sign_in),
        case("535", Tls, plain("535 5.7.8 no\r\n"), Cause::SignInRefused, sign_in),
        case("550", Tls, plain("550 5.9.9 no\r\n"), Cause::Unknown, sign_in),
        case("334", Tls, plain("334 more\r\n"), Cause::Unknown, sign_in),
        case("504", Tls, plain("504 5.5.4 no\r\n"), Cause::MechanismRefused, sign_in),
        case("454", Tls, plain("454 4.7.0 later\r\n"), Cause::SignInUnavailable, sign_in),
        case("421", Tls, plain("421 4.7.0 later\r\n"), Cause::SignInUnavailable, sign_in),
        case("closed", Tls, offering("AUTH PLAIN", &[Hear("AUTH")]), Cause::ConnectionDropped, sign_in),
        case(
            "LOGIN 535",
            Tls,
            login(&[Hear(""), say("334 a\r\n"), Hear(""), say("535 no\r\n")]),
            Cause::SignInRefused,
            sign_in,
        ),
        case("LOGIN 535 early", Tls, login(&[Hear(""), say("535 no\r\n")]), Cause::SignInRefused, sign_in),
        case("LOGIN 235 early", Tls, login(&[Hear(""), say("235 ok\r\n")]), Cause::AnswersEarly, sign_in),
        case("LOGIN 454", Tls, login(&[Hear(""), say("454 later\r\n")]), Cause::SignInUnavailable, sign_in),
    ]
}

fn at_the_envelope_and_the_message() -> Vec<Case> {
    let mail = |answer: &str| [talk::signed_in(), vec![Hear("MAIL FROM:<jobs@acme.test>"), say(answer)]].concat();
    let rcpt = |answer: &str| [mail("250 ok\r\n"), vec![Hear("RCPT TO:<jobs@acme.test>"), say(answer)]].concat();
    let data = |answer: &str| [rcpt("250 ok\r\n"), vec![Hear("DATA"), say(answer)]].concat();
    let dot = |answer: &str| [data("354 go\r\n"), vec![HearData, say(answer)]].concat();
    let (sender, recipient, hand_over) = (StageName::Sender, StageName::Recipient, StageName::HandOver);
    vec![
        case("553", Tls, mail("553 5.7.1 no\r\n"), Cause::SenderRefused, sender),
        case("451", Tls, mail("451 later\r\n"), Cause::RefusedForNow, sender),
        case("closed", Tls, mail(""), Cause::ConnectionDropped, sender),
        case("garbage", Tls, mail("what?\r\n"), Cause::NotSmtp, sender),
        case("tarpit", Tls, [mail(""), vec![Hang]].concat(), Cause::TooSlow, sender)
            .limited(|limits| limits.whole = Duration::from_secs(2)),
        case("550", Tls, rcpt("550 5.1.1 no\r\n"), Cause::RecipientUnknown, recipient),
        case("450", Tls, rcpt("450 later\r\n"), Cause::RefusedForNow, recipient),
        case("closed", Tls, rcpt(""), Cause::ConnectionDropped, recipient),
        case("554", Tls, data("554 no\r\n"), Cause::MessageRefused, hand_over),
        case("250", Tls, data("250 what?\r\n"), Cause::MessageRefused, hand_over),
        case("452", Tls, data("452 later\r\n"), Cause::RefusedForNow, hand_over),
        case("closed", Tls, data(""), Cause::ConnectionDropped, hand_over),
        case("closed in the message", Tls, data("354 go\r\n"), Cause::DroppedAfterMessage, hand_over),
        case("554", Tls, dot("554 5.7.1 no\r\n"), Cause::MessageRefused, hand_over),
        case("451", Tls, dot("451 later\r\n"), Cause::RefusedForNow, hand_over),
        case("closed", Tls, dot(""), Cause::DroppedAfterMessage, hand_over),
        case("silent", Tls, [dot(""), vec![Hang]].concat(), Cause::AnswerTimedOut, hand_over)
            .limited(|limits| limits.data = SHORT),
    ]
}
