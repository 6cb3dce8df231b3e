//! Positions: openings that candidates apply for.

use serde::{Deserialize, Serialize};

use crate::{
    ApplicationId, ApplicationStage, CandidateId, CompanyId, PositionId, Sending, Timestamp, stored_word::stored_word,
};

stored_word! {
    /// How far a position is.
    #[derive(Default)]
    PositionStatus {
        /// Being prepared.
        Draft = "draft",
        /// People may apply.
        #[default]
        Open = "open",
        /// Filled, or given up.
        Closed = "closed",
    }
}

/// What is typed into a position's *Details*.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PositionForm {
    /// What is looked for.
    pub title: String,
    /// How far it is.
    pub status: PositionStatus,
    /// The company it belongs to; decides who sends.
    pub company: CompanyId,
}

/// One line of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PositionRow {
    /// Its identity.
    pub id: PositionId,
    /// What is looked for.
    pub title: String,
    /// How far it is.
    pub status: PositionStatus,
    /// The company it belongs to.
    pub company_name: String,
    /// Its candidates, counted up to [`crate::Counts::MAX`].
    pub n_candidates: u32,
}

/// A position, opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Position {
    /// Its line in the list.
    pub row: PositionRow,
    /// The company it belongs to; decides who sends.
    pub company: CompanyId,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Which positions are listed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PositionQuery {
    /// Those with this status only.
    pub status: Option<PositionStatus>,
    /// Those with this in their title only; compared without case.
    pub text: String,
}

/// A page of the list, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PositionPage {
    /// The lines.
    pub rows: Vec<PositionRow>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<String>,
}

/// What choosing a company means for a position.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outlook {
    /// The company.
    pub company: CompanyId,
    /// From whom and through what its messages leave.
    pub sending: Sending,
    /// The conversations that would be answered from another address than now, counted up to [`crate::Counts::MAX`].
    pub n_conversations: u32,
}

/// What saving a position's details did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PositionSaved {
    /// Everything is saved.
    Whole,
    /// All but this company: what it changes had not been seen.
    ButForCompany(CompanyId),
}

/// Somebody who applies for a position.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Applicant {
    /// The application.
    pub application: ApplicationId,
    /// Who.
    pub candidate: CandidateId,
    /// Their name.
    pub name: String,
    /// How far their application has come.
    pub stage: ApplicationStage,
    /// When they applied.
    pub applied_at: Timestamp,
}

/// A page of those who apply, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ApplicantPage {
    /// The lines.
    pub rows: Vec<Applicant>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<String>,
}
