//! What happens to mail that cannot be sorted: a store that fails holds it up, and only what is in it has it held back.

use std::collections::HashMap;

use types::{MessageState, Reason, View};

use super::{World, mail, on_both};
use crate::Sorter;

/// More often than a message is tried that cannot be sorted.
const ROUNDS: usize = 5;

async fn sort(world: &World) {
    let (sorter, mut failures) = (Sorter { engine: world.engine.clone() }, HashMap::new());
    for _ in 0..ROUNDS {
        sorter.each_alone(&mut failures).await;
    }
}

/// A world with nothing going on by itself, and so many mails that wait to be sorted.
async fn with_mails(world: World, n: usize) -> World {
    world.admin().await;
    for n in 0..n {
        world.engine.accept(mail(format!("From: a@example.org\r\nSubject: {n}\r\n\r\nx\r\n"))).await.unwrap();
    }
    world.sorted().await;
    let world = world.at_rest().await;
    world.change_store("UPDATE message SET state = 'held_back', reason = 'arrived'", None).await;
    world
}

async fn places(world: &World) -> Vec<(MessageState, Reason)> {
    let mut places = Vec::new();
    for view in [View::Unassigned, View::HeldBack] {
        let rows = world.engine.messages(view, None).await.unwrap().rows;
        places.extend(rows.into_iter().map(|row| (row.state, row.reason)));
    }
    places
}

on_both!(a_store_that_fails_makes_no_mail_unreadable, |world| {
    let world = with_mails(world, 1).await;
    world.change_store("ALTER TABLE candidate_address RENAME TO lost", None).await;
    sort(&world).await;
    assert_eq!(places(&world).await, [(MessageState::HeldBack, Reason::Arrived)]);
    world.change_store("ALTER TABLE lost RENAME TO candidate_address", None).await;
    sort(&world).await;
    assert_eq!(places(&world).await, [(MessageState::Unassigned, Reason::UnknownSender)]);
});

on_both!(what_the_store_refuses_is_held_back_after_some_tries, |world| {
    let world = with_mails(world, 3).await;
    world
        .change_store("CREATE UNIQUE INDEX one_stranger ON message (reason) WHERE reason = 'unknown_sender'", None)
        .await;
    sort(&world).await;
    let unreadable = (MessageState::HeldBack, Reason::Unreadable);
    assert_eq!(places(&world).await, [(MessageState::Unassigned, Reason::UnknownSender), unreadable, unreadable]);
});
