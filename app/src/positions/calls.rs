//! The server functions of positions.

use leptos::prelude::*;
use types::{ApplicantPage, CompanyChoice, CompanyId, Outlook, Position, PositionId, PositionPage, PositionStatus};

use crate::{CallError, call::Record};

/// A page of positions, newest first.
#[server(prefix = "/call", endpoint = "positions", output = Record)]
pub async fn list_positions(
    status: Option<PositionStatus>,
    #[server(default)] text: String,
    before: Option<String>,
) -> Result<PositionPage, CallError> {
    Ok(crate::backend::desk()?.positions(types::PositionQuery { status, text }, before).await?)
}

/// A position.
#[server(prefix = "/call", endpoint = "position", output = Record)]
pub async fn load_position(id: String) -> Result<Position, CallError> {
    Ok(crate::backend::desk()?.position(crate::backend::identity(&id)?).await?)
}

/// The companies that a position may belong to.
#[server(prefix = "/call", endpoint = "company_choices", output = Record)]
pub async fn company_choices() -> Result<Vec<CompanyChoice>, CallError> {
    Ok(crate::backend::desk()?.company_choices().await?)
}

/// What a company means for the position; without one, what things are like now.
#[server(prefix = "/call", endpoint = "outlook", output = Record)]
pub async fn load_outlook(position: String, company: Option<CompanyId>) -> Result<Outlook, CallError> {
    Ok(crate::backend::desk()?.outlook(Some(crate::backend::identity(&position)?), company).await?)
}

/// A page of those who apply, newest first.
#[server(prefix = "/call", endpoint = "applicants", output = Record)]
pub async fn list_applicants(position: String, before: Option<String>) -> Result<ApplicantPage, CallError> {
    Ok(crate::backend::desk()?.applicants(crate::backend::identity(&position)?, before).await?)
}

/// Makes a position and opens it.
#[server(prefix = "/call", endpoint = "create_position", output = Record)]
pub async fn create_position(title: String, status: PositionStatus, company: CompanyId) -> Result<(), CallError> {
    let id = crate::backend::desk()?.create_position(types::PositionForm { title, status, company }).await?;
    leptos_axum::redirect(&super::place::position_link(id));
    Ok(())
}

/// Stores a position's details; `seen` is the company whose outlook stood beside them.
#[server(prefix = "/call", endpoint = "save_position", output = Record)]
pub async fn save_position(
    id: PositionId,
    title: String,
    status: PositionStatus,
    company: CompanyId,
    seen: Option<CompanyId>,
) -> Result<(), CallError> {
    let form = types::PositionForm { title, status, company };
    let saved = crate::backend::desk()?.change_position(id, form, seen).await?;
    leptos_axum::redirect(&super::place::after_saving(id, saved));
    Ok(())
}
