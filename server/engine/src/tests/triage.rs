//! Whose messages are: matched by themselves, decided by people, undone, and told to whoever comes second.

use types::{
    CandidateId, Clue, Decision, MessageId, MessageState, Newcomer, Problem, Reason, SeenMessage, SenderForm, View,
    Whose,
};

use super::{
    World,
    candidates::{named, position},
    mail, on_both, problem,
};
use crate::{Desk, db::write};

pub(super) async fn arrive(world: &World, raw: &str) -> MessageId {
    let id = world.engine.accept(mail(raw)).await.unwrap();
    world.sorted().await;
    id
}

pub(super) async fn seen(desk: &Desk, id: MessageId) -> SeenMessage {
    SeenMessage { id, version: desk.triage(&[id]).await.unwrap().row.version }
}

pub(super) fn give(messages: Vec<SeenMessage>, whose: Whose) -> Decision {
    Decision { messages, whose, position: None, remember_address: true }
}

fn new(name: &str, address: &str) -> Whose {
    Whose::New(Newcomer { name: name.into(), address: address.into(), phone: String::new() })
}

pub(super) async fn place(desk: &Desk, id: MessageId) -> (MessageState, Reason, Option<CandidateId>) {
    let triage = desk.triage(&[id]).await.unwrap();
    (triage.row.state, triage.row.reason, triage.candidate.map(|(id, _)| id))
}

pub(super) const APPLICATION: &str = "From: Carla Kowalczyk <Carla@Example.org>\r\nSubject: Application as baker, Berlin\r\nMessage-ID: <1@example.org>\r\n\r\nDear team,\r\nI apply. Call me: +48 600 123 456\r\n";

on_both!(an_application_becomes_a_candidate_and_later_mail_follows, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let baker = position(&world, "Baker (Berlin)").await;
    let first = arrive(&world, APPLICATION).await;
    let triage = desk.triage(&[first]).await.unwrap();
    let prefill = triage.prefill;
    assert_eq!((prefill.name.as_str(), prefill.address.as_str()), ("Carla Kowalczyk", "carla@example.org"));
    assert_eq!((prefill.phone.as_str(), prefill.position), ("+48 600 123 456", Some(baker)));
    assert_eq!(triage.positions.iter().map(|position| position.id).collect::<Vec<_>>(), [baker]);

    let whose = Whose::New(Newcomer { name: prefill.name, address: prefill.address, phone: prefill.phone });
    let decision = Decision { position: Some(baker), ..give(vec![seen(&desk, first).await], whose) };
    let (id, candidate) = desk.decide(decision).await.unwrap();
    let carla = candidate.unwrap();
    assert_eq!(place(&desk, first).await, (MessageState::Candidate, Reason::Decided, Some(carla)));
    let triage = desk.triage(&[first]).await.unwrap();
    assert_eq!(triage.position, Some((baker, "Baker (Berlin)".into())));
    assert_eq!((triage.decided.as_ref().unwrap().decision, triage.decided.unwrap().by.as_str()), (id, "Rita"));

    let second = arrive(&world, "From: carla@EXAMPLE.org\r\nSubject: One more thing\r\n\r\nx\r\n").await;
    assert_eq!(place(&desk, second).await, (MessageState::Candidate, Reason::KnownAddress, Some(carla)));
    assert_eq!(desk.triage(&[second]).await.unwrap().position.unwrap().0, baker);
    assert_eq!(desk.conversation(carla, None).await.unwrap().entries.len(), 2);
    assert!(desk.messages(View::Unassigned, None).await.unwrap().rows.is_empty());
    assert!(world.engine.statistics().await.unwrap().is_complete());
});

on_both!(every_decision_can_be_undone, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let baker = position(&world, "Baker").await;
    let ids =
        [arrive(&world, APPLICATION).await, arrive(&world, "From: x@example.org\r\nSubject: x\r\n\r\nx\r\n").await];
    let both = vec![seen(&desk, ids[0]).await, seen(&desk, ids[1]).await];
    let decision = Decision { position: Some(baker), ..give(both, new("Carla", "carla@example.org")) };
    let (id, candidate) = desk.decide(decision).await.unwrap();
    let carla = candidate.unwrap();
    assert_eq!(desk.candidate(carla).await.unwrap().applications.len(), 1);
    let mut undone = desk.undo_decision(id).await.unwrap();
    undone.sort();
    let mut expected = ids.to_vec();
    expected.sort();
    assert_eq!(undone, expected);
    for id in ids {
        assert_eq!(place(&desk, id).await, (MessageState::Unassigned, Reason::UnknownSender, None));
        assert_eq!(desk.triage(&[id]).await.unwrap().decided, None);
    }
    assert_eq!(problem(desk.candidate(carla).await), Problem::NotFound);
    assert_eq!(problem(desk.undo_decision(id).await), Problem::ChangedMeanwhile);

    // Of a candidate about whom more is known by now, the rest stays.
    let (id, candidate) =
        desk.decide(give(vec![seen(&desk, ids[0]).await], new("Carla", "carla@example.org"))).await.unwrap();
    desk.add_application(candidate.unwrap(), baker).await.unwrap();
    desk.undo_decision(id).await.unwrap();
    let view = desk.candidate(candidate.unwrap()).await.unwrap();
    assert_eq!((view.addresses.len(), view.applications.len()), (0, 1));
});

on_both!(several_are_deleted_and_restored_together, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let ids =
        [arrive(&world, APPLICATION).await, arrive(&world, "From: x@example.org\r\nSubject: x\r\n\r\nx\r\n").await];
    let triage = desk.triage(&ids).await.unwrap();
    assert_eq!((triage.seen().count(), triage.prefill.name.as_str()), (2, ""), "they are from two people");
    let decision = desk.delete_messages(&triage.seen().collect::<Vec<_>>()).await.unwrap();
    assert_eq!(problem(desk.delete_messages(&triage.seen().collect::<Vec<_>>()).await), Problem::ChangedMeanwhile);
    assert_eq!(desk.messages(View::Deleted, None).await.unwrap().rows.len(), 2);
    desk.undo_decision(decision).await.unwrap();
    assert_eq!(desk.messages(View::Unassigned, None).await.unwrap().rows.len(), 2);
    assert!(world.engine.statistics().await.unwrap().is_complete());
    assert_eq!(problem(desk.triage(&[]).await), Problem::NothingChosen);
});

on_both!(the_second_decision_is_told_about_the_first, |world| {
    let ada = world.admin().await;
    let rita = world.recruiter().await;
    let id = arrive(&world, APPLICATION).await;
    let (seen_by_ada, seen_by_rita) = (seen(&ada, id).await, seen(&rita, id).await);
    let (first, candidate) = ada.decide(give(vec![seen_by_ada], new("Carla", ""))).await.unwrap();
    let second = rita.decide(give(vec![seen_by_rita], new("Carla K.", ""))).await;
    assert_eq!(problem(second), Problem::ChangedMeanwhile);
    assert_eq!(problem(rita.delete_message(id, Some(seen_by_rita.version)).await), Problem::ChangedMeanwhile);
    assert_eq!(
        rita.candidates(types::CandidateFilter::default(), None).await.unwrap().rows.len(),
        1,
        "nobody was added"
    );
    let decided = rita.triage(&[id]).await.unwrap().decided.unwrap();
    assert_eq!((decided.by.as_str(), decided.state), ("Ada", MessageState::Candidate));
    assert_eq!(place(&rita, id).await.2, candidate);

    // Rita decides about what she sees now; then the first decision cannot be undone any more.
    rita.decide(give(vec![seen(&rita, id).await], Whose::Nobody)).await.unwrap();
    assert_eq!(place(&rita, id).await, (MessageState::Unassigned, Reason::Decided, None));
    assert_eq!(problem(ada.undo_decision(first).await), Problem::ChangedMeanwhile);

    ada.delete_message(id, None).await.unwrap();
    let triage = rita.triage(&[id]).await.unwrap();
    assert_eq!((triage.decided.unwrap().by.as_str(), triage.row.state), ("Ada", MessageState::Deleted));
    assert_eq!(problem(rita.decide(give(vec![seen(&rita, id).await], new("x", ""))).await), Problem::ChangedMeanwhile);
    ada.restore_message(id).await.unwrap();
    assert_eq!(place(&rita, id).await.0, MessageState::Unassigned);
});

on_both!(a_wrong_candidate_is_unlearned, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let id = arrive(&world, APPLICATION).await;
    let (_, wrong) = desk.decide(give(vec![seen(&desk, id).await], new("Wrong", "carla@example.org"))).await.unwrap();
    let wrong = wrong.unwrap();
    let right = desk.create_candidate(named("Right"), "").await.unwrap();
    let (moved, _) = desk.decide(give(vec![seen(&desk, id).await], Whose::Candidate(right))).await.unwrap();
    let addresses =
        async |id| desk.candidate(id).await.unwrap().addresses.into_iter().map(|row| row.address).collect::<Vec<_>>();
    assert_eq!(addresses(wrong).await, Vec::<String>::new());
    assert_eq!(addresses(right).await, ["carla@example.org"]);
    desk.undo_decision(moved).await.unwrap();
    assert_eq!(addresses(wrong).await, ["carla@example.org"]);
    assert_eq!(addresses(right).await, Vec::<String>::new());
    assert_eq!(place(&desk, id).await.2, Some(wrong));

    // An address that somebody has added is nobody's mistake here.
    let owner = desk.create_candidate(named("Owner"), "owner@example.org").await.unwrap();
    let other = arrive(&world, "From: owner@example.org\r\nSubject: x\r\n\r\nx\r\n").await;
    assert_eq!(place(&desk, other).await.2, Some(owner));
    let not_learning =
        Decision { remember_address: false, ..give(vec![seen(&desk, other).await], Whose::Candidate(right)) };
    desk.decide(not_learning).await.unwrap();
    assert_eq!(addresses(owner).await, ["owner@example.org"]);
    assert_eq!(addresses(right).await, Vec::<String>::new());
});

on_both!(a_merged_candidate_counts_as_the_one_who_was_kept, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let (kept, gone) = (
        desk.create_candidate(named("Kept"), "").await.unwrap(),
        desk.create_candidate(named("Gone"), "").await.unwrap(),
    );
    desk.merge_candidates(kept, gone).await.unwrap();
    let id = arrive(&world, APPLICATION).await;
    let (_, whose) = desk.decide(give(vec![seen(&desk, id).await], Whose::Candidate(gone))).await.unwrap();
    assert_eq!(whose, Some(kept));
    assert_eq!(place(&desk, id).await.2, Some(kept));
});

/// Puts a message of ours into the store, as if it had been sent.
async fn sent(world: &World, candidate: CandidateId, to: &str) -> String {
    let id = types::OutgoingId::new(uuid::Uuid::now_v7());
    let message_id = world.engine.outgoing_message_id(id);
    let insert = async {
        write!(world.engine.inner.db, tx => {
            sqlx::query(
                "INSERT INTO outgoing (id, candidate_id, message_id, in_reply_to, refs, recipients, cc, subject, body, created_at, state,
                    reason, server_words, queue_id, not_before, give_up_at, n_attempts, from_address, route)
                 VALUES ($1, $2, $3, '', '', $4, '', '', '', 0, 'sent', '', '', '', 0, 0, 1, '', '')",
            )
            .bind(id.as_bytes().as_slice())
            .bind(candidate.as_bytes().as_slice())
            .bind(&message_id)
            .bind(to)
            .execute(&mut *tx)
            .await?;
        });
        Ok::<_, crate::Error>(())
    };
    insert.await.unwrap();
    message_id
}

on_both!(answers_are_known_by_what_they_answer, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let carla = desk.create_candidate(named("Carla Kowalczyk"), "carla@home.example").await.unwrap();
    let ours = sent(&world, carla, "Carla <Carla@work.example>").await;
    let answer = |from: &str, field: &str| format!("From: {from}\r\nSubject: Re: x\r\n{field}: <{ours}>\r\n\r\nx\r\n");
    let plausible = arrive(&world, &answer("carla@work.example", "In-Reply-To")).await;
    assert_eq!(place(&desk, plausible).await, (MessageState::Candidate, Reason::ReplyToOurs, Some(carla)));
    let by_references = arrive(&world, &answer("carla@home.example", "References")).await;
    assert_eq!(place(&desk, by_references).await, (MessageState::Candidate, Reason::ReplyToOurs, Some(carla)));
    let strange = arrive(&world, &answer("x@evil.example", "In-Reply-To")).await;
    assert_eq!(place(&desk, strange).await, (MessageState::Unassigned, Reason::ImplausibleReply, None));
    let suggestions = desk.triage(&[strange]).await.unwrap().suggestions;
    assert_eq!((suggestions[0].candidate.id, suggestions[0].clue), (carla, Clue::ReplyToOurs));
    let made_up =
        arrive(&world, "From: x@evil.example\r\nSubject: Re: x\r\nIn-Reply-To: <1.2@in.example>\r\n\r\nx\r\n").await;
    assert_eq!(place(&desk, made_up).await, (MessageState::Unassigned, Reason::UnknownSender, None));
});

on_both!(what_a_colleague_forwards_is_proposed, |world| {
    let admin = world.admin().await;
    admin.save_sender(None, SenderForm { use_custom: true, custom_address: "jobs@acme.example".into() }).await.unwrap();
    let desk = world.recruiter().await;
    let anna = desk.create_candidate(named("Anna Berg"), "anna@mail.example").await.unwrap();
    let attached = arrive(&world, include_str!("mail/forwarded.eml")).await;
    assert_eq!(place(&desk, attached).await, (MessageState::Unassigned, Reason::Forwarded, None));
    let triage = desk.triage(&[attached]).await.unwrap();
    assert_eq!(triage.row.reason_detail, "anna@mail.example");
    assert_eq!((triage.suggestions[0].candidate.id, triage.suggestions[0].clue), (anna, Clue::ForwardedAddress));
    assert_eq!((triage.prefill.name.as_str(), triage.prefill.address.as_str()), ("Anna", "anna@mail.example"));

    // Whose it is, is remembered of the one who wrote it, and not of the colleague.
    let inline = "From: Eva <eva@acme.example>\r\nSubject: WG: Bewerbung\r\n\r\nZur Info\r\n\r\nVon: Ben <ben@mail.example>\r\nGesendet: Montag\r\nAn: Eva\r\nBetreff: Bewerbung\r\n\r\nHallo\r\n";
    let inline = arrive(&world, inline).await;
    let ben = desk.create_candidate(named("Ben"), "").await.unwrap();
    desk.decide(give(vec![seen(&desk, inline).await], Whose::Candidate(ben))).await.unwrap();
    assert_eq!(desk.candidate(ben).await.unwrap().addresses[0].address, "ben@mail.example");
    let stranger = arrive(
        &world,
        "From: x@evil.example\r\nSubject: WG: Bewerbung\r\n\r\nVon: Ben <ben@mail.example>\r\nBetreff: x\r\n",
    )
    .await;
    assert_eq!(place(&desk, stranger).await, (MessageState::Unassigned, Reason::UnknownSender, None));
});

on_both!(namesakes_and_phone_numbers_are_suggested, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let form = |name: &str, phone: &str| types::CandidateForm { phone: phone.into(), ..named(name) };
    let by_phone = desk.create_candidate(form("Somebody", "0048 600 123 456"), "").await.unwrap();
    let namesake = desk.create_candidate(form("Kowalczyk, Carla", ""), "other@home.example").await.unwrap();
    let id = arrive(&world, APPLICATION).await;
    let found: Vec<_> = desk
        .triage(&[id])
        .await
        .unwrap()
        .suggestions
        .into_iter()
        .map(|found| (found.candidate.id, found.clue))
        .collect();
    assert_eq!(found, [(by_phone, Clue::Phone), (namesake, Clue::Name)]);
});

on_both!(readers_see_each_other, |world| {
    let ada = world.admin().await;
    let rita = world.recruiter().await;
    let id = arrive(&world, APPLICATION).await;
    assert_eq!(ada.read_along(id), Vec::<String>::new());
    assert_eq!(rita.read_along(id), ["Ada"]);
    assert_eq!(ada.read_along(id), ["Rita"]);
    rita.stop_reading(id);
    assert_eq!(ada.read_along(id), Vec::<String>::new());
});
