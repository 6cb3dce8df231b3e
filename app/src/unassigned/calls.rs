//! The server functions of the message lists.

use leptos::prelude::*;
use types::{Counts, MessageId, MessagePage, MessageView, View};

use crate::CallError;

/// A page of a list, newest first.
#[server(prefix = "/call", endpoint = "messages")]
pub async fn messages(view: View, before: Option<String>) -> Result<MessagePage, CallError> {
    Ok(crate::backend::desk()?.messages(view, before).await?)
}

/// How many messages are where.
#[server(prefix = "/call", endpoint = "counts")]
pub async fn count_messages() -> Result<Counts, CallError> {
    Ok(crate::backend::desk()?.counts().await?)
}

/// A message, opened.
#[server(prefix = "/call", endpoint = "message")]
pub async fn message(id: MessageId) -> Result<MessageView, CallError> {
    Ok(crate::backend::desk()?.message(id).await?)
}

/// Deletes a message and goes back to the list.
#[server(prefix = "/call", endpoint = "delete_message")]
pub async fn delete_message(id: MessageId, view: View, before: Option<String>) -> Result<(), CallError> {
    crate::backend::desk()?.delete_message(id).await?;
    leptos_axum::redirect(&super::place::Place::new(view, before).after_deleting(id));
    Ok(())
}

/// Puts a deleted message back.
#[server(prefix = "/call", endpoint = "restore_message")]
pub async fn restore_message(id: MessageId, view: View, before: Option<String>) -> Result<(), CallError> {
    crate::backend::desk()?.restore_message(id).await?;
    leptos_axum::redirect(&super::place::Place::new(view, before).after_restoring(id));
    Ok(())
}
