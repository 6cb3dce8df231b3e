//! Candidates as they are listed and shown.

use serde::{Deserialize, Serialize};

use crate::{ApplicationId, CandidateId, MergeId, PositionId, Timestamp, stored_word::stored_word};

stored_word! {
    /// How far an application has come.
    #[derive(Default)]
    ApplicationStage {
        /// Nobody has looked at it yet.
        #[default]
        New = "new",
        /// Being looked at.
        InReview = "in_review",
        /// Talking.
        Interview = "interview",
        /// An offer was made.
        Offer = "offer",
        /// Hired.
        Hired = "hired",
        /// We said no.
        Rejected = "rejected",
        /// They said no.
        Withdrawn = "withdrawn",
    }
}

impl ApplicationStage {
    /// Whether it goes on: messages may be about it without saying so.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::InReview | Self::Interview | Self::Offer)
    }
}

/// Which candidates are listed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CandidateFilter {
    /// Words of their name, address, phone or position; empty for all.
    #[serde(default)]
    pub search: String,
    /// Only those who applied for it.
    #[serde(default)]
    pub position: Option<PositionId>,
    /// Only those with an application there; of the position, when there is one.
    #[serde(default)]
    pub stage: Option<ApplicationStage>,
}

/// One line of the list of candidates.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CandidateRow {
    /// Their identity.
    pub id: CandidateId,
    /// Their name.
    pub name: String,
    /// The addresses they write from, the oldest first; the first three.
    pub addresses: Vec<String>,
    /// What they applied for, the newest first; the first three.
    pub applications: Vec<ApplicationRow>,
    /// When something was last heard of them.
    pub last_message_at: Timestamp,
}

/// A page of candidates, those last heard of first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CandidatePage {
    /// The lines.
    pub rows: Vec<CandidateRow>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<String>,
}

/// An application.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ApplicationRow {
    /// Its identity.
    pub id: ApplicationId,
    /// For what.
    pub position: PositionId,
    /// The position's title.
    pub title: String,
    /// How far it has come.
    pub stage: ApplicationStage,
    /// When it came in.
    pub applied_at: Timestamp,
}

/// What a person writes about a candidate.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CandidateForm {
    /// Their name.
    pub name: String,
    /// Their phone number as written, possibly empty.
    #[serde(default)]
    pub phone: String,
    /// Notes, possibly empty.
    #[serde(default)]
    pub notes: String,
}

/// A candidate's profile.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CandidateView {
    /// Their identity; another than was asked for when that one was merged into this.
    pub id: CandidateId,
    /// Name, phone and notes.
    pub form: CandidateForm,
    /// Stands for these; whoever changes them says by it what they saw.
    pub seen: String,
    /// Every address they write from, the oldest first.
    pub addresses: Vec<CandidateAddress>,
    /// What they applied for, the newest first.
    pub applications: Vec<ApplicationRow>,
    /// Open positions that they did not apply for.
    pub positions: Vec<PositionChoice>,
    /// Who was merged into them, the newest first.
    pub merges: Vec<MergedCandidate>,
    /// Since when they are known.
    pub created_at: Timestamp,
}

/// An address somebody writes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CandidateAddress {
    /// The address, in lower case.
    pub address: String,
    /// How many others have it as well; then it decides nothing.
    pub n_others: u32,
}

/// Somebody who became one with another candidate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MergedCandidate {
    /// The merge, for undoing it.
    pub merge: MergeId,
    /// The name of the one who is gone.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Who merged them.
    pub by: String,
}

/// A position to choose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PositionChoice {
    /// Its identity.
    pub id: PositionId,
    /// Its title, and the company when there are several.
    pub title: String,
    /// Whether it takes applications.
    pub is_open: bool,
}
