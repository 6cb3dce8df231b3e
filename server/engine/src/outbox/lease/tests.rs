use std::sync::Arc;

use types::{Cause, CompanyId, Mailbox, NewOutgoing, OutgoingState, OutgoingWord, RecipientState, Route};

use super::Lease;
use crate::{
    Desk,
    outbox::{
        attempt::{Attempt, told},
        outcome::Verdict,
        trouble::ServerTold,
    },
    tests::{World, on_both},
};

fn message(address: &str) -> NewOutgoing {
    NewOutgoing {
        to: vec![Mailbox { name: String::new(), address: address.into() }],
        body: "x".into(),
        ..NewOutgoing::default()
    }
}

/// An attempt that has just ended like this for its recipient, because of the server where it failed.
fn attempt(world: &World, owner: CompanyId, address: &str, verdict: Verdict) -> Arc<Attempt> {
    let server = match verdict {
        Verdict::ForNow(cause) => ServerTold::Fails { cause, words: Vec::new() },
        _ => ServerTold::Works,
    };
    Arc::new(Attempt {
        told: vec![told(&address.parse().unwrap(), verdict, &[])],
        queue_id: "1".into(),
        server,
        owner,
        route: Route::MainServer,
        from: "jobs@acme.example".parse().unwrap(),
        ended_at: world.clock.now(),
    })
}

on_both!(a_holder_that_falls_asleep, |world| {
    let desk = world.admin().await;
    let world = world.at_rest().await;
    let engine = &world.engine;
    let ids = [desk.send(message("a@x.example")).await.unwrap(), desk.send(message("b@x.example")).await.unwrap()];
    let company = engine.main_company().await.unwrap().unwrap().id;
    let (lease, other) = (Lease::new().unwrap(), Lease::new().unwrap());
    let held = engine.lease_due(company, &lease, 5).await.unwrap();
    assert_eq!(held.iter().map(|held| held.id).collect::<Vec<_>>(), ids);
    assert!(engine.lease_due(company, &other, 5).await.unwrap().is_empty(), "what is held is nobody else's");
    assert!(engine.due_companies().await.unwrap().0.is_empty());
    world.clock.advance_secs(59);
    engine.renew(&lease).await.unwrap();
    world.clock.advance_secs(59);
    assert!(engine.lease_due(company, &other, 5).await.unwrap().is_empty(), "its holder is alive");

    let doubtful = [told(&"a@x.example".parse().unwrap(), Verdict::Unclear, &[])];
    assert!(engine.mark_data_begun(&held[0], &lease, &doubtful).await.unwrap());
    world.clock.advance_secs(61);
    assert!(!engine.mark_data_begun(&held[1], &lease, &[]).await.unwrap(), "who slept too long may not hand over");
    engine.end_abandoned().await.unwrap();
    let unclear = desk.outgoing(ids[0]).await.unwrap();
    assert_eq!((unclear.row.state, unclear.row.reason), (OutgoingState::Unclear, OutgoingWord::NoAnswer.into()));
    assert_eq!(unclear.recipients[0].state, RecipientState::Unclear);
    let again = engine.lease_due(company, &other, 5).await.unwrap();
    assert_eq!(again.iter().map(|held| held.id).collect::<Vec<_>>(), [ids[1]], "what was not begun is tried again");

    let attempt = |address: &str| attempt(&world, company, address, Verdict::Taken);
    // The answer that comes late is still an answer; but only of what the sleeper still had.
    engine.record(&held[0], &lease, &attempt("a@x.example")).await.unwrap();
    engine.record(&held[1], &lease, &attempt("b@x.example")).await.unwrap();
    let sent = desk.outgoing(ids[0]).await.unwrap();
    assert_eq!((sent.row.state, sent.recipients[0].state), (OutgoingState::Sent, RecipientState::Taken));
    assert_eq!(desk.outgoing(ids[1]).await.unwrap().row.state, OutgoingState::Sending);
    engine.give_back(&other).await.unwrap();
    let back = desk.outgoing(ids[1]).await.unwrap().row;
    assert_eq!((back.state, back.reason, back.n_attempts), (OutgoingState::Waiting, OutgoingWord::Queued.into(), 1));
});

on_both!(a_report_is_faster_than_the_answer, |world| {
    let desk = world.admin().await;
    let world = world.at_rest().await;
    let engine = &world.engine;
    let id = desk.send(message("a@x.example")).await.unwrap();
    let company = engine.main_company().await.unwrap().unwrap().id;
    let lease = Lease::new().unwrap();
    let held = engine.lease_due(company, &lease, 1).await.unwrap();
    let address = "a@x.example".parse().unwrap();
    assert!(engine.mark_data_begun(&held[0], &lease, &[told(&address, Verdict::Unclear, &[])]).await.unwrap());
    let report = crate::Reading {
        enclosed_ids: vec![engine.outgoing_message_id(id)],
        reported: vec![crate::ReportedRecipient {
            recipient: "a@x.example".into(),
            action: crate::Action::Failed,
            status: "5.1.1".into(),
            words: "550 5.1.1 nobody".into(),
            ..Default::default()
        }],
        ..crate::Reading::default()
    };
    let message = types::MessageId::from_slice(&[0; 16]).unwrap();
    let arrival = crate::delivery_reports::Arrival { message, is_from_nobody: true, company: Some(company) };
    assert_eq!(engine.file_report(&report, &arrival).await.unwrap().unwrap().outgoing, id);
    engine.record(&held[0], &lease, &attempt(&world, company, "a@x.example", Verdict::Taken)).await.unwrap();
    let view = desk.outgoing(id).await.unwrap();
    assert_eq!((view.row.state, view.recipients[0].state), (OutgoingState::Bounced, RecipientState::Bounced));
    assert!(view.row.is_open);
});

on_both!(a_position_changes_its_company, |world| {
    let desk = world.admin().await;
    let world = world.at_rest().await;
    let engine = &world.engine;
    let id = desk.send(message("a@x.example")).await.unwrap();
    let company = engine.main_company().await.unwrap().unwrap().id;
    let lease = Lease::new().unwrap();
    let held = engine.lease_due(company, &lease, 1).await.unwrap();
    engine.hand_to_company(id, company, &lease).await.unwrap();
    assert_eq!(desk.outgoing(id).await.unwrap().row.state, OutgoingState::Waiting);
    let other = desk.send(message("b@x.example")).await.unwrap();
    let failed = attempt(&world, company, "b@x.example", Verdict::ForNow(Cause::ConnectionRefused));
    // It is written down a little later, and goes by the moment it ended.
    world.clock.advance_secs(5);
    engine.delay_due(company, other, &failed).await.unwrap();
    assert_eq!(desk.outgoing(other).await.unwrap().row.state, OutgoingState::Waiting);
    let row = desk.outgoing(held[0].id).await.unwrap().row;
    assert_eq!((row.state, row.not_before), (OutgoingState::Delayed, failed.ended_at.plus_secs(60)));
});

on_both!(an_abandoned_message_waits_like_any_other, |world| {
    let desk = world.admin().await;
    let world = world.at_rest().await;
    let engine = &world.engine;
    let id = desk.send(message("a@x.example")).await.unwrap();
    let company = engine.main_company().await.unwrap().unwrap().id;
    engine.lease_due(company, &Lease::new().unwrap(), 1).await.unwrap();
    engine.hold_due(company, OutgoingWord::NoServer).await.unwrap();
    assert_eq!(desk.outgoing(id).await.unwrap().row.state, OutgoingState::Sending, "its holder is alive");
    world.clock.advance_secs(61);
    engine.hold_due(company, OutgoingWord::NoServer).await.unwrap();
    let row = desk.outgoing(id).await.unwrap().row;
    assert_eq!((row.state, row.reason), (OutgoingState::Waiting, OutgoingWord::NoServer.into()));
    assert!(row.not_before > world.clock.now());
    // Its old holder has no say any more, and a new one finds it in time.
    world.clock.advance_secs(10 * 60);
    assert_eq!(engine.lease_due(company, &Lease::new().unwrap(), 1).await.unwrap().len(), 1);
});

/// How often somebody signs in within so many minutes, with this many messages due, when it fails each time.
async fn n_sign_ins(world: &World, desk: &Desk, cause: Cause, n_messages: usize, minutes: usize) -> usize {
    let engine = &world.engine;
    let company = engine.main_company().await.unwrap().unwrap().id;
    for _ in 0..n_messages {
        desk.send(message("a@x.example")).await.unwrap();
    }
    let mut n = 0;
    for _ in 0..minutes {
        let lease = Lease::new().unwrap();
        if let Some(tried) = engine.lease_due(company, &lease, 8).await.unwrap().first() {
            n += 1;
            let failed = attempt(world, company, "a@x.example", Verdict::ForNow(cause));
            engine.record(tried, &lease, &failed).await.unwrap();
            engine.give_back(&lease).await.unwrap();
            engine.delay_due(company, tried.id, &failed).await.unwrap();
        }
        world.clock.advance_secs(61);
    }
    n
}

on_both!(a_wrong_password_is_not_tried_every_minute, |world| {
    let desk = world.admin().await;
    let world = world.at_rest().await;
    let n = n_sign_ins(&world, &desk, Cause::SignInRefused, 30, 180).await;
    // At once, after pauses of 1, 2, 4, 8, 16 and 32 minutes, and then every hour.
    assert_eq!(n, 8);
});

on_both!(a_server_that_is_away_is_looked_for_every_minute, |world| {
    let desk = world.admin().await;
    let world = world.at_rest().await;
    let n = n_sign_ins(&world, &desk, Cause::ConnectionRefused, 30, 30).await;
    assert!(n >= 25, "{n}");
});
