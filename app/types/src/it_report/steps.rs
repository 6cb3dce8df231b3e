//! What to set up where, ready to be done. Each step only where it is known to be so:
//!
//! * Exchange Online: <https://learn.microsoft.com/defender-office-365/outbound-spam-policies-external-email-forwarding>,
//!   <https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission>,
//!   `Set-Mailbox`, `New-HostedOutboundSpamFilterPolicy` and `New-HostedOutboundSpamFilterRule` in Microsoft's reference.
//! * Exchange: <https://learn.microsoft.com/exchange/clients/pop3-and-imap4/configure-authenticated-smtp>,
//!   <https://learn.microsoft.com/exchange/mail-flow/mail-routing/recipient-resolution>.
//! * Google Workspace: <https://support.google.com/a/answer/176605>, <https://support.google.com/a/answer/6140680>.
//! * Postfix: <https://www.postfix.org/virtual.5.html>, <https://www.postfix.org/postconf.5.html#reject_sender_login_mismatch>.
//! * Plesk: <https://docs.plesk.com/en-US/obsidian/api-rpc/reference/managing-mail/mail-account-settings/forwarding-settings.34487>.
//! * cPanel: <https://api.docs.cpanel.net/specifications/cpanel.openapi/email-forwarding/email-add_forwarder>.

use super::{ReportBlock, ReportFindings};
use crate::{ConnectionTest, text::Lang};

/// The systems that most companies have, in the order of the report.
const SYSTEMS: [System; 6] = [
    System {
        key: "exchange_online",
        name: "Exchange Online",
        n_steps: 5,
        keeper: "microsoft365",
        hosts: &["smtp.office365.com"],
    },
    System { key: "exchange", name: "Exchange Server", n_steps: 4, keeper: "", hosts: &[] },
    System {
        key: "google",
        name: "Google Workspace",
        n_steps: 4,
        keeper: "google_workspace",
        hosts: &["smtp.gmail.com", "smtp-relay.gmail.com"],
    },
    System { key: "postfix", name: "Postfix", n_steps: 3, keeper: "", hosts: &[] },
    System { key: "plesk", name: "Plesk", n_steps: 3, keeper: "", hosts: &[] },
    System { key: "cpanel", name: "cPanel", n_steps: 3, keeper: "", hosts: &[] },
];

/// A system with steps in `it_steps.json`: `<key>_1`, `<key>_2` and so on.
struct System {
    key: &'static str,
    name: &'static str,
    n_steps: usize,
    /// The provider that it is, as [`ReportFindings::keeper`] names it; nothing for what companies run themselves.
    keeper: &'static str,
    /// Servers by which it is recognised otherwise.
    hosts: &'static [&'static str],
}

/// Those of the recognised provider first; where it is known, the others are left out.
pub(super) fn steps(test: &ConnectionTest, findings: &ReportFindings, lang: Lang) -> Vec<ReportBlock> {
    let t = lang.it_report();
    let host = test.settings.smtp.host.as_str();
    let mut blocks =
        vec![ReportBlock::Words(t.steps_text(&test.settings.custom_address, &test.settings.recruiting_address))];
    let at_providers = findings.providers.iter();
    blocks.extend(at_providers.map(|(name, steps)| ReportBlock::Steps(t.at_provider(name), steps.clone())));
    // Who keeps the mailbox says what has to be set up there; the server that sends says it only where that is not known.
    let is_there = |system: &&System| match findings.keeper.as_deref() {
        Some(keeper) => system.keeper == keeper,
        None => system.hosts.contains(&host),
    };
    match SYSTEMS.iter().find(is_there) {
        Some(system) => blocks.push(system.block(test, lang)),
        None if findings.knows_redirection => {}
        None => blocks.extend(SYSTEMS.iter().map(|system| system.block(test, lang))),
    }
    blocks
}

impl System {
    fn block(&self, test: &ConnectionTest, lang: Lang) -> ReportBlock {
        let steps = (1..=self.n_steps).filter_map(|n| lang.it_steps().by_key(&format!("{}_{n}", self.key)));
        ReportBlock::Steps(self.name.to_owned(), steps.map(|step| filled(step, test)).collect())
    }
}

/// Texts that are found by their key have their places filled in here.
fn filled(step: &str, test: &ConnectionTest) -> String {
    step.replace("{mailbox}", test.settings.custom_address.as_str())
        .replace("{target}", test.settings.recruiting_address.as_str())
        .replace("{account}", &test.settings.smtp.account)
}

#[cfg(test)]
mod tests {
    use super::SYSTEMS;
    use crate::text::Lang;

    #[test]
    fn every_step_is_there_and_none_is_left_over() {
        for lang in Lang::ALL {
            for system in &SYSTEMS {
                let step = |n: usize| lang.it_steps().by_key(&format!("{}_{n}", system.key));
                assert!((1..=system.n_steps).all(|n| step(n).is_some_and(|text| !text.is_empty())), "{}", system.key);
                assert!(step(system.n_steps + 1).is_none(), "{}", system.key);
            }
        }
    }
}
