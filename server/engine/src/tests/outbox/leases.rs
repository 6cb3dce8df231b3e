//! One holder at a time: two engines on one store, and one that is stopped.

use super::*;
use crate::Engine;
use tokio_util::sync::CancellationToken;

on_both!(two_engines_send_each_message_once, |world| {
    /// Messages that both find.
    const N: usize = 120;
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    // Both begin with a heap of work in front of them.
    let at = world.clock.now().plus_secs(60);
    let mut ids = Vec::new();
    for _ in 0..N {
        let new = NewOutgoing { send_at: Some(at), ..message(&["carla@example.org"]) };
        ids.push(desk.send(new).await.unwrap());
    }
    let (other, loops) = Engine::open((world.options)()).await.unwrap();
    let stop = CancellationToken::new();
    let running = tokio::spawn(loops.courier.run(stop.clone()));
    world.clock.advance_secs(60);
    world.engine.wake_outbox();
    other.wake_outbox();
    for id in ids {
        until_state(&world, &desk, id, OutgoingState::Sent).await;
    }
    let times = sink.times_taken();
    assert!(times.len() == N && times.values().all(|n| *n == 1), "{:?}", times.len());
    stop.cancel();
    running.await.unwrap();
    other.close().await;
});

on_both!(stopping_gives_back, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| if line.starts_with("RCPT") { Answer::Hang } else { Answer::Agree });
    let ids =
        [desk.send(message(&["a@x.example"])).await.unwrap(), desk.send(message(&["b@x.example"])).await.unwrap()];
    until_state(&world, &desk, ids[0], OutgoingState::Sending).await;
    drop(desk);
    sink.rule(|_| Answer::Agree);
    let world = world.restart().await;
    let desk = world.signed_in().await;
    // Without anybody waiting for a lease to end: the clock stands still.
    for id in ids {
        until_state(&world, &desk, id, OutgoingState::Sent).await;
    }
    let times = sink.times_taken();
    assert!(times.len() == 2 && times.values().all(|n| *n == 1), "{times:?}");
});

on_both!(stopping_waits_for_an_answer, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    sink.rule(|line| if line == "." { Answer::Hang } else { Answer::Agree });
    let id = desk.send(message(&["a@x.example"])).await.unwrap();
    sink.until_taken(1).await;
    drop(desk);
    let world = world.restart().await;
    let desk = world.signed_in().await;
    let row = until_state(&world, &desk, id, OutgoingState::Unclear).await.row;
    assert_eq!(row.reason, OutgoingWord::NoAnswer.into());
});
