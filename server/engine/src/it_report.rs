//! Reports for IT departments: made of a connection test, handed on by a link that ends or by a mail through the relay.

mod link;
mod mail;

use types::{CompanyId, ConnectionTest, ItReport, ReportFindings, TestId, text::Lang};

use crate::{
    Engine, Result,
    discovery::providers::{Known, by_server},
};

pub use link::ReportLink;
pub use mail::NotSent;

impl Engine {
    /// The report of a test, as it stands now.
    pub(crate) async fn it_report(&self, test: TestId, lang: Lang) -> Result<ItReport> {
        let verdict = self.verdict_words(test, lang).await?;
        let test = self.connection_test(test).await?;
        let keeper = self.keeper_of(&test.settings.custom_address).await;
        let findings = ReportFindings {
            hello_name: self.mail_domain().to_owned(),
            looked_further: looked_further(&test, lang),
            redirection: verdict.map(|verdict| verdict.lines(lang)).unwrap_or_default(),
            keeper: keeper.map(|keeper| keeper.id.clone()),
            knows_redirection: keeper.is_some_and(|keeper| keeper.text("redirection", lang).is_some()),
            providers: at_providers(&test, keeper, lang),
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

/// What to do at whoever keeps the mailbox, and at whoever runs the server that sends, which may be another.
fn at_providers(test: &ConnectionTest, keeper: Option<&'static Known>, lang: Lang) -> Vec<(String, Vec<String>)> {
    let smtp = &test.settings.smtp;
    let sending = by_server(&smtp.host, &smtp.account, keeper);
    let steps = |known: Option<&'static Known>, matters: &[&str]| {
        let known = known?;
        let texts = matters.iter().filter_map(|matter| known.text(matter, lang));
        let steps = texts.map(|text| text.replace("{address}", test.settings.recruiting_address.as_str()));
        Some((known.shown().name, steps.collect::<Vec<_>>()))
    };
    let is_elsewhere = keeper.zip(sending).is_some_and(|(keeper, sending)| keeper.id != sending.id);
    let blocks = match is_elsewhere {
        true => vec![steps(keeper, &["redirection"]), steps(sending, &["sender", "note"])],
        false => vec![steps(keeper.or(sending), &["redirection", "sender", "note"])],
    };
    blocks.into_iter().flatten().filter(|(_, steps)| !steps.is_empty()).collect()
}
