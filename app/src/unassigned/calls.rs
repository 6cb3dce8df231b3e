//! The server functions of the message lists.

use leptos::prelude::*;
use types::{Counts, MessageId, MessageView, View};

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
    Ok(crate::backend::desk()?.message(id).await?)
}

/// Deletes a message and goes back to the list.
#[server(prefix = "/call", endpoint = "delete_message", output = Record)]
pub async fn delete_message(id: MessageId, view: View, before: Option<String>) -> Result<(), CallError> {
    crate::backend::desk()?.delete_message(id).await?;
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
