//! The server functions of the candidates' pages.

use leptos::prelude::*;
use types::{
    ApplicationId, ApplicationStage, CandidateId, CandidatePage, CandidateView, MergeId, PositionChoice, PositionId,
};

use crate::{CallError, call::Record};

/// A page of candidates, those last heard of first.
#[server(prefix = "/call", endpoint = "candidates", output = Record)]
pub async fn candidates(
    search: String,
    position: Option<PositionId>,
    stage: Option<ApplicationStage>,
    before: Option<String>,
) -> Result<CandidatePage, CallError> {
    let filter = types::CandidateFilter { search, position, stage };
    Ok(crate::backend::desk()?.candidates(filter, before).await?)
}

/// Positions to choose, the open ones first.
#[server(prefix = "/call", endpoint = "position_choices", output = Record)]
pub async fn position_choices() -> Result<Vec<PositionChoice>, CallError> {
    Ok(crate::backend::desk()?.position_choices().await?)
}

/// A candidate's profile.
#[server(prefix = "/call", endpoint = "candidate", output = Record)]
pub async fn candidate(id: CandidateId) -> Result<CandidateView, CallError> {
    Ok(crate::backend::desk()?.candidate(id).await?)
}

/// Adds a candidate and shows them.
#[server(prefix = "/call", endpoint = "create_candidate", output = Record)]
pub async fn create_candidate(
    name: String,
    #[server(default)] address: String,
    #[server(default)] phone: String,
) -> Result<(), CallError> {
    let form = types::CandidateForm { name, phone, notes: String::new() };
    let id = crate::backend::desk()?.create_candidate(form, &address).await?;
    leptos_axum::redirect(&format!("/candidates/{id}"));
    Ok(())
}

/// Changes name, phone and notes, unless somebody else has since they were `seen`.
#[server(prefix = "/call", endpoint = "change_candidate", output = Record)]
pub async fn change_candidate(
    id: CandidateId,
    name: String,
    #[server(default)] phone: String,
    #[server(default)] notes: String,
    #[server(default)] seen: String,
) -> Result<(), CallError> {
    crate::backend::desk()?.change_candidate(id, types::CandidateForm { name, phone, notes }, &seen).await?;
    leptos_axum::redirect(&format!("/candidates/{id}?done=saved"));
    Ok(())
}

/// Adds an address.
#[server(prefix = "/call", endpoint = "add_address", output = Record)]
pub async fn add_address(id: CandidateId, address: String) -> Result<(), CallError> {
    crate::backend::desk()?.add_address(id, &address).await?;
    leptos_axum::redirect(&format!("/candidates/{id}#addresses"));
    Ok(())
}

/// Takes an address away.
#[server(prefix = "/call", endpoint = "remove_address", output = Record)]
pub async fn remove_address(id: CandidateId, address: String) -> Result<(), CallError> {
    crate::backend::desk()?.remove_address(id, &address).await?;
    leptos_axum::redirect(&format!("/candidates/{id}#addresses"));
    Ok(())
}

/// Adds an application.
#[server(prefix = "/call", endpoint = "add_application", output = Record)]
pub async fn add_application(id: CandidateId, position: PositionId) -> Result<(), CallError> {
    crate::backend::desk()?.add_application(id, position).await?;
    leptos_axum::redirect(&format!("/candidates/{id}#applications"));
    Ok(())
}

/// Moves an application to a stage.
#[server(prefix = "/call", endpoint = "change_stage", output = Record)]
pub async fn change_stage(
    id: CandidateId,
    application: ApplicationId,
    stage: ApplicationStage,
) -> Result<(), CallError> {
    crate::backend::desk()?.change_stage(application, stage).await?;
    leptos_axum::redirect(&format!("/candidates/{id}#applications"));
    Ok(())
}

/// Takes an application away.
#[server(prefix = "/call", endpoint = "remove_application", output = Record)]
pub async fn remove_application(id: CandidateId, application: ApplicationId) -> Result<(), CallError> {
    crate::backend::desk()?.remove_application(application).await?;
    leptos_axum::redirect(&format!("/candidates/{id}#applications"));
    Ok(())
}

/// Makes another candidate a part of this one.
#[server(prefix = "/call", endpoint = "merge_candidates", output = Record)]
pub async fn merge_candidates(id: CandidateId, gone: CandidateId) -> Result<(), CallError> {
    crate::backend::desk()?.merge_candidates(id, gone).await?;
    leptos_axum::redirect(&format!("/candidates/{id}"));
    Ok(())
}

/// Makes two of one again.
#[server(prefix = "/call", endpoint = "undo_merge", output = Record)]
pub async fn undo_merge(id: CandidateId, merge: MergeId) -> Result<(), CallError> {
    crate::backend::desk()?.undo_merge(merge).await?;
    leptos_axum::redirect(&format!("/candidates/{id}"));
    Ok(())
}
