//! The mail of a connection test: it comes back untouched, changed, late, twice, or not at all.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use mailhost::{Account, MailHost};
use tokio::{net::TcpListener, sync::watch};
use tokio_util::sync::CancellationToken;
use types::{
    Badge, Cause, ConnectionTest, Encryption, Fault, Outcome, PracticeState, SenderForm, StageName, TestId, TestState,
    TypedSmtp, Verdict,
};

use super::{START, World, mail, on_both};
use crate::{Desk, Reach, Secret, Trust};

pub(super) const MAILBOX: &str = "jobs@company.localhost";

/// A company's mail server, and settings that fit it.
pub(super) struct Company {
    pub(super) host: MailHost,
    pub(super) switches: watch::Sender<PracticeState>,
    pub(super) smtp: TypedSmtp,
    stop: CancellationToken,
}

impl Drop for Company {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub(super) async fn company() -> Company {
    let (switches, watched) = watch::channel(PracticeState::default());
    let account = Account { account: MAILBOX.into(), password: "secret one".into(), may_send_as: Vec::new() };
    let options = mailhost::Options {
        host_name: "mail.company.localhost".into(),
        accounts: vec![account],
        mailbox: MAILBOX.into(),
        redirect_to: None,
    };
    let host = MailHost::new(options, watched).unwrap();
    let (tls, starttls) =
        (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let port = starttls.local_addr().unwrap().port().to_string();
    let stop = CancellationToken::new();
    tokio::spawn({
        let (host, stop) = (host.clone(), stop.clone());
        async move { host.serve(tls, starttls, stop).await }
    });
    let smtp = TypedSmtp {
        use_for_sending: true,
        host: "mail.company.localhost".into(),
        port,
        encryption: Encryption::StartTls,
        sign_in_with: types::SignInWith::Password,
        account: MAILBOX.into(),
    };
    Company { host, switches, smtp, stop }
}

/// The server's certificate is of today, so the engine's clock must be too.
pub(super) fn to_today(world: &World) {
    let today = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    world.clock.advance_secs(i64::try_from(today).unwrap() - START.0 / 1_000_000);
}

/// A world that trusts the company's server and has its settings stored.
pub(super) async fn connected(world: World, company: &Company) -> (World, Desk) {
    to_today(&world);
    let authority = company.host.authority_pem().to_owned();
    let world = world
        .reopened(Arc::new(move |options| {
            let trust = Trust::only(std::slice::from_ref(&authority)).unwrap();
            crate::Options { reach: Reach { trust, ..options.reach.clone() }, ..options }
        }))
        .await;
    let desk = world.admin().await;
    desk.save_sender(None, SenderForm { use_custom: true, custom_address: MAILBOX.into() }).await.unwrap();
    desk.save_smtp(None, company.smtp.clone(), Secret::new("secret one".into())).await.unwrap();
    (world, desk)
}

/// Waits until the test is in a state that `is_it`.
pub(super) async fn until(
    world: &World,
    desk: &Desk,
    id: TestId,
    is_it: impl Fn(&ConnectionTest) -> bool,
) -> ConnectionTest {
    let mut changes = world.engine.changes();
    loop {
        let test = desk.connection_test(id).await.unwrap();
        if is_it(&test) {
            return test;
        }
        tokio::time::timeout(Duration::from_secs(60), changes.next()).await.expect("nothing changes any more");
    }
}

/// Runs a test of the stored values until the server has its mail; the test and the mail.
async fn handed_over(world: &World, desk: &Desk, company: &Company) -> (TestId, String) {
    let before = company.host.mailbox(MAILBOX).len();
    let id = desk.test_stored(None).await.unwrap();
    let test = until(world, desk, id, |test| test.state != TestState::Sending).await;
    assert_eq!(test.state, TestState::Waiting, "{test:?}");
    let mails = company.host.mailbox(MAILBOX);
    assert_eq!(mails.len(), before + 1);
    (id, String::from_utf8(mails[before].raw.clone()).unwrap())
}

async fn badge(desk: &Desk) -> Badge {
    desk.recruiting_email(None).await.unwrap().badge
}

on_both!(comes_back_untouched, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    assert_eq!(badge(&desk).await, Badge::NotTested);
    let (id, raw) = handed_over(&world, &desk, &company).await;
    assert_eq!(badge(&desk).await, Badge::SendingWorks);
    world.engine.accept(mail(format!("Received: from somewhere\r\n{raw}"))).await.unwrap();
    let test = until(&world, &desk, id, |test| test.state == TestState::Passed).await;
    assert!(test.proves_loop(), "{test:?}");
    let arrival = test.arrival.unwrap();
    assert!(test.stages.iter().all(|stage| stage.outcome == Outcome::Passed), "{:?}", test.stages);
    assert_eq!(test.verdict, Some(Verdict::EnvelopeRewritten));
    world.sorted().await;
    let row = &desk.messages(Default::default(), None).await.unwrap().rows[0];
    assert_eq!(
        (row.id, row.reason, row.kind),
        (arrival.message, types::Reason::ConnectionTest, types::MessageKind::Test)
    );
    assert!(matches!(badge(&desk).await, Badge::LoopWorks { .. }));
    desk.save_smtp(
        None,
        TypedSmtp { account: "other@company.localhost".into(), ..company.smtp.clone() },
        Secret::new(String::new()),
    )
    .await
    .unwrap();
    assert_eq!(badge(&desk).await, Badge::NotTested, "other values are not tested");
});

on_both!(comes_back_changed, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    let (id, _) = handed_over(&world, &desk, &company).await;
    let quoted = format!(
        "> A test.\r\n>\r\n> postroom-test: {}\r\n",
        world.engine.test_token(id, crate::redirection::Half::Own)
    );
    world
        .engine
        .accept(mail(format!("From: {MAILBOX}\r\nSubject: Fwd: test\r\nMessage-ID: <new@x>\r\n\r\n{quoted}")))
        .await
        .unwrap();
    let test = until(&world, &desk, id, |test| test.arrival.is_some()).await;
    assert_eq!(test.verdict, Some(Verdict::SenderLost));
    assert_eq!(badge(&desk).await, Badge::SendingWorks, "a changed header does not prove the loop");
});

on_both!(comes_back_to_the_company_it_is_of, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    let berlin = desk.create_subcompany("Berlin".into(), String::new()).await.unwrap();
    let sender = SenderForm { use_custom: true, custom_address: MAILBOX.into() };
    desk.save_sender(Some(berlin), sender).await.unwrap();
    desk.save_smtp(Some(berlin), company.smtp.clone(), Secret::new("secret one".into())).await.unwrap();
    for (recipient, elsewhere) in
        [("acme-jobs@in.example", Some("acme-jobs@in.example")), ("Acme-Jobs+Berlin@in.example", None)]
    {
        world.clock.advance_secs(1);
        let n = company.host.mailbox(MAILBOX).len();
        let id = desk.test_stored(Some(berlin)).await.unwrap();
        until(&world, &desk, id, |test| test.state == TestState::Waiting).await;
        let raw = company.host.mailbox(MAILBOX)[n].raw.clone();
        let returned = crate::Incoming { recipients: vec![recipient.into()], ..mail(raw) };
        world.engine.accept(returned).await.unwrap();
        let test = until(&world, &desk, id, |test| test.state == TestState::Passed).await;
        assert_eq!(test.arrival.unwrap().elsewhere.as_deref(), elsewhere);
        let badge = desk.recruiting_email(Some(berlin)).await.unwrap().badge;
        assert_eq!(matches!(badge, Badge::LoopWorks { .. }), elsewhere.is_none(), "{badge:?}");
    }
    assert_eq!(badge(&desk).await, Badge::NotTested, "a subcompany's test says nothing of the main company");
});

on_both!(does_not_come_back, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    let (id, raw) = handed_over(&world, &desk, &company).await;
    world.clock.advance_secs(15 * 60 + 1);
    world.engine.end_waiting().await.unwrap();
    let test = desk.connection_test(id).await.unwrap();
    assert_eq!(test.state, TestState::NotReturned);
    let last = test.stages.last().unwrap();
    assert_eq!((last.name, last.outcome), (StageName::Arrival, Outcome::Failed(Cause::NotReturned)));
    world.engine.accept(mail(raw)).await.unwrap();
    until(&world, &desk, id, |test| test.state == TestState::Passed).await;
});

on_both!(goes_on_after_a_restart, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    let (id, raw) = handed_over(&world, &desk, &company).await;
    drop(desk);
    let world = world.restart().await;
    let desk = world.signed_in().await;
    assert_eq!(desk.connection_test(id).await.unwrap().state, TestState::Waiting);
    world.engine.accept(mail(raw)).await.unwrap();
    until(&world, &desk, id, |test| test.state == TestState::Passed).await;
});

on_both!(can_be_cancelled, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    company.switches.send_replace(PracticeState { fault: Fault::NoAnswer, ..Default::default() });
    let id = desk.test_stored(None).await.unwrap();
    until(&world, &desk, id, |test| test.stages.iter().any(|stage| stage.outcome == Outcome::Running)).await;
    desk.cancel_test(id).await.unwrap();
    let test = desk.connection_test(id).await.unwrap();
    assert_eq!(test.state, TestState::Cancelled);
    assert!(test.stages.iter().all(|stage| stage.outcome != Outcome::Running));
    assert_eq!(badge(&desk).await, Badge::NotTested, "a cancelled test says nothing");
    company.switches.send_replace(PracticeState::default());
    let (waiting, _) = handed_over(&world, &desk, &company).await;
    desk.cancel_test(waiting).await.unwrap();
    assert_eq!(desk.connection_test(waiting).await.unwrap().state, TestState::Cancelled);
});

on_both!(tokens_cannot_be_made_up, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    let (id, raw) = handed_over(&world, &desk, &company).await;
    let token = world.engine.test_token(id, crate::redirection::Half::Own);
    let forged = raw.replace(&token, &format!("{}x", &token[..token.len() - 1]));
    assert_ne!(forged, raw);
    world.engine.accept(mail(forged)).await.unwrap();
    world.sorted().await;
    assert_eq!(desk.connection_test(id).await.unwrap().state, TestState::Waiting);
    assert_eq!(desk.messages(Default::default(), None).await.unwrap().rows[0].reason, types::Reason::UnknownSender);
});
