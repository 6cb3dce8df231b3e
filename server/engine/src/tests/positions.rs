//! Positions: made, changed, found, and who answers for them.

use types::{
    CompanyId, InputFault, InputField, PositionForm, PositionId, PositionQuery, PositionSaved, PositionStatus, Problem,
    Topic,
};

use super::{
    World,
    companies::{connect, subcompany},
    on_both, problem,
};
use crate::{Desk, Heard, db::write};

fn form(title: &str, company: CompanyId) -> PositionForm {
    PositionForm { title: title.into(), status: PositionStatus::Open, company }
}

async fn main(world: &World) -> CompanyId {
    world.engine.main_company().await.unwrap().unwrap().id
}

async fn titles(desk: &Desk, status: Option<PositionStatus>, text: &str) -> Vec<String> {
    let page = desk.positions(PositionQuery { status, text: text.into() }, None).await.unwrap();
    page.rows.into_iter().map(|row| row.title).collect()
}

/// Somebody who applies for the position.
async fn applicant(world: &World, name: &str, position: PositionId, applied_at: i64) -> crate::Result<uuid::Uuid> {
    let candidate = uuid::Uuid::now_v7();
    write!(world.engine.inner.db, tx => {
        sqlx::query("INSERT INTO candidate (id, name, phone, notes, search, created_at, last_message_at) VALUES ($1, $2, '', '', '', 1, 1)")
            .bind(candidate.as_bytes().as_slice())
            .bind(name)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO application (id, candidate_id, position_id, stage, applied_at) VALUES ($1, $2, $3, 'new', $4)")
            .bind(uuid::Uuid::now_v7().as_bytes().as_slice())
            .bind(candidate.as_bytes().as_slice())
            .bind(position.as_bytes().as_slice())
            .bind(applied_at)
            .execute(&mut *tx)
            .await?;
    });
    Ok(candidate)
}

/// Marks somebody as merged into another.
async fn merge(world: &World, gone: uuid::Uuid, kept: uuid::Uuid) -> crate::Result<()> {
    write!(world.engine.inner.db, tx => {
        sqlx::query("UPDATE candidate SET merged_into = $2 WHERE id = $1")
            .bind(gone.as_bytes().as_slice())
            .bind(kept.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
    });
    Ok(())
}

on_both!(are_made_and_changed, |world| {
    let desk = world.admin().await;
    let main = main(&world).await;
    let mut changes = world.engine.changes();
    let id = desk.create_position(form("  Baker \t in Berlin ", main)).await.unwrap();
    assert_eq!(changes.next().await, Some(Heard::Changed(Topic::Positions)));
    let position = desk.position(id).await.unwrap();
    assert_eq!((position.row.title.as_str(), position.row.company_name.as_str()), ("Baker in Berlin", "Acme GmbH"));
    let closed = PositionForm { status: PositionStatus::Closed, ..form("Pâtissière", main) };
    assert_eq!(desk.change_position(id, closed, None).await.unwrap(), PositionSaved::Whole);
    let position = desk.position(id).await.unwrap();
    assert_eq!((position.row.title.as_str(), position.row.status), ("Pâtissière", PositionStatus::Closed));
    let empty = Problem::Invalid { field: InputField::Title, fault: InputFault::Empty };
    assert_eq!(problem(desk.create_position(form("  ", main)).await), empty);
    assert_eq!(problem(desk.change_position(id, form("", main), None).await), empty);
    let long = Problem::Invalid { field: InputField::Title, fault: InputFault::TooLong };
    assert_eq!(problem(desk.create_position(form(&"ä".repeat(121), main)).await), long);
    let nobody = "0197a1a0-0000-7000-8000-000000000000".parse().unwrap();
    assert_eq!(problem(desk.create_position(form("Baker", nobody)).await), Problem::NotFound);
    let nothing = "0197a1a0-0000-7000-8000-000000000000".parse().unwrap();
    assert_eq!(problem(desk.position(nothing).await), Problem::NotFound);
});

on_both!(are_found, |world| {
    let desk = world.admin().await;
    let main = main(&world).await;
    for (title, status) in [
        ("Bäcker in Köln", PositionStatus::Draft),
        ("ÄRZTIN", PositionStatus::Open),
        ("100 % Remote_Job", PositionStatus::Closed),
    ] {
        desk.create_position(PositionForm { status, ..form(title, main) }).await.unwrap();
        world.clock.advance_secs(1);
    }
    for (status, text, found) in [
        (None, "", vec!["100 % Remote_Job", "ÄRZTIN", "Bäcker in Köln"]),
        (Some(PositionStatus::Draft), "", vec!["Bäcker in Köln"]),
        (None, " ärzt ", vec!["ÄRZTIN"]),
        (None, "KÖLN", vec!["Bäcker in Köln"]),
        (Some(PositionStatus::Open), "köln", vec![]),
        (None, "%", vec!["100 % Remote_Job"]),
        (None, "e_j", vec!["100 % Remote_Job"]),
        (None, "i_k", vec![]),
        (None, "\\", vec![]),
        (None, "'; DROP TABLE position", vec![]),
    ] {
        assert_eq!(titles(&desk, status, text).await, found, "{status:?} {text}");
    }
});

on_both!(come_in_pages, |world| {
    let desk = world.admin().await;
    let main = main(&world).await;
    for n in 0..53 {
        desk.create_position(form(&format!("Position {n}"), main)).await.unwrap();
    }
    let first = desk.positions(PositionQuery::default(), None).await.unwrap();
    assert_eq!((first.rows.len(), first.next.is_some()), (50, true));
    let second = desk.positions(PositionQuery::default(), first.next).await.unwrap();
    assert_eq!((second.rows.len(), second.next), (3, None));
    assert!(first.rows.iter().all(|row| second.rows.iter().all(|other| other.id != row.id)));
    assert_eq!(problem(desk.positions(PositionQuery::default(), Some("x".into())).await), Problem::BadRequest);
});

on_both!(list_their_candidates, |world| {
    let desk = world.admin().await;
    let main = main(&world).await;
    let id = desk.create_position(form("Baker", main)).await.unwrap();
    let other = desk.create_position(form("Driver", main)).await.unwrap();
    assert_eq!(desk.applicants(id, None).await.unwrap(), Default::default());
    for n in 0..51 {
        applicant(&world, &format!("Person {n}"), id, n).await.unwrap();
    }
    let kept = applicant(&world, "Person 51", id, 51).await.unwrap();
    let gone = applicant(&world, "Person 51 again", id, 60).await.unwrap();
    merge(&world, gone, kept).await.unwrap();
    let first = desk.applicants(id, None).await.unwrap();
    let names: Vec<_> = first.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names.len(), names[0], names[49]), (50, "Person 51", "Person 2"));
    let second = desk.applicants(id, first.next).await.unwrap();
    assert_eq!((second.rows.len(), second.next), (2, None));
    assert_eq!(desk.position(id).await.unwrap().row.n_candidates, 52);
    assert_eq!(desk.position(other).await.unwrap().row.n_candidates, 0);
});

on_both!(another_company_is_seen_before_it_answers, |world| {
    let desk = world.admin().await;
    let main = main(&world).await;
    let berlin = subcompany(&desk, "Berlin").await;
    connect(&desk, Some(berlin), "berlin.example", true).await;
    let id = desk.create_position(form("Baker", main)).await.unwrap();
    let moved = |company| form("Baker", company);
    let outlook = desk.outlook(Some(id), Some(berlin)).await.unwrap();
    assert_eq!((outlook.sending.from.as_str(), outlook.n_conversations), ("jobs@berlin.example", 0));
    applicant(&world, "Carla", id, 1).await.unwrap();
    assert_eq!(desk.outlook(Some(id), Some(berlin)).await.unwrap().n_conversations, 1);
    assert_eq!(desk.outlook(Some(id), Some(main)).await.unwrap().n_conversations, 0);
    assert_eq!(desk.outlook(Some(id), None).await.unwrap().company, main);
    assert_eq!(desk.outlook(None, None).await.unwrap().company, main);
    assert_eq!(desk.outlook(None, Some(berlin)).await.unwrap().n_conversations, 0);
    let saved = desk.change_position(id, form("Master baker", berlin), None).await.unwrap();
    assert_eq!(saved, PositionSaved::ButForCompany(berlin));
    let position = desk.position(id).await.unwrap();
    assert_eq!((position.company, position.row.title.as_str()), (main, "Master baker"), "the rest is saved");
    assert_eq!(
        desk.change_position(id, moved(berlin), Some(main)).await.unwrap(),
        PositionSaved::ButForCompany(berlin)
    );
    assert_eq!(desk.change_position(id, moved(berlin), Some(berlin)).await.unwrap(), PositionSaved::Whole);
    assert_eq!(desk.position(id).await.unwrap().company, berlin);
    let hamburg = subcompany(&desk, "Hamburg").await;
    desk.change_position(id, moved(main), Some(main)).await.unwrap();
    assert_eq!(
        desk.change_position(id, moved(hamburg), None).await.unwrap(),
        PositionSaved::Whole,
        "one that answers as before needs no second look"
    );
});

on_both!(a_retired_company_takes_no_new_ones, |world| {
    let desk = world.admin().await;
    let main = main(&world).await;
    let berlin = subcompany(&desk, "Berlin").await;
    let kept = desk.create_position(form("Baker", berlin)).await.unwrap();
    desk.retire_subcompany(berlin).await.unwrap();
    assert_eq!(problem(desk.create_position(form("Driver", berlin)).await), Problem::BadRequest);
    let other = desk.create_position(form("Driver", main)).await.unwrap();
    assert_eq!(problem(desk.change_position(other, form("Driver", berlin), Some(berlin)).await), Problem::BadRequest);
    assert_eq!(desk.change_position(kept, form("Baker, night", berlin), None).await.unwrap(), PositionSaved::Whole);
});
