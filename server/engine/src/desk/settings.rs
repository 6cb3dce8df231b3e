//! What admins may ask about their settings before they test them.

use types::{Authentication, Belief, CompanyId, Discovery, MessageId};

use super::Desk;
use crate::Result;

impl Desk {
    /// The settings found so far for the custom email address; a search begins when there was none of late. Nothing
    /// while there is no such address. Admins only.
    pub async fn discovery(&self, company: Option<CompanyId>) -> Result<Option<Discovery>> {
        let company = self.admin_company(company).await?;
        self.engine.discovery(&company, self.me.id).await
    }

    /// Searches anew. Admins only.
    pub async fn search_again(&self, company: Option<CompanyId>) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.search_again(&company, self.me.id).await
    }

    /// Ends a search; what was found stays. Admins only.
    pub async fn stop_search(&self, company: Option<CompanyId>) -> Result<()> {
        let company = self.admin_company(company).await?;
        self.engine.stop_search(&company).await
    }

    /// Whether receivers will believe mails from the company's addresses. Admins only.
    pub async fn beliefs(&self, company: Option<CompanyId>) -> Result<Vec<Belief>> {
        let company = self.admin_company(company).await?;
        self.engine.beliefs(&company).await
    }

    /// What is known of a message's sender; nothing when nobody has looked yet.
    pub async fn authentication(&self, id: MessageId) -> Result<Option<Authentication>> {
        self.engine.authentication(id).await
    }
}
