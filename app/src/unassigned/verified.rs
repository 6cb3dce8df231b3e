//! Whether the sender of the open message is who they say. Drawn on the server only, anew when it was found out.

mod calls;

use leptos::prelude::*;
use types::{Authentication, MessageId, Topic, Verified};

use self::calls::load_authentication;
use crate::{
    backend::identity,
    drawn::{Drawing, on_server},
    not_found::not_found,
    visit::lang,
};

/// The page with the line, for the reading pane to fetch it from.
pub fn sender_page(id: &str) -> Drawing {
    match identity(id) {
        Ok(id) => Drawing::new(on_server("sender", sender(id))),
        Err(_) => not_found(),
    }
}

/// The line.
pub async fn sender(id: MessageId) -> Drawing {
    // A line about the sender that cannot be loaded is no reason to say anything: the message itself is shown.
    let found = load_authentication(id).await.ok().flatten();
    let is_fetched = match crate::backend::desk() {
        Ok(desk) => desk.is_fetched(id).await.unwrap_or_default(),
        Err(_) => false,
    };
    let fetched = is_fetched.then(|| view! { <p class="soft">{lang().fetching().fetched_mark}</p> });
    Drawing::new(view! { {found.map(shown)} {fetched} }).live([Topic::Message(id)])
}

fn shown(found: Authentication) -> AnyView {
    let t = lang().authentication();
    let (mark, look) = match found.verdict {
        Verified::Yes => ("✓", "verdict good"),
        Verified::No => ("!", "verdict warn"),
        Verified::Unknown => ("?", "verdict plain"),
    };
    let verdict = t.by_key(found.verdict.as_str()).unwrap_or_default();
    let reason = t.by_key(found.reason.as_str()).unwrap_or_default().replace("{domain}", &found.domain);
    view! {
        <p class="sender-check"><b class=look><span aria-hidden="true">{mark}</span> " " {verdict}</b> " · " <span class="soft">{reason}</span></p>
        {(!found.results.is_empty()).then(|| view! {
            <details id="sender-details">
                <summary>{t.details}</summary>
                <code>{found.results.clone()}</code>
            </details>
        })}
    }
    .into_any()
}
