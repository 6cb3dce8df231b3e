//! Messages on their way out: every state, each brought about by a real server.

mod deciding;
mod faults;
mod found;
mod leases;
mod partly;
mod reports;
mod servers;
pub(crate) mod sink;
mod waiting;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use types::{
    CandidateId, Cause, CompanyId, Mailbox, NewOutgoing, OutboxView, OutgoingDecision, OutgoingId, OutgoingReason,
    OutgoingRow, OutgoingState, OutgoingView, OutgoingWord, PositionForm, PositionId, PositionStatus, RecipientState,
};
use uuid::Uuid;

use super::{World, on_both, problem};
use crate::{Desk, Options, SendingLimits, db::write};
use sink::{Answer, Sink};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A world with a relay, and its admin's desk.
async fn with_relay(world: World, sink: &Sink) -> (World, Desk) {
    let relay = sink.relay();
    let world = world.reopened(Arc::new(move |options| Options { relay: Some(relay.clone()), ..options })).await;
    let desk = world.admin().await;
    (world, desk)
}

fn mailbox(address: &str) -> Mailbox {
    Mailbox { name: String::new(), address: address.into() }
}

fn message(to: &[&str]) -> NewOutgoing {
    NewOutgoing {
        to: to.iter().map(|address| mailbox(address)).collect(),
        subject: "Ihre Bewerbung".into(),
        body: "Guten Tag".into(),
        ..NewOutgoing::default()
    }
}

/// Waits until a message `is_it`.
async fn until(world: &World, desk: &Desk, id: OutgoingId, is_it: impl Fn(&OutgoingRow) -> bool) -> OutgoingView {
    let mut changes = world.engine.changes();
    let began = Instant::now();
    loop {
        let view = desk.outgoing(id).await.unwrap();
        if is_it(&view.row) {
            return view;
        }
        assert!(began.elapsed() < PATIENCE, "it stays as it is: {:?}", view.row);
        // What another engine does is not told here.
        _ = tokio::time::timeout(Duration::from_secs(1), changes.next()).await;
    }
}

async fn until_state(world: &World, desk: &Desk, id: OutgoingId, state: OutgoingState) -> OutgoingView {
    until(world, desk, id, |row| row.state == state).await
}

/// Lets time pass and the outbox notice.
fn advance(world: &World, secs: i64) {
    world.clock.advance_secs(secs);
    world.engine.wake_outbox();
}

async fn candidate(world: &World) -> CandidateId {
    let id = CandidateId::new(Uuid::now_v7());
    let added: crate::Result<()> = async {
        write!(world.engine.inner.db, tx => {
            sqlx::query("INSERT INTO candidate (id, name, phone, notes, search, created_at, last_message_at) VALUES ($1, 'Carla', '', '', '', 0, 0)")
                .bind(id.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }
    .await;
    added.unwrap();
    id
}

/// A subcompany that sends through the relay, and a position of it.
async fn subcompany(desk: &Desk) -> PositionId {
    let company = desk.create_subcompany("Acme Berlin".into(), "berlin".into()).await.unwrap();
    let form = PositionForm { title: "Baker".into(), status: PositionStatus::Open, company };
    let position = desk.create_position(form).await.unwrap();
    let sender = types::SenderForm { use_custom: true, custom_address: "jobs@berlin.example".into() };
    desk.save_sender(Some(company), sender).await.unwrap();
    position
}

on_both!(leaves_through_the_relay, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let carla = candidate(&world).await;
    let new = NewOutgoing {
        candidate: Some(carla),
        cc: vec![mailbox("boss@acme.example")],
        in_reply_to: Some("question@example.org".into()),
        body: "Guten Tag,\n\n**bald** mehr.\n.\n".into(),
        ..message(&["Carla@Example.org"])
    };
    let id = desk.send(new).await.unwrap();
    let view = until_state(&world, &desk, id, OutgoingState::Sent).await;
    assert_eq!(view.row.reason, OutgoingWord::Sent.into());
    assert_eq!((view.row.queue_id.as_str(), view.row.n_attempts), ("S1NK", 1));
    assert_eq!(view.row.server_words, ["354 go", "250 2.0.0 Ok: queued as S1NK"][1..]);
    assert_eq!(view.row.from_address, "acme-jobs@in.example");
    assert!(view.recipients.iter().all(|one| one.state == RecipientState::Taken && one.status == "2.0.0"));
    let [taken] = &sink.taken()[..] else { panic!("{:?}", sink.taken()) };
    assert_eq!(taken.from, "acme-jobs@in.example");
    assert_eq!(taken.recipients, ["Carla@example.org", "boss@acme.example"]);
    assert_eq!(taken.message_id(), world.engine.outgoing_message_id(id));
    let read = crate::reading::read(taken.raw.as_bytes(), &taken.from).unwrap();
    assert_eq!((read.from[0].name.as_str(), read.in_reply_to), ("Acme GmbH", vec!["question@example.org".to_owned()]));
    let opened = crate::reading::view(taken.raw.as_bytes()).unwrap();
    assert_eq!(opened.text, "Guten Tag,\n\nbald mehr.\n.");
    assert!(opened.body.has_html);
    let sent = desk.outgoing_of_candidate(carla).await.unwrap();
    assert_eq!((sent.len(), sent[0].row.id, sent[0].body.as_str()), (1, id, "Guten Tag,\n\n**bald** mehr.\n.\n"));
});

on_both!(each_recipient_has_an_outcome_of_its_own, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| match line {
        "RCPT TO:<b@x.example>" => Answer::Say("550 5.1.1 nobody"),
        "RCPT TO:<c@x.example>" => Answer::Say("450 4.2.1 later"),
        _ => Answer::Agree,
    });
    let id = desk.send(message(&["a@x.example", "b@x.example", "c@x.example"])).await.unwrap();
    let view = until_state(&world, &desk, id, OutgoingState::Delayed).await;
    let states: Vec<_> = view.recipients.iter().map(|one| (one.state, one.status.as_str())).collect();
    let expected =
        [(RecipientState::Taken, "2.0.0"), (RecipientState::Refused, "5.1.1"), (RecipientState::Delayed, "4.2.1")];
    assert_eq!(states, expected);
    assert_eq!(view.row.not_before, world.clock.now().plus_secs(60));
    assert_eq!(sink.taken()[0].recipients, ["a@x.example"]);

    sink.rule(|_| Answer::Agree);
    advance(&world, 61);
    let view = until_state(&world, &desk, id, OutgoingState::Refused).await;
    assert_eq!(view.row.reason, OutgoingWord::SomeRefused.into());
    assert_eq!(sink.taken()[1].recipients, ["c@x.example"], "who has it does not get it again");
    assert_eq!(sink.times_taken().len(), 1, "its Message-ID stays");
});

on_both!(answers_decide, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    for (command, answer, state, reason) in [
        ("MAIL", Answer::Say("550 5.7.1 not you"), OutgoingState::Refused, Cause::SenderRefused),
        ("RCPT", Answer::Say("550 5.1.1 nobody"), OutgoingState::Refused, Cause::RecipientUnknown),
        ("DATA", Answer::Say("554 5.7.1 no"), OutgoingState::Refused, Cause::MessageRefused),
        (".", Answer::Say("552 5.3.4 too large"), OutgoingState::Refused, Cause::MessageTooLarge),
        ("MAIL", Answer::Say("451 4.3.0 later"), OutgoingState::Delayed, Cause::RefusedForNow),
        ("RCPT", Answer::Say("450 4.2.1 grey"), OutgoingState::Delayed, Cause::RefusedForNow),
        ("DATA", Answer::Say("421 4.3.2 closing"), OutgoingState::Delayed, Cause::ServerBusy),
        (".", Answer::Say("451 4.3.0 later"), OutgoingState::Delayed, Cause::RefusedForNow),
        ("EHLO", Answer::Say("554 go away"), OutgoingState::Delayed, Cause::HelloRefused),
        ("MAIL", Answer::Drop, OutgoingState::Delayed, Cause::ConnectionDropped),
        ("RCPT", Answer::Drop, OutgoingState::Delayed, Cause::ConnectionDropped),
        ("DATA", Answer::Drop, OutgoingState::Delayed, Cause::ConnectionDropped),
    ] {
        let fails = answer.clone();
        sink.rule(move |line| match line {
            // A kept connection would not say EHLO again.
            "RSET" => Answer::Drop,
            line if line.starts_with(command) => fails.clone(),
            _ => Answer::Agree,
        });
        let id = desk.send(message(&["carla@example.org"])).await.unwrap();
        let view = until_state(&world, &desk, id, state).await;
        assert_eq!(view.row.reason, OutgoingReason::Server(reason), "{command} {answer:?}");
        if let Answer::Say(words) = answer {
            assert_eq!(view.row.server_words.last().map(String::as_str), Some(words), "{command}");
        }
        sink.rule(|_| Answer::Agree);
        // Nothing that stopped begins again by itself, and what is tried again arrives.
        advance(&world, 61);
        if state == OutgoingState::Delayed {
            until_state(&world, &desk, id, OutgoingState::Sent).await;
        } else {
            assert_eq!(desk.outgoing(id).await.unwrap().row.state, state, "{command}");
        }
    }
    let times = sink.times_taken();
    assert!(times.len() == 8 && times.values().all(|n| *n == 1), "{times:?}");
});

on_both!(trying_ends_after_four_days, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| if line.starts_with("RCPT") { Answer::Say("450 4.2.1 later") } else { Answer::Agree });
    let began = world.clock.now();
    let id = desk.send(message(&["carla@example.org"])).await.unwrap();
    let mut pauses = Vec::new();
    loop {
        let n = i64::try_from(pauses.len()).unwrap();
        let row = until(&world, &desk, id, |row| i64::from(row.n_attempts) > n && row.state != OutgoingState::Sending)
            .await
            .row;
        if row.state == OutgoingState::Refused {
            assert_eq!(row.reason, OutgoingWord::GaveUp.into());
            break;
        }
        let pause = row.not_before.millis_since(world.clock.now()) / 1_000;
        pauses.push(pause);
        advance(&world, pause);
    }
    assert_eq!(pauses[..5], [60, 120, 240, 480, 960]);
    assert!(pauses.iter().all(|pause| *pause <= 4 * 60 * 60), "{pauses:?}");
    let days = world.clock.now().millis_since(began) as f64 / 86_400_000.0;
    assert!((4.0..4.3).contains(&days), "{days}");
    assert!(desk.outgoing(id).await.unwrap().recipients.iter().all(|one| one.state == RecipientState::Refused));
});

on_both!(no_answer_after_the_content_is_unclear, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| if line == "." { Answer::Drop } else { Answer::Agree });
    let ids =
        [desk.send(message(&["a@x.example"])).await.unwrap(), desk.send(message(&["b@x.example"])).await.unwrap()];
    for id in ids {
        let view = until_state(&world, &desk, id, OutgoingState::Unclear).await;
        assert_eq!((view.row.reason, view.row.is_open), (OutgoingWord::NoAnswer.into(), true));
        assert_eq!(view.recipients[0].state, RecipientState::Unclear);
    }
    assert_eq!(desk.outbox_counts().await.unwrap().needs_you, 2);
    sink.rule(|_| Answer::Agree);
    advance(&world, 5 * 24 * 60 * 60);
    let other = desk.send(message(&["c@x.example"])).await.unwrap();
    until_state(&world, &desk, other, OutgoingState::Sent).await;
    assert_eq!(sink.taken().len(), 3, "nothing unclear is sent by itself");

    desk.decide_outgoing(ids[0], OutgoingDecision::Resend).await.unwrap();
    until_state(&world, &desk, ids[0], OutgoingState::Sent).await;
    assert_eq!(sink.times_taken()[&world.engine.outgoing_message_id(ids[0])], 2, "a person decided so");
    desk.decide_outgoing(ids[1], OutgoingDecision::MarkSent).await.unwrap();
    let view = desk.outgoing(ids[1]).await.unwrap();
    assert_eq!((view.row.state, view.row.reason), (OutgoingState::Sent, OutgoingWord::SaidToBeSent.into()));
    assert_eq!(view.recipients[0].state, RecipientState::Taken);
    assert_eq!(desk.outbox_counts().await.unwrap().needs_you, 0);
});

/// Few connections, so that reuse shows.
fn one_connection(options: Options) -> Options {
    Options { sending: SendingLimits { connections_per_server: 1, ..options.sending }, ..options }
}
