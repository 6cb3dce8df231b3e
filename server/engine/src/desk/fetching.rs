//! What admins may do about a mailbox that mail is fetched from.

use types::{CompanyId, MessageId};

use super::Desk;
use crate::{FetchSettings, Result, Secret, TypedMailbox};

impl Desk {
    /// The mailbox of a company, and how fetching from it goes. Admins only.
    pub async fn fetch_settings(&self, company: Option<CompanyId>) -> Result<FetchSettings> {
        let company = self.admin_company(company).await?;
        self.engine.fetch_settings(&company).await
    }

    /// Stores it as typed; an empty password keeps the stored one. Admins only.
    pub async fn save_mailbox(&self, company: Option<CompanyId>, typed: TypedMailbox, password: Secret) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.save_mailbox(company.id, typed, password).await
    }

    /// Signs in with what is stored, opens the folder and counts; ends after a minute and a half at the latest. Admins
    /// only.
    pub async fn test_mailbox(&self, company: Option<CompanyId>) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.test_mailbox(&company, self.me.id).await
    }

    /// Begins to fetch what comes from now on, and what came in the last `days`. Admins only.
    pub async fn switch_mailbox_on(&self, company: Option<CompanyId>, days: u32) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.switch_mailbox_on(company.id, days).await
    }

    /// Whether a message came so.
    pub async fn is_fetched(&self, message: MessageId) -> Result<bool> {
        self.engine.is_fetched(message).await
    }

    /// Fetches no more. Admins only.
    pub async fn switch_mailbox_off(&self, company: Option<CompanyId>) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.switch_mailbox_off(company.id).await
    }
}
