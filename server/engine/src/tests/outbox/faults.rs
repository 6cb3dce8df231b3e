//! Faults of one company, or of one message, that hold nobody else up.

use super::{servers::OwnServer, *};

on_both!(broken_settings_hold_up_one_company, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let position = subcompany(&desk).await;
    let company = world.engine.company_of_position(Some(position)).await.unwrap();
    world
        .change_store(
            "UPDATE recruiting_email SET encryption = 'none of ours' WHERE company_id = $1",
            Some(company.as_bytes()),
        )
        .await;
    let at = world.clock.now().plus_secs(60);
    let later = |new| NewOutgoing { send_at: Some(at), ..new };
    let broken = NewOutgoing { position: Some(position), ..message(&["carla@example.org"]) };
    let broken = desk.send(later(broken)).await.unwrap();
    let whole = desk.send(later(message(&["dora@example.org"]))).await.unwrap();
    advance(&world, 60);
    until_state(&world, &desk, whole, OutgoingState::Sent).await;
    let held = until(&world, &desk, broken, |row| row.reason == OutgoingWord::SettingsIncomplete.into()).await;
    assert_eq!(held.row.state, OutgoingState::Waiting);
    world
        .change_store("UPDATE recruiting_email SET encryption = 'tls' WHERE company_id = $1", Some(company.as_bytes()))
        .await;
    advance(&world, 10 * 60 + 1);
    until_state(&world, &desk, broken, OutgoingState::Sent).await;
});

on_both!(a_message_that_cannot_be_read_holds_up_no_other, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let at = world.clock.now().plus_secs(60);
    let later = |new| NewOutgoing { send_at: Some(at), ..new };
    let broken = desk.send(later(message(&["carla@example.org"]))).await.unwrap();
    let whole = desk.send(later(message(&["dora@example.org"]))).await.unwrap();
    world
        .change_store("UPDATE outgoing SET refs = recipients, recipients = 'x' WHERE id = $1", Some(broken.as_bytes()))
        .await;
    advance(&world, 60);
    until_state(&world, &desk, whole, OutgoingState::Sent).await;
    world.change_store("UPDATE outgoing SET recipients = refs, refs = '' WHERE id = $1", Some(broken.as_bytes())).await;
    let held = desk.outgoing(broken).await.unwrap().row;
    assert_eq!((held.state, held.reason), (OutgoingState::Waiting, OutgoingWord::Faulted.into()));
    assert!(held.not_before > world.clock.now() && !held.is_scheduled, "{held:?}");
    advance(&world, 10 * 60 + 1);
    until_state(&world, &desk, broken, OutgoingState::Sent).await;
});

on_both!(a_notice_without_a_relay_holds_nothing_up, |world| {
    let (own, sink) = (OwnServer::start().await, Sink::start().await);
    let (world, desk) = own.connected(world, &sink, "secret one").await;
    drop(desk);
    let world = world.reopened(Arc::new(|options| Options { relay: None, ..options })).await;
    let desk = world.signed_in().await;
    let notice = world.engine.queue_outgoing(message(&["ada@acme.example"]), None).await.unwrap();
    let id = desk.send(message(&["carla@example.org"])).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Sent).await;
    let held = until(&world, &desk, notice, |row| row.reason == OutgoingWord::NoServer.into()).await.row;
    assert_eq!((held.state, held.n_attempts), (OutgoingState::Waiting, 0));
    assert!(held.not_before > world.clock.now(), "it is not looked at again and again");
    // With a relay it leaves.
    let relay = sink.relay();
    drop(desk);
    let world = world.reopened(Arc::new(move |options| Options { relay: Some(relay.clone()), ..options })).await;
    let desk = world.signed_in().await;
    until_state(&world, &desk, notice, OutgoingState::Sent).await;
    assert!(sink.taken()[0].raw.contains("\r\nAuto-Submitted: auto-generated\r\n"), "{}", sink.taken()[0].raw);
});
