//! What a token of the API may be used for.

use serde::{Deserialize, Serialize};

use crate::stored_word::stored_word;

stored_word! {
    /// One thing that a script may do.
    Scope {
        /// Read incoming messages, their files and their raw form.
        MessagesRead = "messages:read",
        /// Read candidates and what was said with them.
        CandidatesRead = "candidates:read",
        /// Read what is on its way out, or was sent.
        OutboxRead = "outbox:read",
        /// Retry and cancel what is on its way out.
        OutboxWrite = "outbox:write",
        /// See, add and delete webhooks.
        WebhooksWrite = "webhooks:write",
    }
}

impl std::str::FromStr for Scope {
    type Err = String;

    /// The word; otherwise which words there are.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_stored(text).ok_or_else(|| {
            let words: Vec<_> = Self::ALL.iter().map(|scope| scope.as_str()).collect();
            format!("there are the scopes {}", words.join(", "))
        })
    }
}
