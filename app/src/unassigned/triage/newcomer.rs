//! Somebody new: a form that begins with what the message says.

use leptos::prelude::*;
use types::{DecisionForm, InputField, Problem, Triage};

use super::{Deciding, choices::position_options};
use crate::{
    parts::Field,
    post::PostForm,
    unassigned::hidden::{HiddenPlace, hidden_messages},
    visit::lang,
};

/// The form; folded away while somebody is suggested.
#[component]
pub fn Newcomer(triage: Triage, deciding: Deciding) -> impl IntoView {
    let t = lang().triage();
    let is_open = triage.suggestions.is_empty() && deciding.typed.get_untracked().is_empty();
    let class = if triage.suggestions.is_empty() { "primary" } else { "" };
    let prefill = triage.prefill.clone();
    let wrong = move |wanted: InputField| {
        Signal::derive(move || match deciding.decide.error()? {
            error if matches!(error.0, Problem::Invalid { field, .. } if field == wanted) => {
                Some(error.sentence(lang()))
            }
            _ => None,
        })
    };
    view! {
        <details class="newcomer" open=is_open>
            <summary>{t.new}</summary>
            <PostForm posting=deciding.decide class="stack">
                {hidden_messages(triage.seen())}
                <HiddenPlace place=deciding.place.get_untracked()/>
                <input type="hidden" name="whose" value=DecisionForm::NEW/>
                <div class="fields">
                    <Field name="newcomer[name]" label=t.name value=prefill.name required=true class="w3" error=wrong(InputField::CandidateName)/>
                    <Field name="newcomer[address]" label=t.address value=prefill.address class="w3" error=wrong(InputField::CandidateAddress)/>
                    <Field name="newcomer[phone]" label=t.phone value=prefill.phone class="w3" error=wrong(InputField::Phone)/>
                    <div class="field w3">
                        <label for="position">{t.position}</label>
                        <select id="position" name="position">
                            <option value="">{t.position_none}</option>
                            {position_options(&triage.positions, prefill.position)}
                        </select>
                    </div>
                </div>
                <label class="check"><input type="checkbox" name="remember" value="true" checked=true/> <span>{t.remember_new}</span></label>
                <div class="row-actions"><button class=class>{t.create}</button></div>
            </PostForm>
        </details>
    }
    .into_any()
}
