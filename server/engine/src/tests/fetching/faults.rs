//! What is wrong with a mailbox is named; one that is stuck holds nobody else up.

use std::sync::Arc;

use tokio::net::TcpListener;
use types::{Cause, Encryption, Field, InputFault, InputField, Problem};

use crate::{Disk, FetchCause, Options, TypedMailbox, tests::problem};

use super::{
    Dovecot, PASSWORD, application, dovecot::WITHOUT_IDLE, on_both, reaching, secret, switch_on, until, until_fetched,
    until_looked,
};
use Encryption::{StartTls, Tls};

on_both!(faults_are_named, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    let good = |encryption| dovecot.typed(encryption);
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let cause = FetchCause::Server;
    for (typed, password, expected) in [
        (good(Tls), "wrong", cause(Cause::SignInRefused)),
        (good(StartTls), "wrong", cause(Cause::SignInRefused)),
        (TypedMailbox { folder: "Jobs".into(), ..good(Tls) }, PASSWORD, FetchCause::FolderMissing),
        (TypedMailbox { encryption: StartTls, ..good(Tls) }, PASSWORD, cause(Cause::PlaintextOnTlsPort)),
        (TypedMailbox { encryption: Tls, ..good(StartTls) }, PASSWORD, cause(Cause::TlsOnPlaintextPort)),
        (TypedMailbox { host: "127.0.0.1".into(), ..good(Tls) }, PASSWORD, cause(Cause::CertificateWrongName)),
        (TypedMailbox { host: "10.1.2.3".into(), ..good(Tls) }, PASSWORD, cause(Cause::HostNotAllowed)),
        (
            TypedMailbox { host: "1.1.1.1".into(), port: "25".into(), ..good(Tls) },
            PASSWORD,
            cause(Cause::PortNotAllowed),
        ),
        (TypedMailbox { port: closed.to_string(), ..good(Tls) }, PASSWORD, cause(Cause::ConnectionRefused)),
        (TypedMailbox { host: "nobody.acme.test".into(), ..good(Tls) }, PASSWORD, cause(Cause::HostUnknown)),
    ] {
        desk.save_mailbox(None, typed.clone(), secret(password)).await.unwrap();
        desk.test_mailbox(None).await.unwrap();
        let test = desk.fetch_settings(None).await.unwrap().test.unwrap();
        assert_eq!(test.outcome, Err(expected), "{typed:?} {}", test.said);
        assert!(!test.said.contains(PASSWORD) && !test.said.contains("wrong"), "{}", test.said);
    }
});

on_both!(a_full_disk_leaves_mail_where_it_is, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    switch_on(&desk, dovecot.typed(Tls), 0).await;
    until_looked(&world, &desk, &dovecot).await;
    let full = |options: Options| Options { disk: Disk::new(options.data_dir.clone(), u64::MAX), ..options };
    let world = world.reopened(Arc::new(full)).await;
    let desk = world.signed_in().await;
    assert!(desk.status().await.unwrap().is_disk_low);
    dovecot.deliver("", &application(1), world.engine.now());
    until("the fault", &dovecot, async || {
        let health = desk.fetch_settings(None).await.unwrap().health?;
        health.failing.is_some_and(|(_, cause)| cause == FetchCause::DiskLow).then_some(())
    })
    .await;
    assert_eq!(world.engine.n_accepted().await.unwrap(), 0);
    let roomy = |options: Options| Options { disk: Disk::new(options.data_dir.clone(), 0), ..options };
    let world = world.reopened(Arc::new(roomy)).await;
    until_fetched(&world, &dovecot, 1).await;
    assert!(!world.signed_in().await.status().await.unwrap().is_disk_low);
});

on_both!(settings_are_kept_as_typed, |world| {
    let desk = world.admin().await;
    let empty = desk.fetch_settings(None).await.unwrap();
    assert!(!empty.is_stored && empty.faults.is_empty());
    assert_eq!(problem(desk.switch_mailbox_on(None, 0).await), Problem::NotFound);
    let typed = TypedMailbox { host: "not a host".into(), ..TypedMailbox::default() };
    desk.save_mailbox(None, typed.clone(), secret("")).await.unwrap();
    let kept = desk.fetch_settings(None).await.unwrap();
    assert_eq!(kept.typed, typed);
    let fields: Vec<_> = kept.faults.iter().map(|fault| fault.field).collect();
    assert_eq!(fields, [Field::Host, Field::Account, Field::Password]);
    let wrong = Problem::Invalid { field: InputField::Settings(Field::Host), fault: InputFault::NotAHost };
    assert_eq!(problem(desk.switch_mailbox_on(None, 0).await), wrong);
    assert_eq!(problem(desk.test_mailbox(None).await), wrong);
    desk.save_mailbox(None, typed.clone(), secret("kept")).await.unwrap();
    desk.save_mailbox(None, typed.clone(), secret("")).await.unwrap();
    assert!(desk.fetch_settings(None).await.unwrap().password_stored);
    // It is good for its host only.
    desk.save_mailbox(None, TypedMailbox { host: "elsewhere.example".into(), ..typed.clone() }, secret(""))
        .await
        .unwrap();
    assert!(!desk.fetch_settings(None).await.unwrap().password_stored);
    desk.save_mailbox(None, typed.clone(), secret("")).await.unwrap();
    assert!(desk.fetch_settings(None).await.unwrap().password_stored);
    let recruiter = world.recruiter().await;
    assert_eq!(problem(recruiter.fetch_settings(None).await), Problem::NotAllowed);
    assert_eq!(problem(recruiter.test_mailbox(None).await), Problem::NotAllowed);
});

on_both!(failures_are_shown_and_end, |world| {
    let Some(mut dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    switch_on(&desk, dovecot.typed(Tls), 0).await;
    until_looked(&world, &desk, &dovecot).await;
    dovecot.stop();
    let failing = async || desk.fetch_settings(None).await.unwrap().health?.failing;
    let (since, cause) = until("the failure", &dovecot, failing).await;
    assert_eq!((since, cause), (world.engine.now(), FetchCause::Server(Cause::ConnectionRefused)));
    let warnings = || async {
        let all = desk.status().await.unwrap().companies[0].warnings.clone();
        all.into_iter().filter(|warning| matches!(warning, crate::Warning::NotFetched { .. })).collect::<Vec<_>>()
    };
    assert_eq!(warnings().await, []);
    world.clock.advance_secs(3_600);
    assert!(matches!(warnings().await.as_slice(), [crate::Warning::NotFetched { .. }]));
    dovecot.deliver("", &application(1), world.engine.now());
    dovecot.go_on();
    until_fetched(&world, &dovecot, 1).await;
    until_looked(&world, &desk, &dovecot).await;
    assert_eq!(warnings().await, []);
});

on_both!(one_that_is_stuck_holds_nobody_up, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let typed = TypedMailbox { port: silent.local_addr().unwrap().port().to_string(), ..dovecot.typed(StartTls) };
    switch_on(&desk, typed, 0).await;
    let (_held, _) = silent.accept().await.unwrap();
    let berlin = Some(desk.create_subcompany("Berlin".into(), "berlin".into()).await.unwrap());
    let typed = TypedMailbox { host: WITHOUT_IDLE.into(), ..dovecot.typed(Tls) };
    desk.save_mailbox(berlin, typed, secret(PASSWORD)).await.unwrap();
    desk.switch_mailbox_on(berlin, 0).await.unwrap();
    dovecot.deliver("", &application(1), world.engine.now());
    until_fetched(&world, &dovecot, 1).await;
    let lines = desk.company_overview().await.unwrap();
    let last_in: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.last_in_at.is_some())).collect();
    assert_eq!(last_in, [("Acme GmbH", false), ("Berlin", true)]);
});
