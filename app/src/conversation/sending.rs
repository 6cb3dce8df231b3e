//! What follows from the chosen position: who sends, and what stands below the text.

use leptos::prelude::*;
use types::{AnswerPosition, Route, Sending};

use crate::visit::lang;

/// The line above the text.
pub fn line(position: &AnswerPosition) -> String {
    let t = lang().conversation();
    let Sending { from, route, host, .. } = &position.sending;
    match (host, *route == Route::Relay, position.can_leave) {
        (Some(host), ..) => t.leaves_own(from, host),
        (None, true, true) => t.leaves_relay(from),
        (None, true, false) => t.waits_relay(from),
        (None, false, _) => t.waits_own(from),
    }
}

/// What is put below the text.
pub fn signature(position: &AnswerPosition) -> AnyView {
    if position.signature.is_empty() {
        return ().into_any();
    }
    view! {
        <p class="soft">{lang().conversation().signature}</p>
        <p class="mail-text soft" dir="auto">{position.signature.clone()}</p>
    }
    .into_any()
}

/// The choice of the position. The last one is none.
pub fn choice(positions: &[AnswerPosition], chosen: RwSignal<String>) -> AnyView {
    let t = lang().conversation();
    let current = chosen.get_untracked();
    let options = positions.iter().map(|position| {
        let id = position.id.map(|id| id.to_string()).unwrap_or_default();
        let title = if position.id.is_some() { position.title.clone() } else { t.about_none.to_owned() };
        view! { <option value=id.clone() selected=id == current>{title}</option> }
    });
    view! {
        <div class="field w6">
            <label for="about">{t.about}</label>
            <select id="about" name="form[position]" on:change=move |event| chosen.set(event_target_value(&event))>
                {options.collect::<Vec<_>>()}
            </select>
        </div>
    }
    .into_any()
}
