//! What admins may do with reports for IT.

use types::{CompanyId, EmailAddress, ItReport, TestId, text::Lang};

use super::Desk;
use crate::{NotSent, ReportLink, Result, Secret};

impl Desk {
    /// The report of a connection test. Admins only.
    pub async fn it_report(&self, test: TestId, lang: Lang) -> Result<ItReport> {
        self.admin()?;
        self.engine.it_report(test, lang).await
    }

    /// The subcompany whose settings were tested; nothing for the main company's. Admins only.
    pub async fn tested_subcompany(&self, test: TestId) -> Result<Option<CompanyId>> {
        self.admin()?;
        self.engine.tested_subcompany(test).await
    }

    /// Makes a link to it that opens without a sign-in for fourteen days: its token, which is told once. Admins only.
    pub async fn make_report_link(&self, test: TestId, lang: Lang) -> Result<Secret> {
        self.admin()?;
        self.engine.make_report_link(test, lang).await
    }

    /// The links that still open. Admins only.
    pub async fn report_links(&self, test: TestId) -> Result<Vec<ReportLink>> {
        self.admin()?;
        self.engine.report_links(test).await
    }

    /// Ends a link. Admins only.
    pub async fn revoke_report_link(&self, test: TestId, id: &str) -> Result<()> {
        self.admin()?;
        self.engine.revoke_report_link(test, id).await
    }

    /// Sends the report to an address, through the relay. Admins only.
    pub async fn send_report(
        &self,
        test: TestId,
        lang: Lang,
        address: &str,
    ) -> Result<std::result::Result<EmailAddress, NotSent>> {
        self.admin()?;
        self.engine.send_report(&self.me, test, lang, address).await
    }

    /// Whether there is a relay to send reports through.
    pub fn has_relay(&self) -> bool {
        self.engine.has_relay()
    }
}
