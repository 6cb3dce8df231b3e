//! What admins may do with the sign-in at Google or Microsoft.

use types::{CompanyId, OauthProvider};

use super::Desk;
use crate::{OauthPurpose, OauthReturn, OauthReturned, Result, ReturnFault, SessionToken};

impl Desk {
    /// The providers that the operator has set up. Admins only.
    pub fn oauth_providers(&self) -> Result<Vec<OauthProvider>> {
        self.admin()?;
        Ok(OauthProvider::ALL.iter().copied().filter(|provider| self.engine.offers_oauth(*provider)).collect())
    }

    /// Begins to sign in at a provider, and tells the page to go to. `session` is this person's, and the way back holds
    /// in it only. Admins only.
    pub async fn begin_oauth(
        &self,
        company: Option<CompanyId>,
        provider: OauthProvider,
        session: &SessionToken,
        purpose: OauthPurpose,
    ) -> Result<String> {
        let company = self.admin_company(company).await?;
        self.engine.begin_oauth(&company, provider, session, purpose).await
    }

    /// Ends it with what the provider sent back: the company that is connected now, or why it is not. Admins only.
    pub async fn end_oauth(
        &self,
        session: &SessionToken,
        back: OauthReturn,
    ) -> Result<std::result::Result<OauthReturned, ReturnFault>> {
        self.admin()?;
        self.engine.end_oauth(session, back).await
    }

    /// Forgets a company's own sign-in at its provider, and has the provider forget it too; whether the provider said
    /// that it has. Admins only.
    pub async fn disconnect_oauth(&self, company: Option<CompanyId>) -> Result<bool> {
        let company = self.admin_company(company).await?;
        self.engine.disconnect_oauth(&company).await
    }
}
