//! Reports for IT departments: made of a connection test, handed on by a link that ends or by a mail through the relay.

mod link;
mod mail;

use types::{ConnectionTest, ItReport, ReportFindings, TestId, text::Lang};

use crate::{Engine, Result};

pub use link::ReportLink;
pub use mail::NotSent;

impl Engine {
    /// The report of a test, as it stands now.
    pub(crate) async fn it_report(&self, test: TestId, lang: Lang) -> Result<ItReport> {
        let test = self.connection_test(test).await?;
        let findings = self.report_findings(&test, lang);
        Ok(ItReport::new(&test, &findings, lang))
    }

    /// What other parts of the engine know about this test, in words.
    fn report_findings(&self, test: &ConnectionTest, lang: Lang) -> ReportFindings {
        ReportFindings {
            hello_name: self.mail_domain().to_owned(),
            looked_further: looked_further(test, lang),
            redirection: redirection(test, lang),
            provider: provider(test, lang),
        }
    }
}

/// What the tester looked at after the first failure.
const fn looked_further(_test: &ConnectionTest, _lang: Lang) -> Vec<String> {
    Vec::new()
}

/// The verdict on the redirection.
const fn redirection(_test: &ConnectionTest, _lang: Lang) -> Vec<String> {
    Vec::new()
}

/// The recognised provider, and what to do there.
const fn provider(_test: &ConnectionTest, _lang: Lang) -> Option<(String, Vec<String>)> {
    None
}
