//! What admins may do with companies, and with whose settings are in force at them.

use types::{CompanyId, CompanyLine};

use super::Desk;
use crate::Result;

impl Desk {
    /// A line for every company, the main company first. Admins only.
    pub async fn company_overview(&self) -> Result<Vec<CompanyLine>> {
        self.admin()?;
        self.engine.company_overview().await
    }

    /// Makes a subcompany; without a tag, one is made from the name. Admins only.
    pub async fn create_subcompany(&self, name: String, tag: String) -> Result<CompanyId> {
        self.admin()?;
        self.engine.create_subcompany(&name, &tag).await
    }

    /// Gives a company another name; its addresses stay. Admins only.
    pub async fn rename_company(&self, id: CompanyId, name: String) -> Result<()> {
        self.admin()?;
        self.engine.rename_company(id, &name).await
    }

    /// Keeps a subcompany for its history only: it takes no new positions, and goes on receiving and answering.
    /// Admins only.
    pub async fn retire_subcompany(&self, id: CompanyId) -> Result<()> {
        self.admin()?;
        self.engine.retire_subcompany(id).await
    }

    /// Takes that back. Admins only.
    pub async fn bring_back_subcompany(&self, id: CompanyId) -> Result<()> {
        self.admin()?;
        self.engine.bring_back_subcompany(id).await
    }

    /// Gives a subcompany settings of its own that begin as the main company's, without the password. Admins only.
    pub async fn use_own_settings(&self, company: CompanyId) -> Result<()> {
        let company = self.admin_company(Some(company)).await?;
        self.engine.use_own_settings(&company).await
    }

    /// Gives a subcompany's own settings up for the main company's. Admins only.
    pub async fn use_main_settings(&self, company: CompanyId) -> Result<()> {
        let company = self.admin_company(Some(company)).await?;
        self.engine.use_main_settings(&company).await
    }

    /// Undoes [`Self::use_main_settings`]. Admins only.
    pub async fn take_settings_back(&self, company: CompanyId) -> Result<()> {
        let company = self.admin_company(Some(company)).await?;
        self.engine.take_settings_back(&company).await
    }
}
