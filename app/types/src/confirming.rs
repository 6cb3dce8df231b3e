//! A service that asks whether it may redirect to us.

use serde::{Deserialize, Serialize};

use crate::{MessageId, Timestamp};

/// What is asked, and what answers it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Confirming {
    /// The message.
    pub message: MessageId,
    /// Who asks.
    pub service: String,
    /// The message's subject: services name the mailbox in it.
    pub subject: String,
    /// The code to type in there.
    pub code: Option<String>,
    /// The page to open there; it leads to the service itself.
    pub link: Option<String>,
    /// When it was asked.
    pub at: Timestamp,
}
