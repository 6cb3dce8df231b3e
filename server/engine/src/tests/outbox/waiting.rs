//! Without a server, with incomplete settings, before its time: a message waits, and says why.

use types::{Encryption, InputFault, InputField, Problem, RECIPIENTS_MAX, SenderForm, TypedSmtp};

use super::*;
use crate::{Secret, tests::mail};

on_both!(waits_without_a_server_and_with_half_the_settings, |world| {
    let desk = world.admin().await;
    let id = desk.send(message(&["carla@example.org"])).await.unwrap();
    let held = until(&world, &desk, id, |row| row.reason == OutgoingWord::NoServer.into()).await;
    assert_eq!((held.row.state, held.row.n_attempts), (OutgoingState::Waiting, 0));
    desk.save_sender(None, SenderForm { use_custom: true, custom_address: "jobs@acme.example".into() }).await.unwrap();
    let smtp = TypedSmtp {
        use_for_sending: true,
        host: "smtp.acme.example".into(),
        port: "587".into(),
        encryption: Encryption::StartTls,
        sign_in_with: types::SignInWith::Password,
        account: "jobs".into(),
    };
    desk.save_smtp(None, smtp, Secret::new(String::new())).await.unwrap();
    let held = until(&world, &desk, id, |row| row.reason == OutgoingWord::SettingsIncomplete.into()).await;
    assert_eq!(held.row.state, OutgoingState::Waiting);
    // The relay does not stand in for a company's own server.
    let sink = Sink::start().await;
    let relay = sink.relay();
    let world = world.reopened(Arc::new(move |options| Options { relay: Some(relay.clone()), ..options })).await;
    let desk = world.signed_in().await;
    assert_eq!(desk.outgoing(id).await.unwrap().row.reason, OutgoingWord::SettingsIncomplete.into());
    assert_eq!(sink.n_connections(), 0);
    desk.save_smtp(None, TypedSmtp::default(), Secret::new(String::new())).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Sent).await;
    assert_eq!(sink.taken().len(), 1);
});

on_both!(goes_on_when_other_settings_come_into_force, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let position = subcompany(&desk).await;
    let berlin = desk.position(position).await.unwrap().company;
    let half = TypedSmtp { use_for_sending: true, host: "smtp.berlin.example".into(), ..TypedSmtp::default() };
    desk.save_smtp(Some(berlin), half, Secret::new(String::new())).await.unwrap();
    let id = desk.send(NewOutgoing { position: Some(position), ..message(&["carla@example.org"]) }).await.unwrap();
    until(&world, &desk, id, |row| row.reason == OutgoingWord::SettingsIncomplete.into()).await;
    desk.use_main_settings(berlin).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Sent).await;
});

on_both!(waits_for_its_time_and_can_be_stopped, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let carla = candidate(&world).await;
    let later = |secs| NewOutgoing {
        candidate: Some(carla),
        send_at: Some(world.clock.now().plus_secs(secs)),
        ..message(&["carla@example.org"])
    };
    let undone = desk.send(later(10)).await.unwrap();
    let kept = desk.send(later(10)).await.unwrap();
    let overtaken = desk.send(later(24 * 60 * 60)).await.unwrap();
    let row = desk.outgoing(undone).await.unwrap().row;
    assert!(row.is_scheduled, "{row:?}");
    desk.decide_outgoing(undone, OutgoingDecision::Cancel).await.unwrap();
    assert_eq!(problem(desk.decide_outgoing(undone, OutgoingDecision::Cancel).await), Problem::TooLate);
    assert_eq!(problem(desk.decide_outgoing(undone, OutgoingDecision::Retry).await), Problem::TooLate);
    // Other settings make nothing due before its time.
    world.engine.sending_changed(world.engine.main_company().await.unwrap().unwrap().id).await.unwrap();
    advance(&world, 9);
    let other = desk.send(message(&["dora@example.org"])).await.unwrap();
    until_state(&world, &desk, other, OutgoingState::Sent).await;
    assert_eq!(desk.outgoing(kept).await.unwrap().row.state, OutgoingState::Waiting);
    advance(&world, 2);
    until_state(&world, &desk, kept, OutgoingState::Sent).await;
    assert_eq!(problem(desk.decide_outgoing(kept, OutgoingDecision::Cancel).await), Problem::TooLate);
    desk.add_address(carla, "carla@example.org").await.unwrap();
    let raw = "From: carla@example.org\r\nSubject: First\r\nMessage-ID: <first@example.org>\r\n\r\nHello\r\n";
    world.engine.accept(mail(raw.to_owned())).await.unwrap();
    world.sorted().await;
    let row = desk.outgoing(overtaken).await.unwrap().row;
    assert_eq!((row.state, row.reason), (OutgoingState::Cancelled, OutgoingWord::CandidateWrote.into()));
    advance(&world, 2 * 24 * 60 * 60);
    let last = desk.send(message(&["dora@example.org"])).await.unwrap();
    until_state(&world, &desk, last, OutgoingState::Sent).await;
    assert_eq!(sink.taken().len(), 3, "what was stopped stays stopped");
    assert_eq!(desk.outbox(OutboxView::Cancelled, None, None).await.unwrap().rows.len(), 2);
});

on_both!(refuses_what_cannot_be_sent, |world| {
    let desk = world.admin().await;
    let many: Vec<String> = (0..=RECIPIENTS_MAX).map(|n| format!("a{n}@x.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let with = |change: fn(NewOutgoing) -> NewOutgoing| change(message(&["carla@example.org"]));
    let invalid = |field, fault| Problem::Invalid { field, fault };
    for (new, expected) in [
        (message(&[]), invalid(InputField::Recipients, InputFault::Empty)),
        (message(&["carla"]), invalid(InputField::Recipients, InputFault::NotAnAddress)),
        (message(&["a@x.de\r\nBcc: b@x.de"]), invalid(InputField::Recipients, InputFault::NotAnAddress)),
        (message(&many), invalid(InputField::Recipients, InputFault::TooMany)),
        (with(|new| NewOutgoing { body: " \n".into(), ..new }), invalid(InputField::Body, InputFault::Empty)),
        (with(|new| NewOutgoing { body: "x".repeat(100_001), ..new }), invalid(InputField::Body, InputFault::TooLong)),
        (
            with(|new| NewOutgoing { subject: "x".repeat(301), ..new }),
            invalid(InputField::Subject, InputFault::TooLong),
        ),
        (with(|new| NewOutgoing { candidate: Some(CandidateId::new(Uuid::nil())), ..new }), Problem::NotFound),
        (with(|new| NewOutgoing { position: Some(PositionId::new(Uuid::nil())), ..new }), Problem::NotFound),
        (with(|new| NewOutgoing { files: vec![types::FileId::new(Uuid::nil())], ..new }), Problem::NotFound),
    ] {
        assert_eq!(problem(desk.send(new).await), expected);
    }
    assert_eq!(desk.outbox(OutboxView::All, None, None).await.unwrap().rows.len(), 0);
    let unknown = OutgoingId::new(Uuid::nil());
    assert_eq!(problem(desk.outgoing(unknown).await), Problem::NotFound);
    assert_eq!(problem(desk.decide_outgoing(unknown, OutgoingDecision::Retry).await), Problem::NotFound);
});
