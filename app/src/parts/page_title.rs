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
    view! { <Title text=move || safe(&format!("{} · Postroom", text.get()))/> }
}

/// Leptos 0.8 writes the title unescaped into the document that the server draws; in the browser it is set as text.
fn safe(title: &str) -> String {
    if cfg!(feature = "ssr") { super::escape(title) } else { title.to_owned() }
}
