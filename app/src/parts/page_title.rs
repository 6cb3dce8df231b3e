//! The title of a page.

use leptos::prelude::*;
use leptos_meta::Title;

/// Sets `<title>`, followed by the product's name.
#[component]
pub fn PageTitle(
    /// The page's own words; may hold what a mail says.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    // The server writes the title last, when what drew the page may have been put away already.
    let drawn = text.try_get_untracked().unwrap_or_default();
    let words = move || text.try_get().unwrap_or_else(|| drawn.clone());
    view! { <Title text=move || safe(&format!("{} · Postroom", words()))/> }
}

/// Leptos 0.8 writes the title unescaped into the document that the server draws; in the browser it is set as text.
fn safe(title: &str) -> String {
    if cfg!(feature = "ssr") { super::escape(title) } else { title.to_owned() }
}
