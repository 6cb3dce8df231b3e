//! Services that ask to confirm the redirection: the code to type in there, or the link to open.

use leptos::prelude::*;
use types::Confirming;

use crate::visit::lang;

/// A note for each.
pub fn notes(asked: Vec<Confirming>) -> AnyView {
    asked.into_iter().map(note).collect::<Vec<_>>().into_any()
}

fn note(asked: Confirming) -> AnyView {
    let t = lang().verdicts();
    let service = asked.service;
    view! {
        <div class="note warn stack">
            <b>{t.confirming_title(&service)}</b>
            <p dir="auto">{asked.subject}</p>
            <p>{t.confirming_text}</p>
            {asked.code.map(|code| view! { <p>{t.confirming_code(&service)} " " <b><code>{code}</code></b></p> })}
            {asked.link.map(|link| view! {
                <p><a href=link target="_blank" rel="noopener noreferrer">{t.confirming_link(&service)}</a></p>
            })}
            <p><a href=format!("/recruiting/unassigned/{}", asked.message)>{t.confirming_message}</a></p>
        </div>
    }
    .into_any()
}
