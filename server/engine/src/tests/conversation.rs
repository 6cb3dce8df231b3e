//! One candidate's thread: what comes in, what is answered, taken back, and overtaken.

mod answering;
mod drafts;
mod templates;

use types::{AnswerForm, CandidateForm, CandidateId, MessageId, OutgoingId, OutgoingState, PositionId, ThreadEntry};
use uuid::Uuid;

use super::{World, mail, on_both, problem};
use crate::{Desk, db::write};

/// A candidate who applied for a position of the main company, with one mail.
struct Carla {
    id: CandidateId,
    position: PositionId,
}

impl Carla {
    async fn applies(world: &World, desk: &Desk) -> Self {
        let form = CandidateForm { name: "Carla Kowalczyk".into(), ..CandidateForm::default() };
        let id = desk.create_candidate(form, "carla@example.org").await.unwrap();
        let position = position(world).await.unwrap();
        desk.add_application(id, position).await.unwrap();
        let carla = Self { id, position };
        carla.writes(world, "Bewerbung", "1@example.org", "Guten Tag,\nich bewerbe mich.").await;
        assert_eq!(desk.composing(carla.id).await.unwrap().form.subject, "Re: Bewerbung");
        carla
    }

    /// A mail of hers arrives.
    async fn writes(&self, world: &World, subject: &str, message_id: &str, text: &str) -> MessageId {
        world.clock.advance_secs(1);
        let raw = format!(
            "From: Carla Kowalczyk <carla@example.org>\r\nSubject: {subject}\r\nMessage-ID: <{message_id}>\r\n\
             References: <0@example.org>\r\n\r\n{}\r\n",
            text.replace('\n', "\r\n")
        );
        let id = world.engine.accept(mail(raw)).await.unwrap();
        world.sorted().await;
        id
    }
}

async fn position(world: &World) -> crate::Result<PositionId> {
    let id = PositionId::new(Uuid::now_v7());
    let main = world.engine.main_company().await?.unwrap().id;
    write!(world.engine.inner.db, tx => {
        sqlx::query("INSERT INTO position (id, company_id, title, status, created_at) VALUES ($1, $2, 'Baker', 'open', 0)")
            .bind(id.as_bytes().as_slice())
            .bind(main.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
    });
    Ok(id)
}

/// The form as it begins, with this text in it.
async fn form(desk: &Desk, candidate: CandidateId, body: &str) -> AnswerForm {
    AnswerForm { body: body.into(), ..desk.composing(candidate).await.unwrap().form }
}

async fn state(desk: &Desk, id: OutgoingId) -> OutgoingState {
    desk.outgoing(id).await.unwrap().row.state
}

/// The thread in short.
async fn thread(desk: &Desk, candidate: CandidateId) -> Vec<String> {
    let page = desk.conversation(candidate, None).await.unwrap();
    let shown = page.entries.into_iter().map(|entry| match entry {
        ThreadEntry::Theirs(message) => format!("< {}", message.subject),
        ThreadEntry::Ours(message) => format!("> {}", message.view.body.lines().next().unwrap_or_default()),
    });
    shown.collect()
}

on_both!(one_thread_in_both_directions, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    world.clock.advance_secs(1);
    desk.send_answer(carla.id, &form(&desk, carla.id, "Come on Monday").await).await.unwrap();
    carla
        .writes(&world, "Re: Bewerbung", "2@example.org", "Gern!\n\nAm 23.11.2026 um 19:06 schrieb Acme:\n> alt")
        .await;
    assert_eq!(thread(&desk, carla.id).await, ["< Bewerbung", "> Come on Monday", "< Re: Bewerbung"]);
    let page = desk.conversation(carla.id, None).await.unwrap();
    let Some(ThreadEntry::Theirs(last)) = page.entries.last() else { panic!() };
    assert_eq!(last.pieces.len(), 2);
    assert_eq!((last.pieces[0].text.as_str(), last.pieces[1].is_quoted), ("Gern!", true));
    assert_eq!(last.from, "Carla Kowalczyk");
    let Some(ThreadEntry::Ours(ours)) = page.entries.get(1) else { panic!() };
    assert_eq!((ours.author.as_str(), ours.can_be_taken_back), ("Ada", true));
});

on_both!(long_conversations_come_in_pages, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    for n in 1..45 {
        carla.writes(&world, &format!("Mail {n}"), &format!("m{n}@example.org"), "x").await;
    }
    let mut found = Vec::new();
    let mut before = None;
    loop {
        let page = desk.conversation(carla.id, before.clone()).await.unwrap();
        assert!(page.entries.len() <= 20);
        let subjects = page.entries.into_iter().map(|entry| match entry {
            ThreadEntry::Theirs(message) => message.subject,
            ThreadEntry::Ours(_) => panic!("nothing was answered"),
        });
        found.splice(0..0, subjects);
        before = page.older;
        if before.is_none() {
            break;
        }
    }
    let expected: Vec<_> =
        std::iter::once("Bewerbung".to_owned()).chain((1..45).map(|n| format!("Mail {n}"))).collect();
    assert_eq!(found, expected);
    assert_eq!(problem(desk.conversation(carla.id, Some("x".into())).await), types::Problem::BadRequest);
});

on_both!(long_texts_are_cut, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    carla.writes(&world, "Long", "long@example.org", &"ö wort\n".repeat(20_000)).await;
    let page = desk.conversation(carla.id, None).await.unwrap();
    let Some(ThreadEntry::Theirs(last)) = page.entries.last() else { panic!() };
    let n: usize = last.pieces.iter().map(|piece| piece.text.len()).sum();
    assert!(last.is_cut && n <= 12 << 10, "{n}");
});
