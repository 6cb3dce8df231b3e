//! Reports for IT departments: made of a connection test, handed on by a link that ends or by a mail through the relay.

mod link;
mod mail;

use types::{CompanyId, ConnectionTest, ItReport, ReportFindings, TestId, text::Lang};

use crate::{
    Engine, Result,
    discovery::providers::{by_domain, by_server},
};

pub use link::ReportLink;
pub use mail::NotSent;

impl Engine {
    /// The report of a test, as it stands now.
    pub(crate) async fn it_report(&self, test: TestId, lang: Lang) -> Result<ItReport> {
        let verdict = self.verdict_words(test, lang).await?;
        let test = self.connection_test(test).await?;
        let findings = ReportFindings {
            hello_name: self.mail_domain().to_owned(),
            looked_further: looked_further(&test, lang),
            redirection: verdict.map(|verdict| verdict.lines(lang)).unwrap_or_default(),
            provider: provider(&test, lang),
        };
        Ok(ItReport::new(&test, &findings, lang))
    }

    /// The subcompany whose settings were tested; nothing for the main company's.
    pub(crate) async fn tested_subcompany(&self, test: TestId) -> Result<Option<CompanyId>> {
        let company = self.company(self.known_test(test).await?.company).await?;
        Ok((!company.is_main()).then_some(company.id))
    }
}

/// What the tester looked at after the first failure.
fn looked_further(test: &ConnectionTest, lang: Lang) -> Vec<String> {
    test.stages.iter().flat_map(|stage| &stage.findings).map(|finding| finding.words(lang)).collect()
}

/// The provider whose server or domain it is, and what to do there.
fn provider(test: &ConnectionTest, lang: Lang) -> Option<(String, Vec<String>)> {
    let domain = test.settings.custom_address.domain();
    let known = by_server(&test.settings.smtp.host).or_else(|| by_domain(domain))?.shown();
    let texts = ["redirection", "sender", "note"].into_iter();
    let steps: Vec<String> = texts
        .filter_map(|what| lang.providers().by_key(&format!("{}_{what}", known.id)))
        .map(|text| text.replace("{address}", test.settings.recruiting_address.as_str()))
        .collect();
    (!steps.is_empty()).then_some((known.name, steps))
}
