//! A question with two answers.

use leptos::prelude::*;

use super::Origin;
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
    /// Where the answer comes from.
    #[prop(optional)]
    origin: &'static str,
) -> impl IntoView {
    let t = lang().frame();
    view! {
        <fieldset>
            <legend>{question}</legend>
            <span class="choices">
                <label><input type="radio" name=name value="true" checked=is_yes/>{t.yes}</label>
                <label><input type="radio" name=name value="false" checked=!is_yes/>{t.no}</label>
            </span>
            <Origin text=origin/>
        </fieldset>
    }
    .into_any()
}
