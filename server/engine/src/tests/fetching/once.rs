//! Each mail is taken once, whatever happens.

use types::{Encryption, View};

use crate::{Engine, Loops};

use super::{Dovecot, World, application, on_both, reaching, switch_on, until, until_fetched, until_looked};

on_both!(a_crash_takes_nothing_twice, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    switch_on(&desk, dovecot.typed(Encryption::Tls), 0).await;
    until_looked(&world, &desk, &dovecot).await;
    for n in 1..=3 {
        dovecot.deliver("", &application(n), world.engine.now());
    }
    until_fetched(&world, &dovecot, 3).await;
    let marked = ["$Postroom", "$Postroom", "$Postroom"];
    until("the marks", &dovecot, async || (dovecot.flags("") == marked).then_some(())).await;

    // Killed after the last was accepted, before that was noted and marked; and the moment before the second was.
    let world = world.at_rest().await;
    dovecot.remove_flag("$Postroom");
    world.change_store("UPDATE mailbox SET last_uid = 2", None).await;
    world.change_store("UPDATE mailbox_message SET is_marked = FALSE", None).await;
    world.clock.advance_secs(1);
    let world = world.restart().await;
    let desk = world.signed_in().await;
    until_looked(&world, &desk, &dovecot).await;
    until("the marks", &dovecot, async || (dovecot.flags("") == marked).then_some(())).await;
    until_fetched(&world, &dovecot, 3).await;
    assert_eq!(desk.messages(View::Unassigned, None).await.unwrap().rows.len(), 3);
    assert!(desk.messages(View::HeldBack, None).await.unwrap().rows.is_empty());
});

on_both!(what_was_written_down_and_not_accepted_comes, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    switch_on(&desk, dovecot.typed(Encryption::Tls), 0).await;
    until_looked(&world, &desk, &dovecot).await;
    let world = world.at_rest().await;
    world
        .change_store(
            "INSERT INTO mailbox_message (company_id, uid_validity, uid, message_id)
         SELECT company_id, uid_validity, 1, company_id FROM mailbox",
            None,
        )
        .await;
    dovecot.deliver("", &application(1), world.engine.now());
    let world = world.restart().await;
    until_fetched(&world, &dovecot, 1).await;
});

on_both!(other_numbers_take_nothing_twice, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    switch_on(&desk, dovecot.typed(Encryption::Tls), 0).await;
    until_looked(&world, &desk, &dovecot).await;
    dovecot.deliver("", &application(1), world.engine.now());
    dovecot.deliver("", &application(2), world.engine.now());
    until_fetched(&world, &dovecot, 2).await;
    let before = uid_validity(&world).await;
    let world = world.at_rest().await;
    let mut dovecot = dovecot;
    dovecot.stop();
    dovecot.forget_numbers();
    dovecot.deliver("", &application(3), world.engine.now());
    dovecot.go_on();
    world.clock.advance_secs(1);
    let world = world.restart().await;
    let desk = world.signed_in().await;
    until_fetched(&world, &dovecot, 3).await;
    until_looked(&world, &desk, &dovecot).await;
    assert_ne!(uid_validity(&world).await, before);
    until_fetched(&world, &dovecot, 3).await;
    assert_eq!(desk.messages(View::Unassigned, None).await.unwrap().rows.len(), 3);
});

on_both!(two_processes_take_nothing_twice, |world| {
    let Some(dovecot) = Dovecot::start(None) else { return };
    let world = reaching(world).await;
    let desk = world.admin().await;
    let (other, Loops { committer, fetcher, .. }) = Engine::open((world.options)()).await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let committing = tokio::spawn(committer.run(stop.clone()));
    let fetching = tokio::spawn(fetcher.run(stop.clone()));
    switch_on(&desk, dovecot.typed(Encryption::Tls), 0).await;
    until_looked(&world, &desk, &dovecot).await;
    for n in 1..=20 {
        dovecot.deliver("", &application(n), world.engine.now());
    }
    until_fetched(&world, &dovecot, 20).await;
    assert_eq!(desk.messages(View::Unassigned, None).await.unwrap().rows.len(), 20);
    // The other one goes on when this one stops.
    let world = world.at_rest().await;
    dovecot.deliver("", &application(21), world.engine.now());
    until("the other process", &dovecot, async || (other.n_accepted().await.unwrap() == 21).then_some(())).await;
    stop.cancel();
    fetching.await.unwrap();
    committing.await.unwrap();
    other.close().await;
});

async fn uid_validity(world: &World) -> i64 {
    let read: crate::Result<i64> = async {
        Ok(crate::db::read!(world.engine.inner.db, pool => {
            sqlx::query_scalar("SELECT uid_validity FROM mailbox").fetch_one(pool).await?
        }))
    }
    .await;
    read.unwrap()
}
