use types::{
    AnswerForm, InputFault, InputField, OutgoingReason, OutgoingState, OutgoingWord, Problem, Timestamp, UNDO_SECS,
};

use super::{Carla, form, mail, on_both, problem, state, thread};

on_both!(answers_belong_to_the_thread, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let form = form(&desk, carla.id, "Guten Tag").await;
    assert_eq!((form.to.as_str(), form.position.as_str()), ("carla@example.org", carla.position.to_string().as_str()));
    let cc = AnswerForm { cc: "Boss <boss@acme.example>; b@acme.example".into(), ..form };
    let id = desk.send_answer(carla.id, &cc).await.unwrap();
    let row = desk.outgoing(id).await.unwrap().row;
    assert_eq!(row.to[0].name, "Carla Kowalczyk");
    assert_eq!(
        row.cc.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(),
        ["boss@acme.example", "b@acme.example"]
    );
    assert_eq!(row.not_before, row.created_at.plus_secs(UNDO_SECS));
    let end = world.engine.thread_end(carla.id).await.unwrap();
    assert_eq!(
        (end.in_reply_to.as_deref(), end.references.join(" ").as_str()),
        (Some("1@example.org"), "0@example.org")
    );
    assert!(desk.composing(carla.id).await.unwrap().saved_at.is_none(), "the draft went out");
});

on_both!(what_cannot_be_sent_stays_a_draft, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let good = form(&desk, carla.id, "Guten Tag").await;
    let invalid = |field, fault| Problem::Invalid { field, fault };
    for (form, expected) in [
        (AnswerForm { to: String::new(), ..good.clone() }, invalid(InputField::Recipients, InputFault::Empty)),
        (AnswerForm { to: "carla".into(), ..good.clone() }, invalid(InputField::Recipients, InputFault::NotAnAddress)),
        (AnswerForm { cc: "a@b.de x".into(), ..good.clone() }, invalid(InputField::Cc, InputFault::NotAnAddress)),
        (AnswerForm { body: " \n".into(), ..good.clone() }, invalid(InputField::Body, InputFault::Empty)),
        (AnswerForm { file: "cv.pdf".into(), ..good.clone() }, invalid(InputField::Files, InputFault::NotAttached)),
        (AnswerForm { subject: "x".repeat(301), ..good.clone() }, invalid(InputField::Subject, InputFault::TooLong)),
        (AnswerForm { position: "x".into(), ..good.clone() }, Problem::BadRequest),
    ] {
        assert_eq!(problem(desk.send_answer(carla.id, &form).await), expected);
    }
    assert_eq!(desk.composing(carla.id).await.unwrap().form.subject, good.subject, "the last one that could be kept");
    assert_eq!(thread(&desk, carla.id).await, ["< Bewerbung"]);
});

on_both!(a_newer_message_is_said_once, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let begun = form(&desk, carla.id, "Guten Tag").await;
    desk.save_draft(carla.id, &begun).await.unwrap();
    carla.writes(&world, "One more thing", "2@example.org", "x").await;
    assert_eq!(problem(desk.send_answer(carla.id, &begun).await), Problem::NewerMessage);
    assert_eq!(desk.composing(carla.id).await.unwrap().form.body, "Guten Tag");
    desk.send_answer(carla.id, &begun).await.unwrap();
    // What a colleague answered counts as well.
    let other = world.recruiter().await;
    assert_eq!(problem(other.send_answer(carla.id, &begun).await), Problem::NewerMessage);
});

on_both!(sending_can_be_undone, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    world
        .engine
        .save_signature(world.engine.main_company().await.unwrap().unwrap().id, "{recruiter}\n{company}")
        .await
        .unwrap();
    let file = crate::AttachmentFile { name: "a.pdf".into(), media_type: "application/pdf".into(), bytes: vec![1; 10] };
    desk.attach_file(carla.id, file, Timestamp::default()).await.unwrap();
    let id = desk.send_answer(carla.id, &form(&desk, carla.id, "Guten Tag").await).await.unwrap();
    assert_eq!(desk.outgoing(id).await.unwrap().body, "Guten Tag\n\n-- \nAda\nAcme GmbH");
    assert_eq!(desk.composing(carla.id).await.unwrap().files.len(), 0);
    world.clock.advance_secs(UNDO_SECS - 1);
    // Something was begun meanwhile: nothing of either is lost.
    desk.save_draft(carla.id, &form(&desk, carla.id, "PS").await).await.unwrap();
    desk.take_back(id).await.unwrap();
    let composing = desk.composing(carla.id).await.unwrap();
    assert_eq!((composing.form.body.as_str(), composing.files.len()), ("PS\n\nGuten Tag", 1));
    assert_eq!(state(&desk, id).await, OutgoingState::Cancelled);
    assert_eq!(problem(desk.take_back(id).await), Problem::TooLate);
    assert_eq!(thread(&desk, carla.id).await, ["< Bewerbung"]);
});

on_both!(a_later_time_ends_when_the_candidate_writes, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let now = world.clock.now();
    let at = |secs: i64| (now.plus_secs(secs).as_millis()).to_string();
    let good = form(&desk, carla.id, "Bis Montag").await;
    for wrong in ["", "x", &at(-60), &at(400 * 86_400)] {
        let form = AnswerForm { at_millis: (*wrong).into(), ..good.clone() };
        let expected = Problem::Invalid { field: InputField::SendAt, fault: InputFault::NotAhead };
        assert_eq!(problem(desk.send_later(carla.id, &form).await), expected, "{wrong}");
    }
    let later = desk.send_later(carla.id, &AnswerForm { at_millis: at(86_400), ..good.clone() }).await.unwrap();
    let row = desk.outgoing(later).await.unwrap().row;
    assert_eq!(row.not_before.as_millis(), now.plus_secs(86_400).as_millis());
    let soon = desk.send_answer(carla.id, &form(&desk, carla.id, "Gleich").await).await.unwrap();
    carla.writes(&world, "Noch etwas", "2@example.org", "x").await;
    let mut changes = world.engine.changes();
    // It is stopped with the mail that comes before it, and given back after that.
    while desk.composing(carla.id).await.unwrap().form.body.is_empty() {
        changes.next().await;
    }
    let row = desk.outgoing(later).await.unwrap().row;
    assert_eq!((row.state, row.reason), (OutgoingState::Cancelled, OutgoingReason::Word(OutgoingWord::CandidateWrote)));
    assert_eq!(state(&desk, soon).await, OutgoingState::Waiting, "it was written a moment ago, and leaves");
    assert_eq!(desk.composing(carla.id).await.unwrap().form.body, "Bis Montag");
    assert_eq!(thread(&desk, carla.id).await, ["< Bewerbung", "> Bis Montag", "> Gleich", "< Noch etwas"]);
    assert_eq!(problem(desk.take_back(later).await), Problem::TooLate, "it is a draft already");
});

on_both!(a_mail_assigned_by_hand_comes_first_too, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let at_millis = world.clock.now().plus_secs(86_400).as_millis().to_string();
    let later = AnswerForm { at_millis, ..form(&desk, carla.id, "Bis Montag").await };
    let later = desk.send_later(carla.id, &later).await.unwrap();
    let raw = "From: ck@elsewhere.example\r\nSubject: Ich bin es\r\nMessage-ID: <e@elsewhere.example>\r\n\r\nx\r\n";
    let id = world.engine.accept(mail(raw.to_owned())).await.unwrap();
    world.sorted().await;
    assert_eq!(state(&desk, later).await, OutgoingState::Waiting, "it is nobody's yet");
    let triage = desk.triage(&[id]).await.unwrap();
    let whose = types::Whose::Candidate(carla.id);
    let decision =
        types::Decision { messages: triage.seen().collect(), whose, position: None, remember_address: false };
    desk.decide(decision).await.unwrap();
    let row = desk.outgoing(later).await.unwrap().row;
    assert_eq!((row.state, row.reason), (OutgoingState::Cancelled, OutgoingReason::Word(OutgoingWord::CandidateWrote)));
    assert_eq!(desk.composing(carla.id).await.unwrap().form.body, "Bis Montag");
});

on_both!(what_was_assigned_meanwhile_is_newer_too, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let raw =
        "From: ck@elsewhere.example\r\nSubject: Ich ziehe zurueck\r\nMessage-ID: <e@elsewhere.example>\r\n\r\nx\r\n";
    let id = world.engine.accept(mail(raw.to_owned())).await.unwrap();
    world.sorted().await;
    carla.writes(&world, "Noch etwas", "2@example.org", "x").await;
    let begun = form(&desk, carla.id, "Guten Tag").await;
    desk.save_draft(carla.id, &begun).await.unwrap();
    world.clock.advance_secs(1);
    let triage = desk.triage(&[id]).await.unwrap();
    let whose = types::Whose::Candidate(carla.id);
    let decision =
        types::Decision { messages: triage.seen().collect(), whose, position: None, remember_address: false };
    let (decision, _) = desk.decide(decision).await.unwrap();
    assert_eq!(
        problem(desk.send_answer(carla.id, &begun).await),
        Problem::NewerMessage,
        "it is older, and was not there"
    );
    // What was there and is back was not there in between.
    world.clock.advance_secs(1);
    desk.undo_decision(decision).await.unwrap();
    desk.send_answer(carla.id, &begun).await.unwrap();
});

on_both!(what_came_with_somebody_who_was_merged_is_newer_too, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let twin = |name: &str| types::CandidateForm { name: name.into(), ..types::CandidateForm::default() };
    let silent = desk.create_candidate(twin("C. K."), "").await.unwrap();
    let other = desk.create_candidate(twin("C. Kowalczyk"), "ck@elsewhere.example").await.unwrap();
    let raw = "From: ck@elsewhere.example\r\nSubject: Absage\r\nMessage-ID: <e@elsewhere.example>\r\n\r\nx\r\n";
    world.engine.accept(mail(raw.to_owned())).await.unwrap();
    world.sorted().await;
    carla.writes(&world, "Noch etwas", "2@example.org", "x").await;
    let begun = form(&desk, carla.id, "Guten Tag").await;
    desk.save_draft(carla.id, &begun).await.unwrap();
    world.clock.advance_secs(1);
    desk.merge_candidates(carla.id, silent).await.unwrap();
    assert_eq!(world.engine.newest_moment(carla.id).await.unwrap(), begun.seen, "nothing came with them");
    desk.merge_candidates(carla.id, other).await.unwrap();
    assert_eq!(problem(desk.send_answer(carla.id, &begun).await), Problem::NewerMessage);
});
