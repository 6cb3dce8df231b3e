//! Text of several lines.

use leptos::prelude::*;

use super::escape;

/// A text area. Leptos writes the children of `<textarea>` unescaped while it renders on the server; this one escapes
/// them, on both sides alike.
#[component]
pub fn TextArea(
    /// Name in the form.
    name: &'static str,
    /// Its id, where a page has several of this name.
    #[prop(optional, into)]
    id: Option<String>,
    /// What stands in it at first.
    #[prop(into)]
    value: String,
    /// Lines that are visible.
    #[prop(default = 6)]
    rows: u32,
    /// Whether it is only to be read and copied.
    #[prop(optional)]
    readonly: bool,
    /// Its name for those who do not see its label.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    // The first line end inside a text area is not part of its text.
    let inner = format!("\n{}", escape(&value));
    let id = id.unwrap_or_else(|| name.to_owned());
    // What somebody has typed hides the children for ever: where it is drawn anew, only the property shows.
    view! { <textarea id=id name=name prop:value=value rows=rows readonly=readonly aria-label=label inner_html=inner></textarea> }
}
