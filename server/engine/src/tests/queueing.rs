//! Connection tests that wait for their turn, because others are talking to slow servers.

use types::{ConnectionTest, Fault, Outcome, PracticeState, Problem, StageName, TestId, TestState, Verdict};

use super::{
    World, mail, on_both, problem,
    returning::{Company, MAILBOX, company, connected, until},
};
use crate::{Desk, Secret, connection_test::Occasion};

/// Tests that run at once.
const PLACES: usize = 8;
/// Tests that may wait.
const QUEUE: usize = 32;

async fn begin(world: &World) -> TestId {
    let main = world.engine.main_company().await.unwrap().unwrap();
    world.engine.begin_test(&main, None, Secret::new(String::new()), Occasion::Daily).await.unwrap()
}

fn waits_for_greeting(test: &ConnectionTest) -> bool {
    test.stages.iter().any(|stage| stage.name == StageName::Greeting && stage.outcome == Outcome::Running)
}

/// Has every place taken by a test that talks to a silent server; the server answers all that come later.
async fn take_every_place(world: &World, desk: &Desk, company: &Company) -> Vec<TestId> {
    company.switches.send_replace(PracticeState { fault: Fault::NoAnswer, ..Default::default() });
    let mut taken = Vec::new();
    for _ in 0..PLACES {
        taken.push(begin(world).await);
    }
    for id in &taken {
        until(world, desk, *id, waits_for_greeting).await;
    }
    company.switches.send_replace(PracticeState::default());
    taken
}

on_both!(a_test_cancelled_before_its_turn_is_not_sent, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    let taken = take_every_place(&world, &desk, &company).await;
    let cancelled = desk.test_stored(None).await.unwrap();
    let next = desk.test_stored(None).await.unwrap();
    desk.cancel_test(cancelled).await.unwrap();
    // One place gets free: first that one has its turn there, then the next.
    desk.cancel_test(taken[0]).await.unwrap();
    until(&world, &desk, next, |test| test.state == TestState::Waiting).await;
    assert_eq!(company.host.mailbox(MAILBOX).len(), 1);
    assert_eq!(desk.connection_test(cancelled).await.unwrap().state, TestState::Cancelled);
});

on_both!(our_own_clock_damages_no_header, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    let taken = take_every_place(&world, &desk, &company).await;
    let id = desk.test_stored(None).await.unwrap();
    world.clock.advance_secs(2);
    desk.cancel_test(taken[0]).await.unwrap();
    let test = until(&world, &desk, id, |test| test.state == TestState::Waiting).await;
    let raw = String::from_utf8(company.host.mailbox(MAILBOX)[0].raw.clone()).unwrap();
    // A fast redirection brings it back before what was sent is stored anew.
    assert!(raw.contains(&format!("X-Postroom-Sent: {}\r\n", test.started_at.rfc3339())), "{raw}");
    world.engine.accept(mail(raw)).await.unwrap();
    let test = until(&world, &desk, id, |test| test.state == TestState::Passed).await;
    assert_eq!(test.verdict, Some(Verdict::EnvelopeRewritten));
});

on_both!(too_many_are_refused_at_once, |world| {
    let company = company().await;
    let (world, desk) = connected(world, &company).await;
    take_every_place(&world, &desk, &company).await;
    let mut last = None;
    for _ in 0..QUEUE {
        world.clock.advance_secs(1);
        last = Some(begin(&world).await);
    }
    world.clock.advance_secs(1);
    assert!(matches!(problem(desk.test_stored(None).await), Problem::TooManyTests { .. }));
    assert_eq!(desk.recruiting_email(None).await.unwrap().latest_test, last, "none is stored that nobody will run");
});
