//! Fetching from a real Dovecot. Where that is not installed or cannot be run, these tests are left out.

mod dovecot;
mod faults;
mod once;
mod tokens;

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use types::{Encryption, Timestamp, View};

use crate::{
    Desk, Dns, FetchLimits, Options, Secret, SkippedWhy, Trust, TypedMailbox,
    probe::tests::authority::{HOST, trusted_pem},
};

use super::{World, on_both};
use dovecot::{Dovecot, PASSWORD, WITHOUT_IDLE};

/// How long anything may take on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// The same world where mailboxes are found and waits are short.
async fn reaching(world: World) -> World {
    world.reopened(Arc::new(reaching_options)).await
}

fn reaching_options(mut options: Options) -> Options {
    let at = |n| Ok(vec![IpAddr::from(Ipv4Addr::new(127, 0, 0, n))]);
    options.reach.dns = Dns::Fixed(HashMap::from([(HOST.into(), at(1)), (WITHOUT_IDLE.into(), at(2))]));
    options.reach.trust = Trust::new(&[trusted_pem()]).unwrap();
    options.fetching = FetchLimits {
        message_bytes: 20_000,
        poll: Duration::from_millis(50),
        first_wait: Duration::from_millis(20),
        longest_wait: Duration::from_millis(200),
        ..FetchLimits::default()
    };
    options
}

/// Waits for a condition, which is asked again and again.
async fn until<T>(what: &str, dovecot: &Dovecot, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
    let waited = tokio::time::timeout(LIMIT, async {
        loop {
            if let Some(value) = condition().await {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("waited in vain for {what}\n{}", dovecot.log()))
}

async fn until_fetched(world: &World, dovecot: &Dovecot, n: i64) {
    until("mail", dovecot, async || (world.engine.n_accepted().await.unwrap() >= n).then_some(())).await;
    assert_eq!(world.engine.n_accepted().await.unwrap(), n);
    world.sorted().await;
}

/// Waits until everything that is there has been looked at since the clock shows what it shows.
async fn until_looked(world: &World, desk: &Desk, dovecot: &Dovecot) {
    let now = world.engine.now();
    until("a look", dovecot, async || {
        let health = desk.fetch_settings(None).await.unwrap().health?;
        (health.looked_at? >= now && health.failing.is_none()).then_some(())
    })
    .await;
}

async fn switch_on(desk: &Desk, typed: TypedMailbox, days: u32) {
    desk.save_mailbox(None, typed, secret(PASSWORD)).await.unwrap();
    desk.switch_mailbox_on(None, days).await.unwrap();
}

fn secret(text: &str) -> Secret {
    Secret::new(text.into())
}

fn application(n: u32) -> Vec<u8> {
    let lines = [
        "Return-Path: <carla@example.org>",
        &format!("Message-ID: <application-{n}@example.org>"),
        "From: Carla <carla@example.org>",
        "To: jobs@acme.example",
        &format!("Subject: Application {n}"),
        "",
        "Here it is.",
        "",
    ];
    lines.join("\r\n").into_bytes()
}

fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now.plus_secs(-days * 86_400)
}

on_both!(what_comes_is_fetched, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    let now = world.engine.now();
    dovecot.deliver("", &application(1), days_before(now, 1));
    desk.save_mailbox(None, dovecot.typed(Encryption::Tls), secret(PASSWORD)).await.unwrap();
    desk.test_mailbox(None).await.unwrap();
    assert_eq!(desk.fetch_settings(None).await.unwrap().test.unwrap().outcome, Ok(1));
    desk.switch_mailbox_on(None, 0).await.unwrap();
    until_looked(&world, &desk, &dovecot).await;
    // The server tells of these while it is waited.
    dovecot.deliver("", &application(2), world.engine.now());
    until_fetched(&world, &dovecot, 1).await;
    dovecot.deliver("", &application(3), world.engine.now());
    until_fetched(&world, &dovecot, 2).await;
    let rows = desk.messages(View::Unassigned, None).await.unwrap().rows;
    let subjects: Vec<_> = rows.iter().map(|row| row.subject.as_str()).collect();
    assert_eq!(subjects, ["Application 3", "Application 2"]);
    let whole = world.engine.raw_message(rows[1].id).await.unwrap();
    assert_eq!(whole, application(2));
    let health = until("the marks", &dovecot, async || {
        let health = desk.fetch_settings(None).await.unwrap().health.unwrap();
        (dovecot.flags("") == ["", "$Postroom", "$Postroom"]).then_some(health)
    })
    .await;
    assert_eq!((health.n_fetched, health.failing, health.is_flagged), (2, None, false));
    assert!(world.engine.is_fetched(rows[0].id).await.unwrap());
    desk.switch_mailbox_off(None).await.unwrap();
    assert_eq!(desk.fetch_settings(None).await.unwrap().health, None);
});

on_both!(what_is_there_is_fetched_when_asked_for, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    let now = world.engine.now();
    // The oldest comes last: numbers do not tell how old something is.
    for (n, days) in [(1, 3), (2, 6), (3, 8), (4, 200)] {
        dovecot.deliver("", &application(n), days_before(now, days));
    }
    switch_on(&desk, dovecot.typed(Encryption::StartTls), 7).await;
    until_looked(&world, &desk, &dovecot).await;
    until_fetched(&world, &dovecot, 2).await;
    // From then on everything that is put there counts, whenever it came.
    dovecot.deliver("", &application(5), days_before(now, 300));
    until_fetched(&world, &dovecot, 3).await;
});

on_both!(another_folder_is_looked_at_from_time_to_time, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    dovecot.make_folder("F&APw-r uns");
    let world = reaching(world).await;
    let desk = world.admin().await;
    let typed = TypedMailbox { folder: "Für uns".into(), host: WITHOUT_IDLE.into(), ..dovecot.typed(Encryption::Tls) };
    switch_on(&desk, typed, 0).await;
    until_looked(&world, &desk, &dovecot).await;
    dovecot.deliver("", &application(1), world.engine.now());
    dovecot.deliver("F&APw-r uns", &application(2), world.engine.now());
    until_fetched(&world, &dovecot, 1).await;
    until("the mark", &dovecot, async || (dovecot.flags("Für uns") == ["$Postroom"]).then_some(())).await;
});

on_both!(what_is_too_large_stays_and_is_named, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    switch_on(&desk, dovecot.typed(Encryption::Tls), 0).await;
    until_looked(&world, &desk, &dovecot).await;
    let large = [application(1), vec![b'x'; 30_000]].concat();
    dovecot.deliver("", &large, world.engine.now());
    dovecot.deliver("", &application(2), world.engine.now());
    until_fetched(&world, &dovecot, 1).await;
    let skipped = desk.fetch_settings(None).await.unwrap().skipped;
    let [one] = skipped.as_slice() else { panic!("{skipped:?}") };
    assert_eq!((one.why, one.uid, one.n_bytes > 30_000), (SkippedWhy::TooLarge, 1, true));
    assert_eq!((one.subject.as_str(), one.sender.as_str()), ("Application 1", "Carla carla@example.org"));
    until("the mark", &dovecot, async || (dovecot.flags("") == ["", "$Postroom"]).then_some(())).await;
});
