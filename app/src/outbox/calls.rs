//! The server functions of the outbox.

use leptos::prelude::*;
use types::{CompanyId, FailingServer, OutboxView, OutgoingDecision, OutgoingId, OutgoingPage, OutgoingView};

use crate::{CallError, call::Record};

/// A page of the outbox, newest first.
#[server(prefix = "/call", endpoint = "outbox", output = Record)]
pub async fn outbox(
    view: OutboxView,
    company: Option<CompanyId>,
    before: Option<String>,
) -> Result<OutgoingPage, CallError> {
    Ok(crate::backend::desk()?.outbox(view, company, before).await?)
}

/// A message on its way out, opened.
#[server(prefix = "/call", endpoint = "outgoing", output = Record)]
pub async fn outgoing(id: OutgoingId) -> Result<OutgoingView, CallError> {
    Ok(crate::backend::desk()?.outgoing(id).await?)
}

/// The servers that do not take messages.
#[server(prefix = "/call", endpoint = "failing_servers", output = Record)]
pub async fn failing_servers() -> Result<Vec<FailingServer>, CallError> {
    Ok(crate::backend::desk()?.failing_servers().await?)
}

/// Carries out what a person decides about a message.
#[server(prefix = "/call", endpoint = "decide_outgoing", output = Record)]
pub async fn decide_outgoing(id: OutgoingId, decision: OutgoingDecision, back: String) -> Result<(), CallError> {
    crate::backend::desk()?.decide_outgoing(id, decision).await?;
    leptos_axum::redirect(&super::place::after(&back, decision.as_str()));
    Ok(())
}

/// Sends a copy of a message to another address instead of one that failed.
#[server(prefix = "/call", endpoint = "resend_to", output = Record)]
pub async fn resend_to(id: OutgoingId, instead: String, address: String, back: String) -> Result<(), CallError> {
    crate::backend::desk()?.resend_to(id, &instead, &address).await?;
    leptos_axum::redirect(&super::place::after(&back, "copied"));
    Ok(())
}
