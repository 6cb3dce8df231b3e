//! The calls of a conversation: reading it, and the answer that is being written.

use leptos::prelude::*;
use types::{AnswerForm, AnswerPreview, CandidateId, Composing, ConversationPage, FileId, OutgoingId};

use crate::{CallError, call::Record};

/// A page of what was said.
#[server(prefix = "/call", endpoint = "conversation", output = Record)]
pub async fn read_conversation(id: CandidateId, before: Option<String>) -> Result<ConversationPage, CallError> {
    Ok(crate::backend::desk()?.conversation(id, before).await?)
}

/// The answer as it was left, or as it begins.
#[server(prefix = "/call", endpoint = "open_answer", output = Record)]
pub async fn open_answer(id: CandidateId) -> Result<Composing, CallError> {
    Ok(crate::backend::desk()?.composing(id).await?)
}

/// Sends the answer.
#[server(prefix = "/call", endpoint = "send_answer", output = Record)]
pub async fn send_answer(id: CandidateId, form: AnswerForm) -> Result<(), CallError> {
    crate::backend::desk()?.send_answer(id, &form).await?;
    leptos_axum::redirect(&place(id));
    Ok(())
}

/// Sends the answer at a later time.
#[server(prefix = "/call", endpoint = "send_later", output = Record)]
pub async fn send_later(id: CandidateId, form: AnswerForm) -> Result<(), CallError> {
    crate::backend::desk()?.send_later(id, &form).await?;
    leptos_axum::redirect(&place(id));
    Ok(())
}

/// Keeps what is typed; what it reads like with its placeholders filled in.
#[server(prefix = "/call", endpoint = "save_draft", output = Record)]
pub async fn save_draft(id: CandidateId, form: AnswerForm) -> Result<Option<AnswerPreview>, CallError> {
    let preview = crate::backend::desk()?.save_draft(id, &form).await?;
    leptos_axum::redirect(&place(id));
    Ok(preview)
}

/// Throws away what was typed.
#[server(prefix = "/call", endpoint = "discard_draft", output = Record)]
pub async fn discard_draft(id: CandidateId) -> Result<(), CallError> {
    crate::backend::desk()?.discard_draft(id).await?;
    leptos_axum::redirect(&place(id));
    Ok(())
}

/// Puts a template into the draft.
#[server(prefix = "/call", endpoint = "use_template", output = Record)]
pub async fn use_template(id: CandidateId, form: AnswerForm) -> Result<(), CallError> {
    crate::backend::desk()?.use_template(id, &form).await?;
    leptos_axum::redirect(&place(id));
    Ok(())
}

/// Takes a file out of the draft, and keeps what is typed.
#[server(prefix = "/call", endpoint = "remove_file", output = Record)]
pub async fn remove_file(id: CandidateId, form: AnswerForm, remove: FileId) -> Result<(), CallError> {
    let desk = crate::backend::desk()?;
    desk.save_draft(id, &form).await?;
    desk.remove_file(id, remove).await?;
    leptos_axum::redirect(&place(id));
    Ok(())
}

/// Makes a message that was not sent a draft again.
#[server(prefix = "/call", endpoint = "take_back", output = Record)]
pub async fn take_back(message: OutgoingId) -> Result<(), CallError> {
    let id = crate::backend::desk()?.take_back(message).await?;
    leptos_axum::redirect(&place(id));
    Ok(())
}

/// Where the answer stands on the candidate's page.
#[cfg(feature = "ssr")]
fn place(id: CandidateId) -> String {
    format!("/candidates/{id}#answer")
}
