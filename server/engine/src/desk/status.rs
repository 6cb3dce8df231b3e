//! Whether it stays connected, for everybody; and what admins do about it.

use types::{CompanyId, Timestamp};

use super::Desk;
use crate::{Result, SettingsVersion, Status};

impl Desk {
    /// Whether mail comes in and goes out.
    pub async fn status(&self) -> Result<Status> {
        self.engine.status().await
    }

    /// The settings of before of a company, newest first. Admins only.
    pub async fn settings_versions(&self, company: Option<CompanyId>) -> Result<Vec<SettingsVersion>> {
        let company = self.admin_company(company).await?;
        self.engine.settings_versions(company.id).await
    }

    /// Puts the settings that were made at this moment back in force. Admins only.
    pub async fn go_back_to_settings(&self, company: Option<CompanyId>, changed_at: Timestamp) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.go_back_to(company.id, changed_at).await
    }

    /// Switches the daily test of a company on or off. Admins only.
    pub async fn switch_daily_test(&self, company: Option<CompanyId>, is_on: bool) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.switch_daily_test(company.id, is_on).await
    }
}
