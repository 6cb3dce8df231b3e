//! What changed, told to open pages. An event carries no data: the page asks again for what it shows.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{CandidateId, MessageId, TestId};

/// Told instead of a topic when it is not known any more which ones changed.
pub const EVERYTHING: &str = "everything";

/// What may change under an open page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Topic {
    /// The lists of messages and their counts.
    Messages,
    /// One message: whose it is, and who else reads it.
    Message(MessageId),
    /// The recruiting email settings, and whether they work.
    Settings,
    /// One connection test. For admins.
    Test(TestId),
    /// Companies and positions.
    Positions,
    /// The list of candidates.
    Candidates,
    /// One candidate and everything said with them.
    Candidate(CandidateId),
    /// Messages on their way out.
    Outbox,
}

/// Something changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Changed(pub Topic);

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Messages => f.write_str("messages"),
            Self::Message(id) => write!(f, "message {id}"),
            Self::Settings => f.write_str("settings"),
            Self::Test(id) => write!(f, "test {id}"),
            Self::Positions => f.write_str("positions"),
            Self::Candidates => f.write_str("candidates"),
            Self::Candidate(id) => write!(f, "candidate {id}"),
            Self::Outbox => f.write_str("outbox"),
        }
    }
}

impl FromStr for Topic {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text.split_once(' ') {
            None if text == "messages" => Ok(Self::Messages),
            None if text == "settings" => Ok(Self::Settings),
            None if text == "positions" => Ok(Self::Positions),
            None if text == "candidates" => Ok(Self::Candidates),
            None if text == "outbox" => Ok(Self::Outbox),
            Some(("message", id)) => id.parse().map(Self::Message).map_err(|_| "no id of a message"),
            Some(("test", id)) => id.parse().map(Self::Test).map_err(|_| "no id of a test"),
            Some(("candidate", id)) => id.parse().map(Self::Candidate).map_err(|_| "no id of a candidate"),
            _ => Err("no such topic"),
        }
    }
}
