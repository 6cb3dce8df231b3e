//! Candidates: made, changed, found, merged, and two again.

use types::{
    ApplicationStage, CandidateFilter, CandidateForm, CandidateId, InputFault, InputField, PositionId, Problem,
};
use uuid::Uuid;

use super::{World, mail, on_both, problem};
use crate::{Desk, db::write};

/// A position, until somebody makes one through its own page.
pub(super) async fn position(world: &World, title: &str) -> PositionId {
    let id = PositionId::new(Uuid::now_v7());
    let company = world.engine.main_company().await.unwrap().unwrap().id;
    let insert = async {
        write!(world.engine.inner.db, tx => {
            sqlx::query("INSERT INTO position (id, company_id, title, status, created_at) VALUES ($1, $2, $3, 'open', $4)")
                .bind(id.as_bytes().as_slice())
                .bind(company.as_bytes().as_slice())
                .bind(title)
                .bind(world.engine.now().0)
                .execute(&mut *tx)
                .await?;
        });
        Ok::<_, crate::Error>(())
    };
    insert.await.unwrap();
    id
}

pub(super) fn named(name: &str) -> CandidateForm {
    CandidateForm { name: name.into(), ..CandidateForm::default() }
}

fn searching(search: &str) -> CandidateFilter {
    CandidateFilter { search: search.into(), ..CandidateFilter::default() }
}

async fn found(desk: &Desk, filter: CandidateFilter) -> Vec<String> {
    let mut names: Vec<_> = desk.candidates(filter, None).await.unwrap().rows.into_iter().map(|row| row.name).collect();
    names.sort();
    names
}

async fn addresses(desk: &Desk, id: CandidateId) -> Vec<String> {
    let mut addresses: Vec<_> =
        desk.candidate(id).await.unwrap().addresses.into_iter().map(|row| row.address).collect();
    addresses.sort();
    addresses
}

on_both!(are_kept_as_typed_and_checked, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let form =
        CandidateForm { name: "  Carla   Kowalczyk ".into(), phone: "+48 600  123".into(), notes: "a\r\nb\n".into() };
    let id = desk.create_candidate(form, "Carla@Example.org").await.unwrap();
    let view = desk.candidate(id).await.unwrap();
    assert_eq!(
        (view.form.name.as_str(), view.form.phone.as_str(), view.form.notes.as_str()),
        ("Carla Kowalczyk", "+48 600 123", "a\nb")
    );
    assert_eq!(addresses(&desk, id).await, ["carla@example.org"]);
    let seen = desk.candidate(id).await.unwrap().seen;
    desk.change_candidate(id, named("Karla"), &seen).await.unwrap();
    assert_eq!(desk.candidate(id).await.unwrap().form.name, "Karla");
    assert_eq!(found(&desk, searching("kowal")).await, Vec::<String>::new());
    for (result, field, fault) in [
        (desk.create_candidate(named(" "), "").await, InputField::CandidateName, InputFault::Empty),
        (desk.create_candidate(named("x"), "x").await, InputField::CandidateAddress, InputFault::NotAnAddress),
        (
            desk.create_candidate(named("x"), "noreply@x.de").await,
            InputField::CandidateAddress,
            InputFault::NotAPersonsAddress,
        ),
    ] {
        assert_eq!(problem(result), Problem::Invalid { field, fault });
    }
    let nobody = CandidateId::new(Uuid::now_v7());
    assert_eq!(problem(desk.candidate(nobody).await), Problem::NotFound);
    assert_eq!(problem(desk.change_candidate(nobody, named("x"), "").await), Problem::NotFound);
});

on_both!(what_a_colleague_wrote_is_not_overwritten, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let id = desk.create_candidate(named("Carla"), "").await.unwrap();
    let seen = desk.candidate(id).await.unwrap().seen;
    let with = |notes: &str| CandidateForm { notes: notes.into(), ..named("Carla") };
    desk.change_candidate(id, with("Called on Monday."), &seen).await.unwrap();
    for stale in [seen.as_str(), ""] {
        assert_eq!(problem(desk.change_candidate(id, with("Speaks Polish."), stale).await), Problem::ChangedMeanwhile);
    }
    // The same twice is no contradiction.
    desk.change_candidate(id, with("Called on Monday."), &seen).await.unwrap();
    let now = desk.candidate(id).await.unwrap();
    assert_eq!(now.form.notes, "Called on Monday.");
    desk.change_candidate(id, with("Called on Monday.\nSpeaks Polish."), &now.seen).await.unwrap();
    assert_ne!(desk.candidate(id).await.unwrap().seen, now.seen);
});

on_both!(one_address_may_be_known_of_several, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let carla = desk.create_candidate(named("Carla"), "family@example.org").await.unwrap();
    let ben = desk.create_candidate(named("Ben"), "").await.unwrap();
    desk.add_address(ben, "Family@example.org").await.unwrap();
    desk.add_address(ben, "family@example.org").await.unwrap();
    assert_eq!(desk.candidate(carla).await.unwrap().addresses[0].n_others, 1);
    assert_eq!(addresses(&desk, ben).await, ["family@example.org"]);
    desk.remove_address(carla, "family@example.org").await.unwrap();
    assert_eq!(problem(desk.remove_address(carla, "family@example.org").await), Problem::NotFound);
    assert_eq!(desk.candidate(ben).await.unwrap().addresses[0].n_others, 0);
    for n in 1..20 {
        desk.add_address(ben, &format!("b{n}@example.org")).await.unwrap();
    }
    let too_many = Problem::Invalid { field: InputField::CandidateAddress, fault: InputFault::TooMany };
    assert_eq!(problem(desk.add_address(ben, "b20@example.org").await), too_many);
});

on_both!(are_found_by_name_address_phone_and_position, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let baker = position(&world, "Bäcker (Berlin)").await;
    let form = CandidateForm { phone: "0171 2345678".into(), ..named("Mehmet Öztürk") };
    let mehmet = desk.create_candidate(form, "m.oe@work.example").await.unwrap();
    desk.create_candidate(named("Carla Kowalczyk"), "carla@home.example").await.unwrap();
    desk.add_application(mehmet, baker).await.unwrap();
    desk.add_application(mehmet, baker).await.unwrap();
    for (search, expected) in [
        ("", vec!["Carla Kowalczyk", "Mehmet Öztürk"]),
        ("oeztu", vec!["Mehmet Öztürk"]),
        ("MEHMET öz", vec!["Mehmet Öztürk"]),
        ("mehmet carla", vec![]),
        ("m.oe@work.example", vec!["Mehmet Öztürk"]),
        ("home", vec!["Carla Kowalczyk"]),
        ("+49 171 234", vec!["Mehmet Öztürk"]),
        ("baecker", vec!["Mehmet Öztürk"]),
        ("berlin mehmet", vec!["Mehmet Öztürk"]),
        ("berlin carla", vec![]),
        ("%", vec![]),
        ("'; DROP TABLE candidate", vec![]),
    ] {
        assert_eq!(found(&desk, searching(search)).await, expected, "{search}");
    }
    let filter = |position, stage| CandidateFilter { search: String::new(), position, stage };
    let application = desk.candidate(mehmet).await.unwrap().applications[0].clone();
    assert_eq!(application.stage, ApplicationStage::New);
    desk.change_stage(application.id, ApplicationStage::Interview).await.unwrap();
    let other = position(&world, "Smith").await;
    for (filter, expected) in [
        (filter(Some(baker), None), vec!["Mehmet Öztürk"]),
        (filter(Some(other), None), vec![]),
        (filter(None, Some(ApplicationStage::Interview)), vec!["Mehmet Öztürk"]),
        (filter(Some(baker), Some(ApplicationStage::New)), vec![]),
        (CandidateFilter { search: "carla".into(), ..filter(Some(baker), None) }, vec![]),
    ] {
        assert_eq!(found(&desk, filter.clone()).await, expected, "{filter:?}");
    }
    desk.remove_application(application.id).await.unwrap();
    assert_eq!(problem(desk.remove_application(application.id).await), Problem::NotFound);
    assert_eq!(found(&desk, searching("berlin")).await, Vec::<String>::new());
});

on_both!(pages_go_through_all_candidates_once, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    for n in 0..120 {
        desk.create_candidate(named(&format!("Anna {n}")), "").await.unwrap();
    }
    for search in ["", "anna"] {
        let (mut before, mut seen, mut sizes) = (None, std::collections::HashSet::new(), Vec::new());
        loop {
            let page = desk.candidates(searching(search), before).await.unwrap();
            sizes.push(page.rows.len());
            seen.extend(page.rows.into_iter().map(|row| row.id));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!((seen.len(), sizes), (120, vec![50, 50, 20]), "{search}");
    }
    assert_eq!(problem(desk.candidates(searching(""), Some("nonsense".into())).await), Problem::BadRequest);
});

on_both!(two_become_one_and_two_again, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    let (baker, smith) = (position(&world, "Baker").await, position(&world, "Smith").await);
    let form = |name: &str, phone: &str, notes: &str| CandidateForm {
        name: name.into(),
        phone: phone.into(),
        notes: notes.into(),
    };
    let kept = desk.create_candidate(form("Carla Kowalczyk", "", "likes bread"), "carla@home.example").await.unwrap();
    let gone =
        desk.create_candidate(form("C. Kowalczyk", "030 1234567", "likes iron"), "carla@work.example").await.unwrap();
    desk.add_address(gone, "carla@home.example").await.unwrap();
    for (candidate, position) in [(kept, baker), (gone, baker), (gone, smith)] {
        desk.add_application(candidate, position).await.unwrap();
    }
    world.engine.accept(mail("From: carla@work.example\r\nSubject: Hello\r\n\r\nx\r\n")).await.unwrap();
    world.sorted().await;
    assert_eq!(desk.conversation(gone, None).await.unwrap().entries.len(), 1);

    let merge = desk.merge_candidates(kept, gone).await.unwrap();
    let view = desk.candidate(gone).await.unwrap();
    assert_eq!((view.id, view.form), (kept, form("Carla Kowalczyk", "030 1234567", "likes bread\n\nlikes iron")));
    assert_eq!(view.applications.len(), 2);
    assert!(view.addresses.iter().all(|address| address.n_others == 0), "{:?}", view.addresses);
    assert_eq!(addresses(&desk, kept).await, ["carla@home.example", "carla@work.example"]);
    assert_eq!(
        (view.merges[0].merge, view.merges[0].name.as_str(), view.merges[0].by.as_str()),
        (merge, "C. Kowalczyk", "Rita")
    );
    assert_eq!(found(&desk, searching("kowalczyk")).await, ["Carla Kowalczyk"]);
    assert_eq!(desk.conversation(kept, None).await.unwrap().entries.len(), 1);
    world.engine.accept(mail("From: carla@work.example\r\nSubject: Again\r\n\r\nx\r\n")).await.unwrap();
    world.sorted().await;
    assert_eq!(desk.conversation(kept, None).await.unwrap().entries.len(), 2);
    assert_eq!(problem(desk.merge_candidates(kept, gone).await), Problem::ChangedMeanwhile);
    assert_eq!(problem(desk.merge_candidates(kept, kept).await), Problem::BadRequest);

    assert_eq!(desk.undo_merge(merge).await.unwrap(), gone);
    assert_eq!(desk.candidate(kept).await.unwrap().form, form("Carla Kowalczyk", "", "likes bread"));
    assert_eq!(desk.candidate(gone).await.unwrap().id, gone);
    assert_eq!(addresses(&desk, kept).await, ["carla@home.example"]);
    assert_eq!(addresses(&desk, gone).await, ["carla@home.example", "carla@work.example"]);
    assert_eq!(desk.candidate(kept).await.unwrap().applications.len(), 1);
    assert_eq!(desk.candidate(gone).await.unwrap().applications.len(), 2);
    // What came in between was written to the one who was there then.
    assert_eq!(desk.conversation(gone, None).await.unwrap().entries.len(), 1);
    assert_eq!(desk.conversation(kept, None).await.unwrap().entries.len(), 1);
    assert_eq!(found(&desk, searching("kowalczyk")).await, ["C. Kowalczyk", "Carla Kowalczyk"]);
    assert_eq!(problem(desk.undo_merge(merge).await), Problem::ChangedMeanwhile);
});
