//! Merging candidates while others work with them.

use std::time::{Duration, Instant};

use types::{AnswerForm, Decision, NewOutgoing, Problem, SeenMessage, Timestamp, Whose};

use super::{
    World,
    candidates::named,
    mail, on_both, problem,
    triage::{APPLICATION, arrive, give, place, seen},
};
use crate::{
    AttachmentFile,
    db::{Db, Turn},
    testing,
};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

on_both!(two_are_merged_into_each_other_once, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    for _ in 0..10 {
        let one = desk.create_candidate(named("Carla"), "").await.unwrap();
        let other = desk.create_candidate(named("Karla"), "").await.unwrap();
        let merged = tokio::join!(desk.merge_candidates(one, other), desk.merge_candidates(other, one));
        let refused: Vec<_> = [merged.0, merged.1].into_iter().filter_map(Result::err).collect();
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert_eq!(problem::<()>(Err(refused.into_iter().next().unwrap())), Problem::ChangedMeanwhile);
        assert_eq!(desk.candidate(one).await.unwrap().id, desk.candidate(other).await.unwrap().id);
    }
});

on_both!(a_circle_has_an_end, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let one = desk.create_candidate(named("Carla"), "").await.unwrap();
    world.change_store("UPDATE candidate SET merged_into = id WHERE id = $1", Some(one.as_bytes())).await;
    assert!(desk.candidate(one).await.is_err());
    assert!(desk.conversation(one, None).await.is_err());
    assert!(desk.add_address(one, "carla@example.org").await.is_err());
});

on_both!(undoing_follows_everybody_who_was_merged_since, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let mut people = Vec::new();
    for name in ["Anna", "Anne", "Anja", "Dora"] {
        people.push(desk.create_candidate(named(name), "").await.unwrap());
    }
    let [first, second, third, wrong] = people[..] else { panic!() };
    let id = arrive(&world, APPLICATION).await;
    desk.decide(give(vec![seen(&desk, id).await], Whose::Candidate(first))).await.unwrap();
    let (decision, _) = desk.decide(give(vec![seen(&desk, id).await], Whose::Candidate(wrong))).await.unwrap();
    desk.merge_candidates(second, first).await.unwrap();
    desk.merge_candidates(third, second).await.unwrap();
    desk.undo_decision(decision).await.unwrap();
    assert_eq!(place(&desk, id).await.2, Some(third));
    assert_eq!(desk.conversation(third, None).await.unwrap().entries.len(), 1);
    let addresses = desk.candidate(third).await.unwrap().addresses;
    assert_eq!(addresses.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), ["carla@example.org"]);
});

/// Waits until so many wait for a turn.
async fn until_waiting(pool: &sqlx::PgPool, n: i64) {
    let began = Instant::now();
    loop {
        let waiting = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let n_waiting: i64 = sqlx::query_scalar(waiting).fetch_one(pool).await.unwrap();
        if n_waiting == n {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{n_waiting} wait for their turn");
        tokio::task::yield_now().await;
    }
}

/// SQLite has one writer, so that nothing there can come in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_given_to_somebody_who_is_being_merged() {
    let world = World::open(testing::postgres_url().await).await;
    world.admin().await;
    let desk = world.recruiter().await;
    let Db::Postgres(pool) = &world.engine.inner.db else { panic!("not PostgreSQL") };
    let carla = desk.create_candidate(named("Carla"), "carla@example.org").await.unwrap();
    let dora = desk.create_candidate(named("Dora"), "").await.unwrap();
    let raw = "From: x@y.example\r\nSubject: x\r\nMessage-ID: <x@y.example>\r\n\r\nx\r\n";
    let strange = world.engine.accept(mail(raw.to_owned())).await.unwrap();
    world.sorted().await;
    let version = desk.triage(&[strange]).await.unwrap().row.version;
    let decision = Decision {
        messages: vec![SeenMessage { id: strange, version }],
        whose: Whose::Candidate(carla),
        position: None,
        remember_address: false,
    };
    let form = AnswerForm { body: "x".into(), ..desk.composing(carla).await.unwrap().form };
    let file = AttachmentFile { name: "a".into(), media_type: "text/plain".into(), bytes: vec![1] };
    let message = NewOutgoing {
        candidate: Some(carla),
        to: vec![types::Mailbox { name: String::new(), address: "carla@example.org".into() }],
        body: "x".into(),
        ..NewOutgoing::default()
    };
    let mut tx = pool.begin().await.unwrap();
    tx.alone_with_merges().await.unwrap();
    let hers = "From: carla@example.org\r\nSubject: y\r\nMessage-ID: <y@example.org>\r\n\r\ny\r\n";
    world.engine.accept(mail(hers.to_owned())).await.unwrap();
    let rest = async {
        // These five, and the sorter with her mail.
        until_waiting(pool, 6).await;
        tx.commit().await.unwrap();
    };
    let given = tokio::join!(
        desk.save_draft(carla, &form),
        desk.attach_file(carla, file, Timestamp::default()),
        desk.send(message),
        desk.add_address(carla, "ck@example.org"),
        desk.decide(decision),
        rest
    );
    given.0.unwrap();
    given.1.unwrap();
    given.2.unwrap();
    given.3.unwrap();
    let decision = given.4.unwrap().0;
    world.sorted().await;

    let mut tx = pool.begin().await.unwrap();
    tx.alone_with_merges().await.unwrap();
    let rest = async {
        until_waiting(pool, 1).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(desk.undo_decision(decision), rest).0.unwrap();

    // And nobody is merged while something is given.
    let mut tx = pool.begin().await.unwrap();
    tx.beside_merges().await.unwrap();
    let rest = async {
        until_waiting(pool, 1).await;
        tx.commit().await.unwrap();
    };
    let merge = tokio::join!(desk.merge_candidates(dora, carla), rest).0.unwrap();
    let mut tx = pool.begin().await.unwrap();
    tx.beside_merges().await.unwrap();
    let rest = async {
        until_waiting(pool, 1).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(desk.undo_merge(merge), rest).0.unwrap();
}
