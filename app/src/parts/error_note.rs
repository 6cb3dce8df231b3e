//! What went wrong with a call, and what to do next.

use leptos::prelude::*;
use types::Problem;

use crate::{CallError, visit::lang};

/// A note about a call that did not work.
#[component]
pub fn ErrorNote(
    /// What happened.
    error: CallError,
) -> impl IntoView {
    let t = lang().frame();
    let is_signed_out = error.0 == Problem::NotSignedIn;
    view! {
        <div class="note bad" role="alert">
            <p>{error.sentence(lang())}</p>
            {is_signed_out.then(|| view! { <p><a href="/sign-in" target="_blank">{t.sign_in_again}</a></p> })}
        </div>
    }
    .into_any()
}
