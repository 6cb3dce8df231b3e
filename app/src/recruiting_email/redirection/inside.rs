//! What stands in the step: the address, and what IT is told. Drawn on the server only.

use leptos::prelude::*;
use types::{CompanyId, EmailAddress};

use crate::{fetching::fetch_link, parts::CopyButton, recruiting_email::wizard::Step, visit::lang};

/// How automatic forwarding to the outside is allowed.
const MICROSOFT_FORWARDING: &str =
    "https://learn.microsoft.com/defender-office-365/outbound-spam-policies-external-email-forwarding";

/// The address to redirect to, what to tell IT, and the way to the next step.
pub fn inside(address: &EmailAddress, company: Option<CompanyId>) -> AnyView {
    let (t, next) = (lang().redirection(), Step::Sender.link(company));
    let (address, next_words) = (address.to_string(), lang().wizard().next_sender);
    let letter = t.tell_it_text(&address);
    let draft = format!("mailto:?subject={}&body={}", percent(t.mail_subject), percent(&letter));
    view! {
        <div class="inside">
            <p>{t.redirection_text}</p>
            <div class="field">
                <label for="recruiting_address">{t.redirection_address}</label>
                <div class="copy">
                    <input id="recruiting_address" readonly value=address.clone()/>
                    <CopyButton text=address/>
                </div>
            </div>
            <div class="stack">
                <h3>{t.tell_it}</h3>
                <ul class="plain-list">
                    <li>{t.it_keep_header}</li>
                    <li>{t.it_keep_copy}</li>
                    <li>{t.it_microsoft} " " <a href=MICROSOFT_FORWARDING rel="noreferrer" target="_blank">{t.it_microsoft_more}</a></li>
                </ul>
            </div>
            <details>
                <summary>{t.show_letter}</summary>
                <pre class="letter">{letter.clone()}</pre>
            </details>
            <p><a href=fetch_link(company)>{lang().fetching().link}</a></p>
            <div class="row-actions">
                <a class="button primary" href=next>{next_words}</a>
                <a class="button" href=draft>{t.mail_draft}</a>
                <CopyButton text=letter label=t.copy_letter/>
            </div>
        </div>
    }
    .into_any()
}

/// Percent-encodes a text for a mailto link (RFC 6068 section 5).
pub fn percent(text: &str) -> String {
    text.replace('\n', "\r\n")
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
