//! Messages that some recipients have and others do not: nobody is forgotten, and nobody gets one twice.

use types::{Problem, ThreadEntry};

use super::*;

/// To Carla, who is accepted, and to her boss, who is not yet.
async fn to_two(world: &World, desk: &Desk) -> OutgoingId {
    let carla = candidate(world).await;
    let new = NewOutgoing {
        candidate: Some(carla),
        cc: vec![mailbox("boss@acme.example")],
        ..message(&["carla@example.org"])
    };
    desk.send(new).await.unwrap()
}

fn the_boss_later(line: &str) -> Answer {
    if line.starts_with("RCPT TO:<boss") { Answer::Say("450 4.2.1 later") } else { Answer::Agree }
}

fn the_boss_later_and_no_answer(line: &str) -> Answer {
    if line == "." { Answer::Drop } else { the_boss_later(line) }
}

async fn states(desk: &Desk, id: OutgoingId) -> [RecipientState; 2] {
    let recipients = desk.outgoing(id).await.unwrap().recipients;
    let state = |address: &str| recipients.iter().find(|one| one.address.as_str() == address).unwrap().state;
    [state("carla@example.org"), state("boss@acme.example")]
}

on_both!(the_end_of_a_doubt_forgets_nobody, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    for (n, is_reported) in [false, true].into_iter().enumerate() {
        sink.rule(the_boss_later_and_no_answer);
        let id = to_two(&world, &desk).await;
        until_state(&world, &desk, id, OutgoingState::Unclear).await;
        assert_eq!(states(&desk, id).await, [RecipientState::Unclear, RecipientState::Delayed]);
        sink.rule(|_| Answer::Agree);
        if is_reported {
            let message_id = world.engine.outgoing_message_id(id);
            reports::arrives(&world, reports::report(&message_id, "carla@example.org", "delivered", "2.0.0", "250 ok"))
                .await;
        } else {
            desk.decide_outgoing(id, OutgoingDecision::MarkSent).await.unwrap();
        }
        until_state(&world, &desk, id, OutgoingState::Sent).await;
        let carla = if is_reported { RecipientState::Delivered } else { RecipientState::Taken };
        assert_eq!(states(&desk, id).await, [carla, RecipientState::Taken]);
        assert_eq!(sink.taken()[2 * n + 1].recipients, ["boss@acme.example"], "who has it does not get it again");
    }
    // One that came back leaves the others as they are.
    sink.rule(the_boss_later_and_no_answer);
    let id = to_two(&world, &desk).await;
    until_state(&world, &desk, id, OutgoingState::Unclear).await;
    sink.rule(|_| Answer::Agree);
    let message_id = world.engine.outgoing_message_id(id);
    reports::arrives(&world, reports::report(&message_id, "carla@example.org", "failed", "5.1.1", "550 nobody")).await;
    until_state(&world, &desk, id, OutgoingState::Bounced).await;
    assert_eq!(states(&desk, id).await, [RecipientState::Bounced, RecipientState::Taken]);
});

on_both!(what_somebody_has_stays_said, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(the_boss_later);
    let id = to_two(&world, &desk).await;
    let row = until_state(&world, &desk, id, OutgoingState::Delayed).await.row;
    assert_eq!(problem(desk.take_back(id).await), Problem::TooLate, "Carla has it");
    desk.decide_outgoing(id, OutgoingDecision::Cancel).await.unwrap();
    let ended = desk.outgoing(id).await.unwrap().row;
    assert_eq!((ended.state, ended.reason), (OutgoingState::Refused, OutgoingWord::SomeRefused.into()));
    assert!(!ended.is_open, "whoever stopped it has dealt with it");
    assert_eq!(states(&desk, id).await, [RecipientState::Taken, RecipientState::Refused]);
    assert_eq!(problem(desk.take_back(id).await), Problem::TooLate);
    let page = desk.conversation(row.candidate.unwrap(), None).await.unwrap();
    let [ThreadEntry::Ours(ours)] = &page.entries[..] else { panic!("it is part of the conversation") };
    assert!(!ours.can_be_taken_back);
    // Nobody has this one, although it was tried.
    sink.rule(|line| if line.starts_with("RCPT") { Answer::Say("450 4.2.1 later") } else { Answer::Agree });
    let nobodys = to_two(&world, &desk).await;
    until_state(&world, &desk, nobodys, OutgoingState::Delayed).await;
    desk.decide_outgoing(nobodys, OutgoingDecision::Cancel).await.unwrap();
    assert_eq!(desk.outgoing(nobodys).await.unwrap().row.state, OutgoingState::Cancelled);
    desk.take_back(nobodys).await.unwrap();
    sink.rule(|_| Answer::Agree);
    advance(&world, 5 * 60);
    let last = desk.send(message(&["dora@example.org"])).await.unwrap();
    until_state(&world, &desk, last, OutgoingState::Sent).await;
    assert_eq!(sink.taken().len(), 2, "what was stopped stays stopped");
});

on_both!(what_may_have_arrived_is_no_draft_again, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| if line == "." { Answer::Drop } else { Answer::Agree });
    let id = to_two(&world, &desk).await;
    until_state(&world, &desk, id, OutgoingState::Unclear).await;
    sink.rule(|line| if line.starts_with("RCPT") { Answer::Say("450 4.2.1 later") } else { Answer::Agree });
    desk.decide_outgoing(id, OutgoingDecision::Resend).await.unwrap();
    let row = until_state(&world, &desk, id, OutgoingState::Delayed).await.row;
    desk.decide_outgoing(id, OutgoingDecision::Cancel).await.unwrap();
    assert_eq!(problem(desk.take_back(id).await), Problem::TooLate);
    let page = desk.conversation(row.candidate.unwrap(), None).await.unwrap();
    let [ThreadEntry::Ours(ours)] = &page.entries[..] else { panic!("it is part of the conversation") };
    assert!(!ours.can_be_taken_back);
});
