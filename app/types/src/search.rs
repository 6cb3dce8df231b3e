//! Searching all mail: what is asked, and what is found.

use serde::{Deserialize, Serialize};

use crate::{CandidateId, CompanyId, MessageId, OutgoingId, PositionId, Timestamp, stored_word::stored_word};

stored_word! {
    /// Where a found message is.
    SearchPlace {
        /// Belongs to no candidate yet.
        Unassigned = "unassigned",
        /// With a candidate.
        Candidate = "candidate",
        /// Kept out of the list.
        HeldBack = "held_back",
        /// Deleted by a person.
        Deleted = "deleted",
        /// Written by us.
        Ours = "ours",
    }
}

/// What is looked for. Empty fields ask for nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SearchQuery {
    /// Words of subject, text, names, addresses, file names and files' texts; a message has to hold all of them.
    #[serde(default)]
    pub words: String,
    /// Words of the sender's name or address.
    #[serde(default)]
    pub from: String,
    /// Words of the recipients' names or addresses.
    #[serde(default)]
    pub to: String,
    /// Where it is; without a place, everywhere but among the deleted.
    #[serde(default)]
    pub place: Option<SearchPlace>,
    /// The position it belongs to.
    #[serde(default)]
    pub position: Option<PositionId>,
    /// The company it was sent to, or from.
    #[serde(default)]
    pub company: Option<CompanyId>,
    /// Not earlier.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// Not later.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Only with files.
    #[serde(default)]
    pub has_files: bool,
    /// Which page, from 0.
    #[serde(default)]
    pub page: u32,
}

/// What was found, the best first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SearchPage {
    /// One page of it.
    pub found: Vec<Found>,
    /// How many there are in all, as far as they were counted.
    pub n_found: u32,
    /// Whether there are more than were counted: then the newest were.
    pub is_more: bool,
    /// Whether there is another page.
    pub has_next: bool,
    /// Messages that came in and cannot be found yet.
    pub n_waiting: u32,
    /// Messages whose files are not read yet: what stands in those cannot be found.
    pub n_files_waiting: u32,
}

/// A message that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Found {
    /// Which; an incoming one.
    pub message: Option<MessageId>,
    /// Which; one of ours.
    pub outgoing: Option<OutgoingId>,
    /// When it came, or was written.
    pub at: Timestamp,
    /// Where it is.
    pub place: SearchPlace,
    /// Who wrote it; of ours, to whom.
    pub who: Vec<Piece>,
    /// The subject, possibly empty.
    pub subject: Vec<Piece>,
    /// The words around what was found.
    pub words: Vec<Piece>,
    /// The names of its files.
    pub files: Vec<Piece>,
    /// The file in which it was found, when it was in no other place, and the words around it there.
    pub in_file: Option<(String, Vec<Piece>)>,
    /// Whose conversation it is in.
    pub candidate: Option<(CandidateId, String)>,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what was looked for.
    pub is_hit: bool,
}
