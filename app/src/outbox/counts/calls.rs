//! The call of the counts.

use leptos::prelude::*;
use types::OutboxCounts;

use crate::{CallError, call::Record};

/// How many messages are where.
#[server(prefix = "/call", endpoint = "outbox_counts", output = Record)]
pub async fn count_outgoing() -> Result<OutboxCounts, CallError> {
    Ok(crate::backend::desk()?.outbox_counts().await?)
}
