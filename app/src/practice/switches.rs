//! The switches of the practice server.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{Fault, PracticeState, Redirection, text::Lang};

use super::calls::SwitchPractice;
use crate::{
    parts::ErrorNote,
    post::{PostForm, Posting},
    visit::lang,
};

/// The form.
#[component]
pub fn Switches(state: PracticeState) -> impl IntoView {
    let t = lang().practice();
    let query = use_query_map();
    let is_switched = move || query.read().get_str("done") == Some("switched");
    let switch = Posting::of::<SwitchPractice>();
    let error = move || switch.error();
    let redirections: Vec<_> = Redirection::ALL
        .into_iter()
        .map(|redirection| {
            let value = redirection.as_str();
            view! {
                <label>
                    <input type="radio" name="redirection" value=value checked=redirection == state.redirection/>
                    <span>{word(value, "redirection", lang())}</span>
                </label>
            }
        })
        .collect();
    let faults: Vec<_> = Fault::ALL
        .into_iter()
        .map(|fault| {
            let value = fault.as_str();
            view! { <option value=value selected=fault == state.fault>{word(value, "fault", lang())}</option> }
        })
        .collect();
    view! {
        <section class="card" id="switches" aria-labelledby="switches-title">
            <h2 id="switches-title">{t.switches}</h2>
            <p class="soft">{t.switches_help}</p>
            <PostForm posting=switch>
                <fieldset>
                    <legend>{t.redirection}</legend>
                    <div class="stacked">{redirections}</div>
                </fieldset>
                <div class="field">
                    <label for="fault">{t.fault}</label>
                    <select id="fault" name="fault">{faults}</select>
                </div>
                {move || error().map(|error| view! { <ErrorNote error/> })}
                <div class="row-actions">
                    <button>{t.switch}</button>
                    <span role="status">{move || is_switched().then_some(t.switched)}</span>
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

fn word(value: &str, what: &str, lang: Lang) -> &'static str {
    lang.practice().by_key(&format!("{what}_{value}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use types::{Fault, Redirection, text::Lang};

    use super::word;

    #[test]
    fn every_switch_has_a_sentence() {
        for lang in Lang::ALL {
            for fault in Fault::ALL {
                assert!(!word(fault.as_str(), "fault", lang).is_empty(), "{fault:?}");
            }
            for redirection in Redirection::ALL {
                assert!(!word(redirection.as_str(), "redirection", lang).is_empty(), "{redirection:?}");
            }
        }
    }
}
