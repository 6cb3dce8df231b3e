//! What stands around every page: brand, navigation, language, sign-out.

use leptos::prelude::*;

/// The frame.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    view! { <main id="content">{children()}</main> }
}
