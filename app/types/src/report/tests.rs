use super::report_text;
use crate::{
    Arrival, Cause, ConnectionTest, Encryption, Fact, HeaderComparison, MessageId, Outcome, SmtpSettings, Stage,
    StageName, TestId, TestState, TestedSettings, Timestamp, text::Lang,
};

pub(crate) fn test(state: TestState) -> ConnectionTest {
    ConnectionTest {
        id: TestId::new(uuid::Uuid::nil()),
        started_at: Timestamp(1_795_460_801_000_000),
        ended_at: None,
        state,
        settings: TestedSettings {
            custom_address: "jobs@acme.de".parse().unwrap(),
            recruiting_address: "acme-jobs@in.example".parse().unwrap(),
            smtp: SmtpSettings {
                host: "smtp.acme.de".into(),
                port: 587,
                encryption: Encryption::StartTls,
                account: "jobs@acme.de".into(),
                sign_in_with: crate::SignInWith::Password,
            },
        },
        is_saved: true,
        stages: StageName::in_order(Encryption::StartTls).map(Stage::todo).into(),
        arrival: None,
    }
}

#[test]
fn says_where_it_stopped_and_why() {
    let mut test = test(TestState::Failed);
    test.stages[0].outcome = Outcome::Passed;
    test.stages[0].millis = Some(12);
    test.stages[0].fact = Some(Fact::Addresses(vec!["192.0.2.25".into(), "2001:db8::25".into()]));
    test.stages[4].outcome = Outcome::Failed(Cause::SignInRefused);
    test.stages[4].millis = Some(1_104);
    test.stages[4].said = vec!["535 5.7.8 Error: authentication failed".into()];
    let text = report_text(&test, Lang::En);
    for line in [
        "Server: smtp.acme.de, port 587, STARTTLS",
        "Started: 2026-11-23T19:06:41Z",
        "Result: The test stopped: sign-in",
        " 1. [ok]   Found the server, 12 ms",
        "       192.0.2.25, 2001:db8::25",
        " 5. [FAIL] Sign-in failed, 1104 ms",
        "       > 535 5.7.8 Error: authentication failed",
        " 6. [ ]    Sender accepted, not reached",
        "Cause (sign_in_refused): The account or the password is wrong.",
        "Who can fix it: you, on this page.",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[test]
fn compares_the_header() {
    let mut test = test(TestState::Passed);
    let header = |name: &str, sent: &str, found: Option<&str>| HeaderComparison {
        name: name.into(),
        sent: sent.into(),
        found: found.map(Into::into),
    };
    test.arrival = Some(Arrival {
        message: MessageId::new(uuid::Uuid::nil()),
        at: Timestamp(1_795_460_805_000_000),
        headers: vec![header("From", "jobs@acme.de", Some("jobs@acme.de")), header("Message-ID", "<a@b>", None)],
        elsewhere: Some("acme-jobs+x@in.example".into()),
    });
    let text = report_text(&test, Lang::De);
    assert!(text.contains("From: unverändert\n"), "{text}");
    assert!(text.contains("Message-ID: verändert. Abgeschickt: <a@b> Angekommen: fehlt\n"), "{text}");
    assert!(text.contains("acme-jobs+x@in.example"), "{text}");
}

#[test]
fn a_server_cannot_add_lines() {
    let mut test = test(TestState::Failed);
    test.stages[2].said = vec!["554 no\r\nResult: fine\u{1b}[2J".into()];
    let text = report_text(&test, Lang::En);
    assert!(text.contains("       > 554 no  Result: fine [2J\n"), "{text}");
}
