//! The server functions of the message lists.

use leptos::prelude::*;
use types::{CandidateRow, Counts, DecisionId, MessageId, MessageView, Newcomer, SeenMessage, Triage, View};

use super::page::Loaded;
#[cfg(feature = "ssr")]
use super::place::Place;
use crate::{CallError, call::Record};

/// A page of a list, newest first.
#[server(prefix = "/call", endpoint = "messages", output = Record)]
pub async fn messages(view: View, before: Option<String>) -> Result<Loaded, CallError> {
    let page = crate::backend::desk()?.messages(view, before.clone()).await?;
    Ok(Loaded { place: Place::new(view, before), page })
}

/// How many messages are where.
#[server(prefix = "/call", endpoint = "counts", output = Record)]
pub async fn count_messages() -> Result<Counts, CallError> {
    Ok(crate::backend::desk()?.counts().await?)
}

/// A message, opened.
#[server(prefix = "/call", endpoint = "message", output = Record)]
pub async fn message(id: MessageId) -> Result<MessageView, CallError> {
    Ok(crate::backend::desk()?.message(id, crate::backend::visit().lang).await?)
}

/// Deletes a message and goes back to the list.
#[server(prefix = "/call", endpoint = "delete_message", output = Record)]
pub async fn delete_message(
    id: MessageId,
    view: View,
    before: Option<String>,
    version: Option<u32>,
) -> Result<(), CallError> {
    crate::backend::desk()?.delete_message(id, version).await?;
    leptos_axum::redirect(&Place::new(view, before).after_deleting(id));
    Ok(())
}

/// Puts a deleted message back.
#[server(prefix = "/call", endpoint = "restore_message", output = Record)]
pub async fn restore_message(id: MessageId, view: View, before: Option<String>) -> Result<(), CallError> {
    crate::backend::desk()?.restore_message(id).await?;
    leptos_axum::redirect(&Place::new(view, before).after_restoring(id));
    Ok(())
}

/// Everything that is needed to decide whose these messages are.
#[server(prefix = "/call", endpoint = "triage", output = Record)]
pub async fn load_triage(#[server(default)] ids: Vec<MessageId>) -> Result<Triage, CallError> {
    Ok(crate::backend::desk()?.triage(&ids).await?)
}

/// The first candidates that these words find.
#[server(prefix = "/call", endpoint = "find_candidates", output = Record)]
pub async fn find_candidates(search: String) -> Result<Vec<CandidateRow>, CallError> {
    let filter = types::CandidateFilter { search, ..Default::default() };
    Ok(crate::backend::desk()?.find_candidates(filter).await?)
}

/// Says whose messages are, and goes back to the list.
#[server(prefix = "/call", endpoint = "decide", output = Record)]
pub async fn decide(
    #[server(default)] messages: Vec<SeenMessage>,
    whose: String,
    #[server(default)] newcomer: Newcomer,
    #[server(default)] position: String,
    #[server(default)] remember: bool,
    view: View,
    before: Option<String>,
) -> Result<(), CallError> {
    let n = messages.len();
    let form = types::DecisionForm { messages, whose, newcomer, position, remember };
    let (decision, candidate) = crate::backend::desk()?.decide(form.read()?).await?;
    leptos_axum::redirect(&super::done::after_deciding(&Place::new(view, before), decision, candidate, n));
    Ok(())
}

/// Takes a decision back, and goes to the message that it was about.
#[server(prefix = "/call", endpoint = "undo_decision", output = Record)]
pub async fn undo_decision(id: DecisionId, view: View, before: Option<String>) -> Result<(), CallError> {
    let messages = crate::backend::desk()?.undo_decision(id).await?;
    leptos_axum::redirect(&super::done::after_undoing(&Place::new(view, before), &messages));
    Ok(())
}

/// Deletes messages and goes back to the list.
#[server(prefix = "/call", endpoint = "delete_messages", output = Record)]
pub async fn delete_messages(
    #[server(default)] messages: Vec<SeenMessage>,
    view: View,
    before: Option<String>,
) -> Result<(), CallError> {
    let decision = crate::backend::desk()?.delete_messages(&messages).await?;
    leptos_axum::redirect(&Place::new(view, before).after_deciding(decision, "what=deleted"));
    Ok(())
}

/// Notes that whoever asks has the message open; who else has.
#[server(prefix = "/call", endpoint = "read_along", output = Record)]
pub async fn read_along(id: MessageId) -> Result<Vec<String>, CallError> {
    Ok(crate::backend::desk()?.read_along(id))
}

/// Notes that whoever asks has closed the message.
#[server(prefix = "/call", endpoint = "stop_reading", output = Record)]
pub async fn stop_reading(id: MessageId) -> Result<(), CallError> {
    crate::backend::desk()?.stop_reading(id);
    Ok(())
}
