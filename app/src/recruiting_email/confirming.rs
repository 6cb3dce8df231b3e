//! Services that ask to confirm the redirection, as HTML: the code to type in there, or the link to open.

use leptos::prelude::*;
use types::{Confirming, text::Lang};

/// A note for each.
pub fn drawn(asked: Vec<Confirming>, lang: Lang) -> String {
    asked.into_iter().map(|one| note(one, lang).to_html()).collect()
}

fn note(asked: Confirming, lang: Lang) -> AnyView {
    let t = lang.verdicts();
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
