//! A question with two answers.

use leptos::prelude::*;

use crate::visit::lang;

/// *Yes* and *No* side by side.
#[component]
pub fn YesNo(
    /// The question.
    question: &'static str,
    /// The name it is posted under.
    name: &'static str,
    /// The answer so far.
    is_yes: bool,
) -> impl IntoView {
    let t = lang().frame();
    view! {
        <fieldset>
            <legend>{question}</legend>
            <span class="choices">
                <label><input type="radio" name=name value="true" checked=is_yes/>{t.yes}</label>
                <label><input type="radio" name=name value="false" checked=!is_yes/>{t.no}</label>
            </span>
        </fieldset>
    }
    .into_any()
}
