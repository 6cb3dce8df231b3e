//! That it stays connected, by a clock that the tests move.

use std::time::Duration;

use types::{Badge, Fault, Mailbox, NewOutgoing, OutgoingState, Redirection, TestState, TypedSmtp, Verdict};

use super::{
    mail, on_both, problem,
    redirection::{Loop, MAILBOX},
};
use crate::{Secret, Warning, db};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// Tests once, with success.
async fn proven(round: &Loop) {
    let id = round.handed_over().await;
    let words = round.judged(id, 2).await;
    assert_eq!(words.verdict, Verdict::Untouched, "{words:#?}");
}

on_both!(a_connection_that_worked_is_tested_daily, |world| {
    let round = Loop::start(world, true).await;
    let engine = &round.world.engine;
    assert_eq!(engine.begin_daily_tests().await.unwrap(), 0, "nothing has worked yet");
    proven(&round).await;
    let first = round.desk.recruiting_email(None).await.unwrap().latest_test;
    round.world.clock.advance_secs(23 * HOUR);
    assert_eq!(engine.begin_daily_tests().await.unwrap(), 0);
    round.desk.switch_daily_test(None, false).await.unwrap();
    round.world.clock.advance_secs(2 * HOUR);
    assert_eq!(engine.begin_daily_tests().await.unwrap(), 0, "it is switched off");
    round.desk.switch_daily_test(None, true).await.unwrap();
    assert_eq!(engine.begin_daily_tests().await.unwrap(), 1);
    let latest = round.desk.recruiting_email(None).await.unwrap().latest_test;
    assert_ne!(latest, first);
    let test = round.until(latest.unwrap(), |test| test.state == TestState::Passed).await;
    assert!(test.proves_loop(), "{test:?}");
    assert_eq!(engine.begin_daily_tests().await.unwrap(), 0, "one a day");
    round.world.sorted().await;
    let counts = round.desk.counts().await.unwrap();
    assert_eq!((counts.unassigned, counts.held_back), (2, 2), "the daily ones bury nothing");
    let status = round.desk.status().await.unwrap();
    assert_eq!(status.companies[0].is_tested_daily, Some(true));
    let worked_at = status.companies[0].loop_worked_at.unwrap();
    assert!(round.world.engine.now().millis_since(worked_at) < 60_000);
    assert_eq!(status.companies[0].warnings, []);
});

on_both!(a_loop_that_breaks_is_told, |world| {
    let round = Loop::start(world, true).await;
    proven(&round).await;
    round.switch(Redirection::Forward);
    round.world.clock.advance_secs(25 * HOUR);
    assert_eq!(round.world.engine.begin_daily_tests().await.unwrap(), 1);
    let latest = round.desk.recruiting_email(None).await.unwrap().latest_test.unwrap();
    round.until(latest, |test| test.state == TestState::Passed).await;
    let status = round.desk.status().await.unwrap();
    assert_eq!(status.companies[0].tested, Badge::SendingWorks);
    assert!(matches!(status.companies[0].warnings[..], [Warning::LoopBroken { .. }]), "{status:?}");
});

on_both!(certificates_are_told_before_they_end, |world| {
    let round = Loop::start(world, true).await;
    proven(&round).await;
    assert_eq!(round.desk.status().await.unwrap().companies[0].warnings, []);
    // The practice server's is valid for 397 days.
    round.world.clock.advance_secs(384 * DAY);
    let warnings = round.desk.status().await.unwrap().companies.remove(0).warnings;
    assert!(
        matches!(&warnings[..], [Warning::CertificateEnds { host, .. }] if host == "mail.company.localhost"),
        "{warnings:?}"
    );
    // A test that ends before it was shown one says nothing about it.
    round.fails(Fault::DropAtConnect);
    let failed = round.handed_over().await;
    assert_eq!(round.desk.connection_test(failed).await.unwrap().state, TestState::Failed);
    let after = round.desk.status().await.unwrap().companies.remove(0).warnings;
    assert!(after.contains(&warnings[0]), "{after:?}");
});

on_both!(an_unusual_silence_is_told, |world| {
    let desk = world.admin().await;
    for n in 0..12 {
        let raw = format!("From: c{n}@example.org\r\nSubject: Application {n}\r\nMessage-ID: <{n}@x>\r\n\r\nhello");
        world.engine.accept(mail(raw)).await.unwrap();
        world.sorted().await;
        world.clock.advance_secs(2 * DAY);
    }
    let silence = async || {
        let mut warnings = desk.status().await.unwrap().companies.remove(0).warnings;
        warnings.retain(|warning| *warning != Warning::NoServer);
        warnings
    };
    world.clock.advance_secs(3 * DAY);
    assert_eq!(silence().await, [], "five days are not unusual where mail comes every second day");
    world.clock.advance_secs(2 * DAY);
    let warnings = silence().await;
    assert!(matches!(warnings[..], [Warning::Silent { usual_secs, .. }] if usual_secs == 2 * DAY), "{warnings:?}");
});

on_both!(settings_go_back_with_their_password, |world| {
    let round = Loop::start(world, true).await;
    proven(&round).await;
    let desk = &round.desk;
    assert_eq!(desk.settings_versions(None).await.unwrap(), [], "nothing was replaced");
    let good = desk.recruiting_email(None).await.unwrap().smtp;
    round.world.clock.advance_secs(HOUR);
    desk.save_smtp(None, good.clone(), Secret::new("a wrong one".into())).await.unwrap();
    let failed = round.handed_over().await;
    assert_eq!(desk.connection_test(failed).await.unwrap().state, TestState::Failed);
    let warnings = desk.status().await.unwrap().companies.remove(0).warnings;
    let [Warning::FailsAfterChange { changed_at, back_to }] = &warnings[..] else { panic!("{warnings:?}") };
    assert!(back_to.changed_at < *changed_at && matches!(back_to.badge, Badge::LoopWorks { .. }));
    assert!(!format!("{warnings:?}").contains("secret one") && !format!("{warnings:?}").contains("a wrong one"));
    desk.go_back_to_settings(None, back_to.changed_at).await.unwrap();
    proven(&round).await;
    assert!(matches!(desk.recruiting_email(None).await.unwrap().badge, Badge::LoopWorks { .. }));
    // The wrong ones are a version now, and no more than ten are kept.
    for n in 0..12 {
        round.world.clock.advance_secs(1);
        let smtp = TypedSmtp { account: format!("{n}@company.localhost"), ..good.clone() };
        desk.save_smtp(None, smtp, Secret::new(String::new())).await.unwrap();
    }
    assert_eq!(desk.settings_versions(None).await.unwrap().len(), 10);
    let recruiter = round.world.recruiter().await;
    assert_eq!(problem(recruiter.settings_versions(None).await), types::Problem::NotAllowed);
    assert_eq!(recruiter.status().await.unwrap().companies.len(), 1, "everybody may look");
});

/// Hands the outbox a message and waits until it is so.
async fn sent(round: &Loop, state: OutgoingState) {
    let to = vec![Mailbox { name: String::new(), address: "carla@example.org".into() }];
    let new = NewOutgoing { to, subject: "Ihre Bewerbung".into(), body: "Guten Tag".into(), ..NewOutgoing::default() };
    let id = round.desk.send(new).await.unwrap();
    let mut changes = round.world.engine.changes();
    while round.desk.outgoing(id).await.unwrap().row.state != state {
        tokio::time::timeout(Duration::from_secs(60), changes.next()).await.expect("the message stays as it is");
    }
}

on_both!(a_message_that_is_not_taken_leads_back_too, |world| {
    let round = Loop::start(world, true).await;
    let desk = &round.desk;
    let warnings = async || desk.status().await.unwrap().companies.remove(0).warnings;
    // Nobody has ever tested: that they worked is known from a message.
    sent(&round, OutgoingState::Sent).await;
    let good = desk.recruiting_email(None).await.unwrap().smtp;
    round.world.clock.advance_secs(HOUR);
    desk.save_smtp(None, good.clone(), Secret::new("a wrong one".into())).await.unwrap();
    assert_eq!(warnings().await, [], "nothing has failed yet");
    sent(&round, OutgoingState::Delayed).await;
    let found = warnings().await;
    let [Warning::FailsAfterChange { changed_at, back_to }] = &found[..] else { panic!("{found:?}") };
    assert_eq!((back_to.smtp.account.as_str(), back_to.changed_at < *changed_at), (MAILBOX, true));
    round.world.clock.advance_secs(1);
    desk.go_back_to_settings(None, back_to.changed_at).await.unwrap();
    sent(&round, OutgoingState::Sent).await;
    assert_eq!(warnings().await, []);
    // What has worked since the change is not at fault when its server fails later.
    round.world.change_store("UPDATE server_trouble SET failing_since = 1, n_messages = 1", None).await;
    assert_eq!(warnings().await, []);
});

on_both!(one_company_s_fault_keeps_no_other_from_its_test, |world| {
    let round = Loop::start(world, true).await;
    proven(&round).await;
    let berlin = round.desk.create_subcompany("Berlin".into(), String::new()).await.unwrap();
    let settings = round.desk.recruiting_email(None).await.unwrap();
    round.desk.save_sender(Some(berlin), settings.sender).await.unwrap();
    round.desk.save_smtp(Some(berlin), settings.smtp, Secret::new("secret one".into())).await.unwrap();
    // The same values were proven: only whose test it was differs.
    round
        .world
        .change_store(
            "UPDATE connection_test SET company_id = (SELECT id FROM company WHERE main_id IS NOT NULL)",
            None,
        )
        .await;
    round.world.clock.advance_secs(25 * HOUR);
    round.world.change_store("UPDATE recruiting_email SET sign_in_with = 'nothing known' WHERE company_id = (SELECT id FROM company WHERE main_id IS NULL)", None).await;
    assert_eq!(round.world.engine.begin_daily_tests().await.unwrap(), 1);
});

on_both!(a_password_that_does_not_open_is_missing, |world| {
    let round = Loop::start(world, true).await;
    assert!(round.desk.recruiting_email(None).await.unwrap().password_stored);
    // As after the key file was lost.
    round.world.change_store("UPDATE recruiting_email SET sealed_password = fingerprint", None).await;
    let settings = round.desk.recruiting_email(None).await.unwrap();
    assert!(!settings.password_stored, "the page can still be used");
    round.desk.save_smtp(None, settings.smtp, Secret::new("secret one".into())).await.unwrap();
    proven(&round).await;
});

on_both!(what_never_worked_is_no_good_news, |world| {
    let desk = world.admin().await;
    let warnings = async |desk: &crate::Desk| desk.status().await.unwrap().companies.remove(0).warnings;
    assert_eq!(warnings(&desk).await, [Warning::NoServer], "there is no relay either");
    let sender = types::SenderForm { use_custom: true, custom_address: "jobs@company.localhost".into() };
    desk.save_sender(None, sender).await.unwrap();
    let half = TypedSmtp { use_for_sending: true, host: "localhost".into(), ..TypedSmtp::default() };
    desk.save_smtp(None, half.clone(), Secret::new(String::new())).await.unwrap();
    assert_eq!(warnings(&desk).await, [Warning::Incomplete]);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let whole = TypedSmtp { port: closed.to_string(), account: "jobs".into(), ..half };
    desk.save_smtp(None, whole, Secret::new("x".into())).await.unwrap();
    assert_eq!(warnings(&desk).await, []);
    let id = desk.test_stored(None).await.unwrap();
    crate::tests::returning::until(&world, &desk, id, |test| test.state == TestState::Failed).await;
    assert!(matches!(warnings(&desk).await[..], [Warning::Failing { .. }]));
});

on_both!(the_newest_tests_are_kept, |world| {
    let desk = world.admin().await;
    let main = world.engine.main_company().await.unwrap().unwrap().id;
    let n = crate::continuity::KEPT_TESTS + 3;
    let stored: crate::Result<()> = async {
        db::write!(world.engine.inner.db, tx => {
            for at in 0..n {
                let id = types::TestId::new(uuid::Uuid::from_u64_pair(0, at.unsigned_abs()));
                sqlx::query("INSERT INTO connection_test (id, company_id, started_at, state, fingerprint, settings, stages, sent) VALUES ($1, $2, $3, 'failed', $4, '', '', '')")
                    .bind(id.as_bytes().as_slice())
                    .bind(main.as_bytes().as_slice())
                    .bind(at)
                    .bind(&b"x"[..])
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }
    .await;
    stored.unwrap();
    world.engine.begin_daily_tests().await.unwrap();
    let (kept, oldest): (i64, i64) = db::read!(world.engine.inner.db, pool => {
        sqlx::query_as("SELECT COUNT(*), MIN(started_at) FROM connection_test").fetch_one(pool).await.unwrap()
    });
    assert_eq!((kept, oldest), (n - 3, 3));
    assert!(desk.recruiting_email(None).await.unwrap().latest_test.is_some());
});
