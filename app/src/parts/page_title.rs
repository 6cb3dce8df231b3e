//! The title of a page that the browser draws. Drawn pages name theirs in [`crate::drawn::Drawing`].

use leptos::prelude::*;

/// Sets `<title>`, followed by the product's name.
#[component]
pub fn PageTitle(
    /// The page's own words; may hold what a mail says.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    {
        // The server writes the title last, when what drew the page may have been put away already.
        let title = move || text.try_get().map_or_else(|| "Postroom".to_owned(), |text| format!("{text} · Postroom"));
        write_title(title);
    }
    #[cfg(not(feature = "ssr"))]
    Effect::new(move || document().set_title(&format!("{} · Postroom", text.get())));
}

/// Writes `<title>` into the document. Leptos 0.8 does that unescaped.
#[cfg(feature = "ssr")]
pub fn write_title(title: impl Fn() -> String + Send + Sync + 'static) {
    _ = view! { <leptos_meta::Title text=move || super::escape(&title())/> };
}
