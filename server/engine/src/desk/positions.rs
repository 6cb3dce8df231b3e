//! What people may do with positions.

use types::{
    ApplicantPage, CompanyChoice, CompanyId, Outlook, Position, PositionForm, PositionId, PositionPage, PositionQuery,
    PositionSaved,
};

use super::Desk;
use crate::Result;

impl Desk {
    /// A page of positions, newest first, from `before` (a page's `next`) on.
    pub async fn positions(&self, query: PositionQuery, before: Option<String>) -> Result<PositionPage> {
        self.engine.positions(&query, before.as_deref()).await
    }

    /// A position, opened.
    pub async fn position(&self, id: PositionId) -> Result<Position> {
        self.engine.position(id).await
    }

    /// Makes a position.
    pub async fn create_position(&self, form: PositionForm) -> Result<PositionId> {
        self.engine.create_position(form).await
    }

    /// Stores a position's details. Another company that changes who answers open conversations is stored only when
    /// it is the one whose [`Self::outlook`] was `seen`.
    pub async fn change_position(
        &self,
        id: PositionId,
        form: PositionForm,
        seen: Option<CompanyId>,
    ) -> Result<PositionSaved> {
        self.engine.change_position(id, form, seen).await
    }

    /// What a company means for the position, or for a new one. Without a company, what things are like now.
    pub async fn outlook(&self, position: Option<PositionId>, company: Option<CompanyId>) -> Result<Outlook> {
        self.engine.outlook(position, company).await
    }

    /// A page of those who apply for the position, newest first, from `before` (a page's `next`) on.
    pub async fn applicants(&self, position: PositionId, before: Option<String>) -> Result<ApplicantPage> {
        self.engine.applicants(position, before.as_deref()).await
    }

    /// The companies that a position may belong to, the main company first.
    pub async fn company_choices(&self) -> Result<Vec<CompanyChoice>> {
        self.engine.company_choices().await
    }
}
