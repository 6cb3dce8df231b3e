//! Reports for IT: whom they are shown to, for how long, and how many are sent.

use std::{sync::Arc, time::Duration};

use types::{
    Encryption, InputFault, InputField, Problem, SenderForm, SignInWith, TestId, TestState, TypedSmtp, text::Lang,
};

use super::{
    World, on_both,
    outbox::sink::Sink,
    problem,
    returning::{MAILBOX, company, connected, until},
};
use crate::{
    Desk, Dns, NotSent, Options, Reach, Secret,
    testing::dns::{Answers, serve},
};

/// A company whose test has failed at its password.
async fn failed(world: World) -> (World, Desk, TestId) {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    let id = desk.test_connection(None, company.smtp.clone(), Secret::new("wr0ng-Passw0rd".into())).await.unwrap();
    until(&world, &desk, id, |test| test.state == TestState::Failed).await;
    (world, desk, id)
}

on_both!(holds_what_it_asks_for_and_no_secret, |world| {
    let (world, desk, id) = failed(world).await;
    let text = desk.it_report(id, Lang::En).await.unwrap().text();
    for part in [
        "STARTTLS",
        "C: EHLO in.example",
        "C: AUTH PLAIN •••",
        "S: 535 5.7.8",
        "From: in.example (EHLO), own address 127.0.0.1",
        "Certificate 1: CN=",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("wr0ng"), "{text}");
    let rita = world.recruiter().await;
    assert_eq!(problem(rita.it_report(id, Lang::En).await), Problem::NotAllowed);
    assert_eq!(problem(rita.make_report_link(id, Lang::En).await), Problem::NotAllowed);
    assert_eq!(problem(rita.send_report(id, Lang::En, "it@acme.example").await), Problem::NotAllowed);
});

/// The report of a test that led nowhere.
async fn reported(answers: Answers, address: &str, host: &str, account: &str) -> String {
    let names = serve(answers).await;
    let world = World::open("sqlite".into()).await;
    world.admin().await;
    let at = names.address;
    let reach =
        move |options: Options| Options { reach: Reach { dns: Dns::servers(&[at]), ..options.reach }, ..options };
    let world = world.reopened(Arc::new(reach)).await;
    let desk = world.signed_in().await;
    let form = SenderForm { use_custom: true, custom_address: address.into() };
    desk.save_sender(None, form).await.unwrap();
    let smtp = TypedSmtp {
        use_for_sending: true,
        host: host.into(),
        port: "465".into(),
        encryption: Encryption::Tls,
        account: account.into(),
        sign_in_with: SignInWith::Password,
    };
    let id = desk.test_connection(None, smtp, Secret::new("secret one".into())).await.unwrap();
    until(&world, &desk, id, |test| test.state == TestState::Failed).await;
    desk.it_report(id, Lang::En).await.unwrap().text()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tells_what_to_do_where_the_mailbox_is() {
    let mx = |host: &str| {
        let mut answers = Answers::default();
        answers.mx("acme.example", 10, host);
        answers
    };
    let gmail = reported(Answers::default(), "jobs.acme@gmail.com", "smtp.gmail.com", "jobs.acme@gmail.com").await;
    assert!(gmail.contains("At Gmail:") && !gmail.contains("Admin console") && !gmail.contains("Postfix:"), "{gmail}");
    let own = reported(mx("aspmx.l.google.com"), "jobs@acme.example", "smtp.gmail.com", "jobs@acme.example").await;
    assert!(own.contains("At Google Workspace:") && own.contains("Admin console"), "{own}");
    // Mail comes in at one provider and leaves at another.
    let host = "acme-example.mail.protection.outlook.com";
    let both = reported(mx(host), "jobs@acme.example", "smtp.gmail.com", "acme.jobs@gmail.com").await;
    assert!(both.contains("Exchange Online:") && !both.contains("Admin console"), "{both}");
    assert!(both.contains("At Gmail:") && both.contains("Send mail as"), "{both}");
    let unknown = reported(mx("mail.acme.example"), "jobs@acme.example", "mail.acme.example", "jobs").await;
    assert!(unknown.contains("Postfix:") && unknown.contains("Google Workspace:"), "{unknown}");
}

on_both!(a_link_opens_until_it_ends, |world| {
    let (world, desk, id) = failed(world).await;
    let engine = &world.engine;
    let token = desk.make_report_link(id, Lang::De).await.unwrap();
    let report = engine.linked_report(token.expose()).await.unwrap().unwrap();
    assert_eq!(report.lang, Lang::De);
    assert!(report.title.contains(MAILBOX));
    assert!(engine.linked_report("made up").await.unwrap().is_none());
    let [link] = &desk.report_links(id).await.unwrap()[..] else { panic!("one link") };
    assert!(!link.id.contains(token.expose()));
    assert!(engine.linked_report(&link.id).await.unwrap().is_none(), "what is stored opens nothing");
    desk.revoke_report_link(id, &link.id).await.unwrap();
    assert!(engine.linked_report(token.expose()).await.unwrap().is_none());
    let token = desk.make_report_link(id, Lang::En).await.unwrap();
    world.clock.advance_secs(14 * 86_400 - 1);
    assert!(engine.linked_report(token.expose()).await.unwrap().is_some());
    world.clock.advance_secs(1);
    assert!(engine.linked_report(token.expose()).await.unwrap().is_none());
    let desk = world.signed_in().await;
    for _ in 0..10 {
        desk.make_report_link(id, Lang::En).await.unwrap();
    }
    let fault = Problem::Invalid { field: InputField::Title, fault: InputFault::TooMany };
    assert_eq!(problem(desk.make_report_link(id, Lang::En).await), fault);
    assert_eq!(problem(desk.make_report_link(TestId::new(uuid::Uuid::nil()), Lang::En).await), Problem::NotFound);
});

on_both!(is_sent_through_the_relay_and_not_too_often, |world| {
    let (world, desk, id) = failed(world).await;
    assert_eq!(desk.send_report(id, Lang::En, "it@acme.example").await.unwrap(), Err(NotSent::NoRelay));
    let sink = Sink::start().await;
    let relay = sink.relay();
    let world = world.reopened(Arc::new(move |options| Options { relay: Some(relay.clone()), ..options })).await;
    let desk = world.signed_in().await;
    let fault = Problem::Invalid { field: InputField::Recipients, fault: InputFault::NotAnAddress };
    assert_eq!(problem(desk.send_report(id, Lang::En, "it@acme.example, x@y.example").await), fault);
    for _ in 0..5 {
        assert!(desk.send_report(id, Lang::De, " it@acme.example ").await.unwrap().is_ok());
    }
    assert_eq!(desk.send_report(id, Lang::En, "it@acme.example").await.unwrap(), Err(NotSent::TooMany));
    world.clock.advance_secs(3_601);
    assert!(desk.send_report(id, Lang::En, "it@acme.example").await.unwrap().is_ok());
    let mut changes = world.engine.changes();
    while sink.taken().len() < 6 {
        _ = tokio::time::timeout(Duration::from_secs(60), changes.next()).await.expect("nothing is sent any more");
    }
    let taken = sink.taken();
    assert!(taken.iter().all(|mail| mail.from == "acme-jobs@in.example"));
    let mail = mail_parser::MessageParser::new().parse(taken[0].raw.as_bytes()).unwrap();
    let text = mail.body_text(0).unwrap();
    assert!(text.contains("Ada") && text.contains("ada@acme.example") && text.contains("C: AUTH PLAIN"), "{text}");
});
