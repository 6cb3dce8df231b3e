//! Step *Redirection*: the address to redirect to, and what to tell IT.

use leptos::prelude::*;
use types::{CompanyId, RecruitingEmail};

use super::{
    calls::LoadConfirming,
    wizard::{Step, StepBar, part_address},
};
use crate::{ask::ask, drawn::drawn, live::live, parts::CopyButton, visit::lang};

/// The step.
#[component]
pub fn Redirection(settings: RecruitingEmail, is_open: bool) -> impl IntoView {
    let t = lang().wizard();
    let address = settings.recruiting_address.to_string();
    let subcompany = settings.subcompany();
    let is_done = settings.last_mail_at.is_some();
    let summary = if is_done { t.redirection_done(&address) } else { t.redirection_closed(&address) };
    view! {
        <li class="step card">
            <StepBar number=1 name=t.step_redirection summary is_done is_open link=Step::Redirection.link(subcompany)/>
            {is_open.then(|| view! {
                <Confirming company=subcompany/>
                <Inside address next=Step::Sender.link(subcompany)/>
                {drawn!("provider", from part_address("provider", subcompany), super::found::provider(subcompany))}
            })}
        </li>
    }
    .into_any()
}

/// A service asks to confirm the redirection: its code and its link, as soon as they come.
#[component]
fn Confirming(company: Option<CompanyId>) -> impl IntoView {
    let asked = ask(move || LoadConfirming { company }, move || live().settings.get());
    view! {
        <div role="status">
            <Transition>
                {move || asked.get().and_then(Result::ok).filter(|html| !html.is_empty()).map(|html| view! { <div class="inside" inner_html=html></div> })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Inside(address: String, next: String) -> impl IntoView {
    let t = lang().wizard();
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
                    <li>{t.it_microsoft}</li>
                </ul>
            </div>
            <details>
                <summary>{t.show_letter}</summary>
                <pre class="letter">{letter.clone()}</pre>
            </details>
            <div class="row-actions">
                <a class="button primary" href=next>{t.next_sender}</a>
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
