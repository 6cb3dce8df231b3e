//! Puts a text on the clipboard.

use leptos::prelude::*;

use crate::visit::lang;

/// A button that copies a text and says so. Without script the text beside it can be selected.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says.
    label: &'static str,
    /// Its classes.
    #[prop(default = "quiet")]
    class: &'static str,
) -> impl IntoView {
    let is_copied = RwSignal::new(false);
    let copy = move |_| {
        // The answer is not waited for: a browser that refuses shows so by itself.
        _ = window().navigator().clipboard().write_text(&text.get_untracked());
        is_copied.set(true);
    };
    view! {
        <button type="button" class=format!("{class} needs-script") on:click=copy>
            <span aria-live="polite">{move || if is_copied.get() { lang().frame().copied } else { label }}</span>
        </button>
    }
}
