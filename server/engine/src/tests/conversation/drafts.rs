use types::{
    AnswerForm, CandidateForm, CandidateId, FileId, InputFault, InputField, OUTGOING_FILES_MAX,
    OUTGOING_FILES_MAX_BYTES, Problem, Timestamp,
};
use uuid::Uuid;

use super::{Carla, form, on_both, problem, thread};
use crate::AttachmentFile;

fn file(name: &str, n_bytes: usize) -> AttachmentFile {
    AttachmentFile { name: name.into(), media_type: "text/html".into(), bytes: vec![7; n_bytes] }
}

on_both!(everybody_has_a_draft_of_their_own, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let other = world.recruiter().await;
    desk.save_draft(carla.id, &form(&desk, carla.id, "Eins").await).await.unwrap();
    desk.save_draft(carla.id, &form(&desk, carla.id, "Zwei").await).await.unwrap();
    assert_eq!(desk.composing(carla.id).await.unwrap().form.body, "Zwei");
    assert_eq!(other.composing(carla.id).await.unwrap().form.body, "");
    desk.discard_draft(carla.id).await.unwrap();
    assert_eq!(desk.composing(carla.id).await.unwrap().saved_at, None);
    let nobody = CandidateId::new(Uuid::now_v7());
    assert_eq!(problem(desk.composing(nobody).await), Problem::NotFound);
    assert_eq!(problem(desk.conversation(nobody, None).await), Problem::NotFound);
});

on_both!(files_wait_with_their_draft, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let other = world.recruiter().await;
    let id = desk.attach_file(carla.id, file("../Einladung\r\n.html", 3), Timestamp::default()).await.unwrap();
    let stored = desk.outgoing_file(id).await.unwrap();
    assert_eq!(stored.bytes, [7; 3]);
    assert!(!stored.name.contains(['/', '\r', '\n']) && stored.media_type != "text/html", "{stored:?}");
    other.remove_file(carla.id, id).await.unwrap();
    assert_eq!(desk.composing(carla.id).await.unwrap().files.len(), 1, "it is somebody else's");
    desk.remove_file(carla.id, id).await.unwrap();
    assert_eq!(problem(desk.outgoing_file(id).await), Problem::NotFound);
    assert_eq!(problem(desk.outgoing_file(FileId::new(Uuid::nil())).await), Problem::NotFound);

    let limit = usize::try_from(OUTGOING_FILES_MAX_BYTES).unwrap();
    let too_large = Problem::Invalid { field: InputField::Files, fault: InputFault::TooLong };
    assert_eq!(problem(desk.attach_file(carla.id, file("a", limit + 1), Timestamp::default()).await), too_large);
    for n in 0..OUTGOING_FILES_MAX {
        desk.attach_file(carla.id, file(&format!("{n}"), 1), Timestamp::default()).await.unwrap();
    }
    let too_many = Problem::Invalid { field: InputField::Files, fault: InputFault::TooMany };
    assert_eq!(problem(desk.attach_file(carla.id, file("one more", 1), Timestamp::default()).await), too_many);
});

on_both!(what_is_kept_too_late_is_no_draft_again, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let typed = form(&desk, carla.id, "Guten Tag").await;
    let begun = desk.composing(carla.id).await.unwrap().now;
    let kept = AnswerForm { begun, ..typed.clone() };
    desk.save_draft(carla.id, &kept).await.unwrap();
    world.clock.advance_secs(1);
    desk.send_answer(carla.id, &typed).await.unwrap();
    assert_eq!(problem(desk.save_draft(carla.id, &kept).await), Problem::TooLate, "it was under way when it was sent");
    assert_eq!(desk.composing(carla.id).await.unwrap().saved_at, None);
    let begun = desk.composing(carla.id).await.unwrap().now;
    desk.save_draft(carla.id, &AnswerForm { begun, ..typed }).await.unwrap();
    assert_eq!(desk.composing(carla.id).await.unwrap().form.body, "Guten Tag");
});

on_both!(what_was_thrown_away_stays_away, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let begun = desk.composing(carla.id).await.unwrap().now;
    let kept = AnswerForm { begun, ..form(&desk, carla.id, "Guten Tag").await };
    desk.save_draft(carla.id, &kept).await.unwrap();
    world.clock.advance_secs(1);
    // Another message of the same person's has nothing to do with the draft.
    let other = types::NewOutgoing {
        candidate: Some(carla.id),
        to: vec![types::Mailbox { name: String::new(), address: "carla@example.org".into() }],
        body: "x".into(),
        ..types::NewOutgoing::default()
    };
    desk.send(other).await.unwrap();
    desk.save_draft(carla.id, &kept).await.unwrap();
    desk.discard_draft(carla.id).await.unwrap();
    assert_eq!(problem(desk.save_draft(carla.id, &kept).await), Problem::TooLate, "it was under way");
    assert_eq!(desk.composing(carla.id).await.unwrap().saved_at, None);
    // What somebody asks for is done.
    desk.save_draft(carla.id, &AnswerForm { begun: Timestamp::default(), ..kept }).await.unwrap();
});

on_both!(a_file_that_comes_too_late_goes_out_with_no_other_answer, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let begun = desk.composing(carla.id).await.unwrap().now;
    world.clock.advance_secs(1);
    desk.attach_file(carla.id, file("a.txt", 3), begun).await.unwrap();
    let sent = desk.send_answer(carla.id, &form(&desk, carla.id, "Guten Tag").await).await.unwrap();
    assert_eq!(desk.outgoing(sent).await.unwrap().files.len(), 1);
    assert_eq!(problem(desk.attach_file(carla.id, file("b.txt", 3), begun).await), Problem::TooLate);
    assert_eq!(desk.composing(carla.id).await.unwrap().files.len(), 0);
    let begun = desk.composing(carla.id).await.unwrap().now;
    desk.attach_file(carla.id, file("b.txt", 3), begun).await.unwrap();
});

on_both!(what_is_too_late_for_one_is_too_late_for_whom_they_are_merged_into, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let twin = CandidateForm { name: "C. Kowalczyk".into(), ..CandidateForm::default() };
    let twin = desk.create_candidate(twin, "ck@example.org").await.unwrap();
    let begun = desk.composing(twin).await.unwrap().now;
    let kept = AnswerForm { begun, ..form(&desk, twin, "Guten Tag").await };
    world.clock.advance_secs(1);
    desk.send_answer(twin, &kept).await.unwrap();
    desk.merge_candidates(carla.id, twin).await.unwrap();
    assert_eq!(problem(desk.save_draft(twin, &kept).await), Problem::TooLate);
    assert_eq!(desk.composing(carla.id).await.unwrap().saved_at, None);
});

on_both!(a_draft_goes_out_once, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let begun = desk.composing(carla.id).await.unwrap().now;
    let form = AnswerForm { begun, ..form(&desk, carla.id, "Guten Tag").await };
    world.clock.advance_secs(1);
    // A button pressed twice before the first answer, without script or in two tabs.
    let (one, two) = tokio::join!(desk.send_answer(carla.id, &form), desk.send_answer(carla.id, &form));
    let refused: Vec<_> = [one, two].into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    // The second finds the draft gone, or ended before its own page was sent.
    let problem = problem::<()>(Err(refused.into_iter().next().unwrap()));
    assert!(matches!(problem, Problem::NewerMessage | Problem::TooLate), "{problem:?}");
    assert_eq!(thread(&desk, carla.id).await, ["< Bewerbung", "> Guten Tag"]);
});

on_both!(a_draft_about_a_position_that_is_gone, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let gone = AnswerForm { position: Uuid::nil().to_string(), ..form(&desk, carla.id, "Guten Tag").await };
    desk.save_draft(carla.id, &gone).await.unwrap();
    let kept = desk.composing(carla.id).await.unwrap().form;
    assert_eq!((kept.body.as_str(), kept.position.as_str()), ("Guten Tag", ""));
    assert_eq!(problem(desk.send_answer(carla.id, &gone).await), Problem::NotFound);
});

on_both!(drafts_go_with_whom_they_are_written_to, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let rita = world.recruiter().await;
    let twin = CandidateForm { name: "C. Kowalczyk".into(), ..CandidateForm::default() };
    let twin = desk.create_candidate(twin, "ck@example.org").await.unwrap();
    desk.save_draft(twin, &form(&desk, twin, "Ada an C.").await).await.unwrap();
    desk.attach_file(twin, file("a.txt", 3), Timestamp::default()).await.unwrap();
    rita.save_draft(twin, &form(&rita, twin, "Rita an C.").await).await.unwrap();
    rita.save_draft(carla.id, &form(&rita, carla.id, "Rita an Carla").await).await.unwrap();
    desk.merge_candidates(carla.id, twin).await.unwrap();
    let composing = desk.composing(carla.id).await.unwrap();
    assert_eq!((composing.form.body.as_str(), composing.files.len()), ("Ada an C.", 1));
    assert_eq!(rita.composing(carla.id).await.unwrap().form.body, "Rita an Carla\n\nRita an C.");
});

on_both!(a_merged_candidates_mail_goes_out_again_with_its_files, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let kept = CandidateForm { name: "Carla".into(), ..CandidateForm::default() };
    let kept = desk.create_candidate(kept, "").await.unwrap();
    desk.attach_file(carla.id, file("a.txt", 3), Timestamp::default()).await.unwrap();
    let sent = desk.send_answer(carla.id, &form(&desk, carla.id, "Guten Tag").await).await.unwrap();
    let bounced: crate::Result<()> = async {
        crate::db::write!(world.engine.inner.db, tx => {
            sqlx::query("UPDATE outgoing SET state = 'bounced', reason = 'reported_failed' WHERE id = $1")
                .bind(sent.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
            sqlx::query("UPDATE outgoing_recipient SET state = 'bounced' WHERE outgoing_id = $1")
                .bind(sent.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }
    .await;
    bounced.unwrap();
    desk.merge_candidates(kept, carla.id).await.unwrap();
    // Somebody goes away while it is being copied: no file of it turns up in a draft.
    for n in 0..12 {
        let (desk, wrong) = (desk.clone(), "nobody@example.org");
        let going = tokio::spawn(async move { desk.resend_to(sent, "carla@example.org", wrong).await });
        for _ in 0..n {
            tokio::task::yield_now().await;
        }
        going.abort();
        if matches!(going.await, Ok(Ok(_))) {
            break;
        }
    }
    assert_eq!(desk.composing(kept).await.unwrap().files.len(), 0);
    let copy = match desk.outgoing(sent).await.unwrap().row.replaced_by {
        Some(copy) => copy,
        None => desk.resend_to(sent, "carla@example.org", "carla@new.example").await.unwrap(),
    };
    assert_eq!(desk.composing(kept).await.unwrap().files.len(), 0);
    assert_eq!(desk.outgoing(sent).await.unwrap().files.len(), 1, "each has its own");
    let copy = desk.outgoing(copy).await.unwrap();
    assert_eq!((copy.row.candidate, copy.files.len()), (Some(kept), 1));
});
