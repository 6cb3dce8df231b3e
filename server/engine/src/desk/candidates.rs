//! What recruiters may do with candidates: everything.

use types::{
    ApplicationId, ApplicationStage, CandidateFilter, CandidateForm, CandidateId, CandidatePage, CandidateRow,
    CandidateView, MergeId, PositionChoice, PositionId,
};

use super::Desk;
use crate::Result;

impl Desk {
    /// A page of candidates, those last heard of first, from `before` (a page's `next`) on.
    pub async fn candidates(&self, filter: CandidateFilter, before: Option<String>) -> Result<CandidatePage> {
        self.engine.candidates(&filter, before.as_deref()).await
    }

    /// The first candidates that this filter finds: for choosing one of them.
    pub async fn find_candidates(&self, filter: CandidateFilter) -> Result<Vec<CandidateRow>> {
        self.engine.find_candidates(&filter).await
    }

    /// A candidate's profile; of the one whom they were merged into, when they were.
    pub async fn candidate(&self, id: CandidateId) -> Result<CandidateView> {
        self.engine.candidate(id).await
    }

    /// Adds a candidate, with an address when one is given.
    pub async fn create_candidate(&self, form: CandidateForm, address: &str) -> Result<CandidateId> {
        self.engine.create_candidate(form, address).await
    }

    /// Changes name, phone and notes.
    pub async fn change_candidate(&self, id: CandidateId, form: CandidateForm, seen: &str) -> Result<()> {
        self.engine.change_candidate(id, form, seen).await
    }

    /// Adds an address; whoever else has it keeps it.
    pub async fn add_address(&self, id: CandidateId, address: &str) -> Result<()> {
        self.engine.add_address(id, address).await
    }

    /// Takes an address away.
    pub async fn remove_address(&self, id: CandidateId, address: &str) -> Result<()> {
        self.engine.remove_address(id, address).await
    }

    /// Adds an application; nothing happens when there is one for that position.
    pub async fn add_application(&self, id: CandidateId, position: PositionId) -> Result<()> {
        self.engine.add_application(id, position).await
    }

    /// Moves an application to a stage.
    pub async fn change_stage(&self, id: ApplicationId, stage: ApplicationStage) -> Result<()> {
        self.engine.change_stage(id, stage).await
    }

    /// Takes an application away.
    pub async fn remove_application(&self, id: ApplicationId) -> Result<()> {
        self.engine.remove_application(id).await
    }

    /// Positions to choose, the open ones first.
    pub async fn position_choices(&self) -> Result<Vec<PositionChoice>> {
        self.engine.position_choices().await
    }

    /// Makes `gone` a part of `kept`.
    pub async fn merge_candidates(&self, kept: CandidateId, gone: CandidateId) -> Result<MergeId> {
        self.engine.merge_candidates(self.me.id, kept, gone).await
    }

    /// Makes two of one again; the one who is a person of their own again.
    pub async fn undo_merge(&self, id: MergeId) -> Result<CandidateId> {
        self.engine.undo_merge(id).await
    }
}
