//! Where a value comes from: one's own, or another company's.

use leptos::prelude::*;

/// A line below a value; nothing when there is nothing to tell apart.
#[component]
pub fn Origin(
    /// Where from.
    #[prop(into)]
    text: String,
    /// Its id, for the field that it describes.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    (!text.is_empty()).then(|| view! { <small class="origin" id=id>{text}</small> }).into_any()
}
