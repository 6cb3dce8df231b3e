use types::{CandidateId, FileId, InputFault, InputField, OUTGOING_FILES_MAX, OUTGOING_FILES_MAX_BYTES, Problem};
use uuid::Uuid;

use super::{Carla, form, on_both, problem};
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
    let id = desk.attach_file(carla.id, file("../Einladung\r\n.html", 3)).await.unwrap();
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
    assert_eq!(problem(desk.attach_file(carla.id, file("a", limit + 1)).await), too_large);
    for n in 0..OUTGOING_FILES_MAX {
        desk.attach_file(carla.id, file(&format!("{n}"), 1)).await.unwrap();
    }
    let too_many = Problem::Invalid { field: InputField::Files, fault: InputFault::TooMany };
    assert_eq!(problem(desk.attach_file(carla.id, file("one more", 1)).await), too_many);
});
