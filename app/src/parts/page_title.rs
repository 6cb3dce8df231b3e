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
    let title = move || text.try_get().map_or_else(|| "Postroom".to_owned(), |text| format!("{text} · Postroom"));
    view! { <Title text=move || safe(&title())/> }
}

/// Leptos 0.8 writes the title unescaped into the document that the server draws; in the browser it is set as text.
fn safe(title: &str) -> String {
    if cfg!(feature = "ssr") { super::escape(title) } else { title.to_owned() }
}
