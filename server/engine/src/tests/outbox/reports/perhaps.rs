//! Reports that name no Message-ID: what they say counts only as far as they show that they know the message.

use types::ThreadEntry;

use super::*;
use crate::Incoming;

/// As qmail writes it, about this address, with this below it.
fn notice(address: &str, quoted: &str) -> String {
    format!(
        "From: MAILER-DAEMON@qmail.example\r\nSubject: failure notice\r\nMessage-ID: <{address}{}@q>\r\n\r\n\
         Hi. This is the qmail-send program at qmail.example.\r\n\r\n<{address}>:\r\n\
         Sorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n{quoted}",
        quoted.len()
    )
}

const QUOTED: &str = "Subject: Ihre Bewerbung\r\n";

async fn state(desk: &Desk, id: OutgoingId) -> OutgoingState {
    desk.outgoing(id).await.unwrap().row.state
}

async fn is_held_back(desk: &Desk) -> usize {
    let page = desk.messages(View::HeldBack, None).await.unwrap();
    page.rows.iter().filter(|row| row.reason == Reason::UnmatchedReport).count()
}

on_both!(what_quotes_the_message_is_about_it, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let id = sent(&world, &desk, None, &["Carla@example.org"]).await;
    arrives(&world, notice("carla@EXAMPLE.org", QUOTED)).await;
    let view = desk.outgoing(id).await.unwrap();
    assert_eq!((view.row.state, view.recipients[0].status.as_str()), (OutgoingState::Bounced, "5.1.1"));
    // After a week it may be about anything.
    let late = sent(&world, &desk, None, &["dora@example.org"]).await;
    world.clock.advance_secs(8 * 24 * 60 * 60);
    arrives(&world, notice("dora@example.org", QUOTED)).await;
    assert_eq!((state(&desk, late).await, is_held_back(&desk).await), (OutgoingState::Sent, 1));
});

on_both!(what_quotes_nothing_is_only_shown, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let carla = candidate(&world).await;
    let id = sent(&world, &desk, Some(carla), &["carla@example.org"]).await;
    arrives(&world, notice("carla@example.org", "")).await;
    assert_eq!(state(&desk, id).await, OutgoingState::Sent);
    let page = desk.conversation(carla, None).await.unwrap();
    let [ThreadEntry::Ours(_), ThreadEntry::Theirs(report)] = &page.entries[..] else { panic!("{page:?}") };
    assert_eq!(report.kind, MessageKind::Report);
    // What names the message is told by it, and not once more.
    let message_id = world.engine.outgoing_message_id(id);
    arrives(&world, report_of(&message_id, "carla@example.org")).await;
    assert_eq!(state(&desk, id).await, OutgoingState::Bounced);
    assert_eq!(desk.conversation(carla, None).await.unwrap().entries.len(), 2);
});

fn report_of(message_id: &str, address: &str) -> String {
    report(message_id, address, "failed", "5.1.1", "550 nobody")
}

on_both!(what_anybody_could_have_written_changes_nothing, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let position = subcompany(&desk).await;
    let id = sent(&world, &desk, None, &["carla@example.org"]).await;
    // From somebody.
    world.engine.accept(mail(notice("carla@example.org", QUOTED))).await.unwrap();
    world.sorted().await;
    assert_eq!((state(&desk, id).await, is_held_back(&desk).await), (OutgoingState::Sent, 1));
    // To a company that did not send it.
    let elsewhere = Incoming {
        mail_from: String::new(),
        recipients: vec!["acme-jobs+berlin@in.example".into()],
        ..mail(notice("carla@example.org", &format!("{QUOTED}X: 1\r\n")))
    };
    world.engine.accept(elsewhere).await.unwrap();
    world.sorted().await;
    assert_eq!((state(&desk, id).await, is_held_back(&desk).await), (OutgoingState::Sent, 2));
    // Good news are believed of nobody.
    let delivered = report("x@y", "carla@example.org", "delivered", "2.0.0", "250 ok");
    arrives(&world, delivered).await;
    let view = desk.outgoing(id).await.unwrap();
    assert_eq!((view.row.state, view.recipients[0].state), (OutgoingState::Sent, RecipientState::Taken));
    assert_eq!(is_held_back(&desk).await, 3);
    // Of two messages to one address nobody knows which.
    let about = NewOutgoing { position: Some(position), ..message(&["carla@example.org"]) };
    let other = desk.send(about).await.unwrap();
    until_state(&world, &desk, other, OutgoingState::Sent).await;
    arrives(&world, notice("carla@example.org", &format!("{QUOTED}X: 22\r\n"))).await;
    assert_eq!([state(&desk, id).await, state(&desk, other).await], [OutgoingState::Sent; 2]);
    assert_eq!(is_held_back(&desk).await, 4);
});

on_both!(a_doubt_is_ended_by_nobody_unknown, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let carla = candidate(&world).await;
    sink.rule(|line| if line == "." { Answer::Drop } else { Answer::Agree });
    let id = desk.send(NewOutgoing { candidate: Some(carla), ..message(&["carla@example.org"]) }).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Unclear).await;
    arrives(&world, notice("carla@example.org", QUOTED)).await;
    let view = desk.outgoing(id).await.unwrap();
    assert_eq!((view.row.state, view.recipients[0].state), (OutgoingState::Unclear, RecipientState::Unclear));
    assert_eq!(desk.conversation(carla, None).await.unwrap().entries.len(), 2, "but it is shown");
});
