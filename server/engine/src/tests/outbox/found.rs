//! Our own messages are found as well, and as what they are now.

use types::{SearchPlace, SearchQuery};

use super::*;

on_both!(what_is_sent_again_is_found_where_it_is_now, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let position = subcompany(&desk).await;
    let (berlin, main) = (desk.position(position).await.unwrap().company, world.engine.main_company().await.unwrap());
    sink.rule(|line| if line.starts_with("RCPT") { Answer::Say("550 5.1.1 nobody") } else { Answer::Agree });
    let id = desk.send(NewOutgoing { position: Some(position), ..message(&["carla@example.org"]) }).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Refused).await;
    world.findable().await;
    let n_found = async |company| {
        let query = SearchQuery {
            words: "bewerb".into(),
            place: Some(SearchPlace::Ours),
            position: Some(position),
            company,
            ..SearchQuery::default()
        };
        desk.search(query).await.unwrap().n_found
    };
    let main = main.map(|company| company.id);
    assert_eq!((n_found(Some(berlin)).await, n_found(main).await, n_found(None).await), (1, 0, 1));

    let form = PositionForm { title: "Baker".into(), status: PositionStatus::Open, company: main.unwrap() };
    desk.change_position(position, form, main).await.unwrap();
    sink.rule(|_| Answer::Agree);
    desk.decide_outgoing(id, OutgoingDecision::Resend).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Sent).await;
    world.findable().await;
    assert_eq!((n_found(Some(berlin)).await, n_found(main).await, n_found(None).await), (0, 1, 1));
});
