//! What people see and decide: pages and views; try now, stop, send again, another address, done.

use types::{InputFault, InputField, Problem};

use super::*;

on_both!(a_wrong_address_is_corrected, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let carla = candidate(&world).await;
    sink.rule(
        |line| if line.starts_with("RCPT TO:<carla@exmaple") { Answer::Say("550 5.1.1 nobody") } else { Answer::Agree },
    );
    let new = NewOutgoing {
        candidate: Some(carla),
        cc: vec![mailbox("boss@acme.example")],
        in_reply_to: Some("q@x".into()),
        ..message(&["carla@exmaple.org"])
    };
    let id = desk.send(new).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Refused).await;
    let wrong = desk.resend_to(id, "carla@exmaple.org", "carla").await;
    assert_eq!(problem(wrong), Problem::Invalid { field: InputField::Recipients, fault: InputFault::NotAnAddress });
    let copy = desk.resend_to(id, "carla@exmaple.org", "carla@example.org").await.unwrap();
    until_state(&world, &desk, copy, OutgoingState::Sent).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[1].recipients, ["carla@example.org"], "who has it is left out");
    assert_ne!(taken[0].message_id(), taken[1].message_id());
    assert!(taken[1].raw.contains("In-Reply-To: <q@x>"), "{}", taken[1].raw);
    assert!(!desk.outgoing(id).await.unwrap().row.is_open);
    assert_eq!(desk.outbox_counts().await.unwrap().needs_you, 0);
    assert_eq!(desk.outgoing_of_candidate(carla).await.unwrap().len(), 2);
    assert_eq!(problem(desk.resend_to(copy, "carla@example.org", "x@y.example").await), Problem::TooLate);
});

on_both!(a_copy_goes_to_everybody_who_lacks_it, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| {
        let is_wrong = line.starts_with("RCPT TO:<carla@exmaple") || line.starts_with("RCPT TO:<bos@");
        if is_wrong { Answer::Say("550 5.1.1 nobody") } else { Answer::Agree }
    });
    let named = |name: &str, address: &str| Mailbox { name: name.into(), address: address.into() };
    let new = NewOutgoing {
        to: vec![mailbox("dora@example.org"), named("Carla", "carla@exmaple.org")],
        cc: vec![named("The boss", "bos@acme.example"), mailbox("rita@acme.example")],
        ..message(&[])
    };
    let id = desk.send(new).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Refused).await;
    for not_failed in ["dora@example.org", "somebody@else.example", ""] {
        assert_eq!(problem(desk.resend_to(id, not_failed, "x@y.example").await), Problem::TooLate, "{not_failed}");
    }
    // The name belongs to the place, and who has it is left out.
    let copy = desk.resend_to(id, "bos@acme.example", "boss@acme.example").await.unwrap();
    let row = until_state(&world, &desk, copy, OutgoingState::Refused).await.row;
    assert_eq!(
        (row.to, row.cc),
        (vec![named("Carla", "carla@exmaple.org")], vec![named("The boss", "boss@acme.example")])
    );
    let last = desk.resend_to(copy, "carla@exmaple.org", "carla@example.org").await.unwrap();
    let row = until_state(&world, &desk, last, OutgoingState::Sent).await.row;
    assert_eq!((row.to, row.cc), (vec![named("Carla", "carla@example.org")], Vec::new()));
});

on_both!(done_is_not_the_end_of_correcting, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| if line.contains("exmaple") { Answer::Say("550 5.1.1 nobody") } else { Answer::Agree });
    let id = desk.send(message(&["carla@exmaple.org"])).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Refused).await;
    desk.decide_outgoing(id, OutgoingDecision::Settle).await.unwrap();
    let settled = desk.outgoing(id).await.unwrap().row;
    assert_eq!((settled.is_open, settled.replaced_by), (false, None));
    let copy = desk.resend_to(id, "carla@exmaple.org", "carla@example.org").await.unwrap();
    assert_eq!(desk.outgoing(id).await.unwrap().row.replaced_by, Some(copy));
    assert_eq!(problem(desk.resend_to(id, "carla@exmaple.org", "carla@example.org").await), Problem::TooLate);
    assert_eq!(problem(desk.decide_outgoing(id, OutgoingDecision::Resend).await), Problem::TooLate, "the copy is out");
});

on_both!(now_again_and_done, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| if line.starts_with("RCPT") { Answer::Say("450 4.2.1 later") } else { Answer::Agree });
    let id = desk.send(message(&["carla@example.org"])).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Delayed).await;
    sink.rule(|line| if line.starts_with("RCPT") { Answer::Say("550 5.1.1 nobody") } else { Answer::Agree });
    desk.decide_outgoing(id, OutgoingDecision::Retry).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Refused).await;
    assert_eq!(desk.outbox(OutboxView::NeedsYou, None, None).await.unwrap().rows.len(), 1);
    desk.decide_outgoing(id, OutgoingDecision::Settle).await.unwrap();
    assert_eq!(desk.outbox(OutboxView::NeedsYou, None, None).await.unwrap().rows.len(), 0);
    assert_eq!(desk.outgoing(id).await.unwrap().row.state, OutgoingState::Refused, "what happened stays written");
    sink.rule(|_| Answer::Agree);
    desk.decide_outgoing(id, OutgoingDecision::Resend).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Sent).await;
    for late in [
        desk.decide_outgoing(id, OutgoingDecision::Resend).await,
        desk.decide_outgoing(id, OutgoingDecision::MarkSent).await,
        desk.decide_outgoing(id, OutgoingDecision::Settle).await,
    ] {
        assert_eq!(problem(late), Problem::TooLate);
    }
});

on_both!(pages_and_views, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let mut sent = Vec::new();
    for n in 0..60 {
        let new = NewOutgoing { subject: format!("message {n}"), ..message(&["carla@example.org"]) };
        sent.push(desk.send(new).await.unwrap());
        world.clock.advance_secs(1);
    }
    sink.until_taken(60).await;
    for id in &sent {
        until_state(&world, &desk, *id, OutgoingState::Sent).await;
    }
    let company = world.engine.main_company().await.unwrap().unwrap().id;
    for company in [None, Some(company)] {
        let first = desk.outbox(OutboxView::Sent, company, None).await.unwrap();
        let second = desk.outbox(OutboxView::Sent, company, first.next.clone()).await.unwrap();
        assert_eq!((first.rows.len(), second.rows.len(), second.next), (50, 10, None));
        let found: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.id).collect();
        assert!(found.iter().eq(sent.iter().rev()), "{company:?}");
    }
    let other = CompanyId::new(Uuid::now_v7());
    for view in OutboxView::EACH {
        assert_eq!(desk.outbox(view, Some(other), None).await.unwrap().rows.len(), 0, "{view:?}");
        let n = if matches!(view, OutboxView::All | OutboxView::Sent) { 50 } else { 0 };
        assert_eq!(desk.outbox(view, None, None).await.unwrap().rows.len(), n, "{view:?}");
    }
    let recruiter = world.recruiter().await;
    assert_eq!(recruiter.outbox(OutboxView::All, None, None).await.unwrap().rows.len(), 50);
});
