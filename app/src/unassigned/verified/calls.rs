//! The call about a message's sender.

use leptos::prelude::*;
use types::{Authentication, MessageId};

use crate::{CallError, call::Record};

/// What is known of the sender; nothing when nobody has looked yet.
#[server(prefix = "/call", endpoint = "authentication", output = Record)]
pub async fn load_authentication(id: MessageId) -> Result<Option<Authentication>, CallError> {
    Ok(crate::backend::desk()?.authentication(id).await?)
}
