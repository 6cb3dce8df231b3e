use super::{ItReport, ReportFindings};
use crate::{
    Arrival, Cause, ConnectionTest, Encryption, Fact, HeaderComparison, MessageId, Outcome, SentLine, ShownCertificate,
    SignInWith, SmtpSettings, Stage, StageName, TestId, TestState, TestedSettings, Timestamp, text::Lang,
};

fn test(state: TestState) -> ConnectionTest {
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
                sign_in_with: SignInWith::Password,
            },
        },
        is_saved: true,
        stages: StageName::in_order(Encryption::StartTls).map(Stage::todo).into(),
        verdict: None,
        is_half: false,
        arrival: None,
    }
}

fn failed() -> ConnectionTest {
    let mut test = test(TestState::Failed);
    test.stages[1].outcome = Outcome::Passed;
    test.stages[1].fact = Some(Fact::ConnectedTo("192.0.2.25:587".into()));
    test.stages[1].record.from = Some("10.0.0.5:51234".into());
    test.stages[3].said = ["220 go", "250-smtp.acme.de", "250-SIZE 1000", "250 AUTH PLAIN"].map(str::to_owned).to_vec();
    test.stages[3].record.chain = vec![ShownCertificate {
        subject: "CN=smtp.acme.de".into(),
        issuer: "CN=Some authority".into(),
        valid_from: Timestamp(1_790_000_000_000_000),
        valid_until: Timestamp(1_800_000_000_000_000),
    }];
    test.stages[4].outcome = Outcome::Failed(Cause::SignInRefused);
    test.stages[4].said = vec!["535 5.7.8 no\r\nS: 250 fine".into()];
    test.stages[4].record.sent = vec![SentLine { after: 0, line: "AUTH PLAIN •••".into() }];
    test
}

fn findings() -> ReportFindings {
    ReportFindings { hello_name: "in.example".into(), ..ReportFindings::default() }
}

#[test]
fn tells_it_what_it_would_ask_for() {
    let text = ItReport::new(&failed(), &findings(), Lang::En).text();
    for line in [
        "Started (UTC): 2026-11-23T19:06:41Z",
        "Server: smtp.acme.de, port 587, STARTTLS",
        "Connected to: 192.0.2.25:587",
        "From: in.example (EHLO), own address 10.0.0.5:51234",
        "Certificate 1: CN=smtp.acme.de",
        "Issued by: CN=Some authority",
        "  SIZE 1000",
        "  AUTH PLAIN",
        "        C: AUTH PLAIN •••",
        "        S: 535 5.7.8 no  S: 250 fine",
        "Cause (sign_in_refused): The account or the password is wrong.",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.contains("{mailbox}") && !text.contains("{target}"), "{text}");
    for system in ["Exchange Online:", "Exchange Server:", "Google Workspace:", "Postfix:", "Plesk:", "cPanel:"] {
        assert!(text.lines().any(|found| found == system), "{system}\n{text}");
    }
}

#[test]
fn speaks_german_to_the_last_line() {
    let text = ItReport::new(&failed(), &findings(), Lang::De).text();
    assert!(text.contains("Angemeldet mit: Passwort\n"), "{text}");
    for english in ["Started", "Who can fix", "Certificate", "the mailbox"] {
        assert!(!text.contains(english), "{english}\n{text}");
    }
}

#[test]
fn leaves_out_what_does_not_apply() {
    let mut test = failed();
    test.settings.smtp.host = "smtp.office365.com".into();
    test.settings.smtp.sign_in_with = SignInWith::Microsoft;
    let providers = vec![("Microsoft 365".to_owned(), vec!["Do this.".to_owned()])];
    let report = ItReport::new(&test, &ReportFindings { providers, ..findings() }, Lang::En);
    let text = report.text();
    assert!(text.contains("Signed in with: Microsoft\n") && text.contains("1. Do this.\n"), "{text}");
    assert!(!text.contains("Postfix:") && !text.contains("WHAT WAS LOOKED AT"), "{text}");
    assert!(report.sections.iter().all(|section| !section.blocks.is_empty()));
}

#[test]
fn goes_by_who_keeps_the_mailbox() {
    let mut test = failed();
    test.settings.smtp.host = "smtp.gmail.com".into();
    let text = |keeper: Option<&str>| {
        let knows_redirection = keeper == Some("gmail");
        let findings = ReportFindings { keeper: keeper.map(Into::into), knows_redirection, ..findings() };
        ItReport::new(&test, &findings, Lang::En).text()
    };
    let (workspace, gmail, unknown) = (text(Some("google_workspace")), text(Some("gmail")), text(None));
    assert!(workspace.contains("Admin console") && unknown.contains("Admin console"), "{workspace}\n{unknown}");
    assert!(!gmail.contains("Admin console") && !gmail.contains("Postfix:"), "{gmail}");
    let ionos = text(Some("ionos"));
    assert!(ionos.contains("Plesk:") && ionos.contains("Google Workspace:"), "nothing is known of it: {ionos}");
    assert!(text(Some("microsoft365")).contains("Exchange Online:"), "mail only leaves at Google");
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
    let text = ItReport::new(&test, &findings(), Lang::De).text();
    assert!(text.contains("From: unverändert\n"), "{text}");
    assert!(text.contains("Message-ID: verändert. Abgeschickt: <a@b> Angekommen: fehlt\n"), "{text}");
    assert!(text.contains("acme-jobs+x@in.example"), "{text}");
}

#[test]
fn what_others_found_stands_in_it() {
    let findings = ReportFindings {
        redirection: ["Forwarded: the sender is lost.", "  From: sent a | found b", "  hop: 1 s"]
            .map(str::to_owned)
            .into(),
        looked_further: vec!["Port 587 answers.".into()],
        ..findings()
    };
    let text = ItReport::new(&failed(), &findings, Lang::En).text();
    assert!(text.contains("Forwarded: the sender is lost.\n  From: sent a | found b\n  hop: 1 s\n"), "{text}");
    assert!(text.contains("Port 587 answers.\n"), "{text}");
}
