//! The header fields, folded away.

use leptos::prelude::*;

use crate::visit::lang;

/// Fields that are shown. More than a hundred are nobody's reading, and drawing them takes time.
const FIELDS_SHOWN: usize = 100;

/// The header fields.
#[component]
pub fn Headers(headers: Vec<(String, String)>) -> impl IntoView {
    if headers.is_empty() {
        return ().into_any();
    }
    let t = lang().unassigned();
    let n_more = headers.len().saturating_sub(FIELDS_SHOWN);
    let fields: Vec<_> = headers
        .into_iter()
        .take(FIELDS_SHOWN)
        .map(|(name, value)| view! { <div><dt><bdi>{name}</bdi></dt> <dd><bdi>{value}</bdi></dd></div> })
        .collect();
    view! {
        <details class="headers">
            <summary>{t.headers}</summary>
            <dl>{fields}</dl>
            {(n_more > 0).then(|| view! { <p class="soft">{t.headers_cut(n_more)}</p> })}
        </details>
    }
    .into_any()
}
