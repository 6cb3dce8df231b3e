//! What is to be known before reading: what could not be read, and appointments.

use leptos::prelude::*;

/// Lines under a name; nothing when there are none.
pub fn notes(name: &'static str, lines: Vec<String>) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let lines: Vec<_> = lines.into_iter().map(|line| view! { <li><bdi>{line}</bdi></li> }).collect();
    view! { <section class="why" aria-label=name><ul class="plain-list">{lines}</ul></section> }.into_any()
}
