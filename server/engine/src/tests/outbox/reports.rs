//! Delivery reports that come in as mail, in the forms that servers write.

mod perhaps;

use types::{MessageKind, MessageState, Reason, View};

use super::{super::mail, *};

/// A report as Postfix writes it.
pub(super) fn report(message_id: &str, recipient: &str, action: &str, status: &str, diagnostic: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: acme-jobs@in.example\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{action}.{recipient}@mx.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
         --B\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
         --B\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\nAction: {action}\r\n\
         Status: {status}\r\nDiagnostic-Code: smtp; {diagnostic}\r\n\r\n\
         --B\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         Message-ID: <{message_id}>\r\nSubject: Ihre Bewerbung\r\n\r\n--B--\r\n"
    )
}

async fn sent(world: &World, desk: &Desk, candidate: Option<CandidateId>, to: &[&str]) -> OutgoingId {
    let id = desk.send(NewOutgoing { candidate, ..message(to) }).await.unwrap();
    until_state(world, desk, id, OutgoingState::Sent).await;
    id
}

pub(super) async fn arrives(world: &World, raw: String) {
    let from_nobody = crate::Incoming { mail_from: String::new(), ..mail(raw) };
    world.engine.accept(from_nobody).await.unwrap();
    world.sorted().await;
}

on_both!(a_mail_that_comes_back, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let carla = candidate(&world).await;
    let id = sent(&world, &desk, Some(carla), &["carla@example.org", "boss@acme.example"]).await;
    let message_id = world.engine.outgoing_message_id(id);
    arrives(&world, report(&message_id, "carla@example.org", "failed", "5.1.1", "550 5.1.1 unknown")).await;
    let view = desk.outgoing(id).await.unwrap();
    assert_eq!((view.row.state, view.row.reason), (OutgoingState::Bounced, OutgoingWord::ReportedFailed.into()));
    assert_eq!((&view.row.server_words[..], view.row.is_open), (&["550 5.1.1 unknown".to_owned()][..], true));
    let states: Vec<_> =
        view.recipients.iter().map(|one| (one.address.as_str(), one.state, one.status.as_str())).collect();
    assert_eq!(
        states,
        [
            ("boss@acme.example", RecipientState::Taken, "2.0.0"),
            ("carla@example.org", RecipientState::Bounced, "5.1.1")
        ]
    );
    let (state, reason, outgoing, candidate) = only_message(&world).await;
    assert_eq!((state, reason), (MessageState::Candidate, Reason::DeliveryReport));
    assert_eq!((outgoing, candidate), (Some(id), Some(carla)));
    assert!(world.engine.statistics().await.unwrap().is_complete());
    let copy = desk.resend_to(id, "carla@example.org", "carla@new.example").await.unwrap();
    until_state(&world, &desk, copy, OutgoingState::Sent).await;
    let again = desk.resend_to(id, "carla@example.org", "carla@new.example").await;
    assert_eq!(problem(again), types::Problem::TooLate, "pressed twice, it leaves once");
    // The same report again changes nothing that a person has dealt with.
    arrives(&world, report(&message_id, "carla@example.org", "failed", "5.1.1", "550 again")).await;
    assert!(!desk.outgoing(id).await.unwrap().row.is_open);
    assert_eq!(sink.taken()[1].recipients, ["carla@new.example"]);
});

on_both!(news_of_a_mail_that_was_sent, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let id = sent(&world, &desk, None, &["carla@example.org"]).await;
    let message_id = world.engine.outgoing_message_id(id);
    arrives(&world, report(&message_id, "carla@example.org", "delayed", "4.4.1", "451 4.4.1 no answer")).await;
    let view = desk.outgoing(id).await.unwrap();
    assert_eq!((view.row.state, view.row.reason), (OutgoingState::Sent, OutgoingWord::ReportedDelayed.into()));
    assert_eq!((view.recipients[0].state, view.recipients[0].status.as_str()), (RecipientState::Taken, "4.4.1"));
    arrives(&world, report(&message_id, "carla@example.org", "delivered", "2.0.0", "250 ok")).await;
    let view = desk.outgoing(id).await.unwrap();
    assert_eq!((view.row.state, view.row.reason), (OutgoingState::Sent, OutgoingWord::ReportedDelivered.into()));
    assert_eq!(view.recipients[0].state, RecipientState::Delivered);
    assert!(
        desk.messages(View::HeldBack, None)
            .await
            .unwrap()
            .rows
            .iter()
            .all(|row| { (row.reason, row.kind) == (Reason::DeliveryReport, MessageKind::Report) })
    );
});

on_both!(a_report_ends_the_doubt, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| if line == "." { Answer::Drop } else { Answer::Agree });
    for (action, state) in [("delivered", OutgoingState::Sent), ("failed", OutgoingState::Bounced)] {
        let id = desk.send(message(&["carla@example.org"])).await.unwrap();
        until_state(&world, &desk, id, OutgoingState::Unclear).await;
        let message_id = world.engine.outgoing_message_id(id);
        arrives(&world, report(&message_id, "carla@example.org", action, "5.0.0", action)).await;
        assert_eq!(desk.outgoing(id).await.unwrap().row.state, state);
    }
});

on_both!(what_names_none_of_ours_is_held_back, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let id = sent(&world, &desk, None, &["carla@example.org"]).await;
    let ours = world.engine.outgoing_message_id(id);
    let (key, _) = ours.split_once('@').unwrap();
    let forged = format!("{}{}@in.example", &key[..key.len() - 1], if key.ends_with('0') { '1' } else { '0' });
    arrives(&world, report(&forged, "dora@example.org", "failed", "5.1.1", "x")).await;
    let (state, reason, outgoing, _) = only_message(&world).await;
    assert_eq!((state, reason, outgoing), (MessageState::HeldBack, Reason::UnmatchedReport, None));
    assert_eq!(desk.outgoing(id).await.unwrap().row.state, OutgoingState::Sent);
});

async fn only_message(world: &World) -> (MessageState, Reason, Option<OutgoingId>, Option<CandidateId>) {
    type Row = (String, String, Option<Vec<u8>>, Option<Vec<u8>>);
    let row: crate::Result<Row> = async {
        Ok(crate::db::read!(world.engine.inner.db, pool => {
            sqlx::query_as("SELECT state, reason, outgoing_id, candidate_id FROM message").fetch_one(pool).await?
        }))
    }
    .await;
    let (state, reason, outgoing, candidate) = row.unwrap();
    (
        MessageState::from_stored(&state).unwrap(),
        Reason::from_stored(&reason).unwrap(),
        outgoing.as_deref().and_then(OutgoingId::from_slice),
        candidate.as_deref().and_then(CandidateId::from_slice),
    )
}
