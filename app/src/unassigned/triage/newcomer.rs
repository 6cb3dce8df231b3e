//! Somebody new: a form that begins with what the message says.

use leptos::prelude::*;
use types::{DecisionForm, InputField, PositionId, Prefill, Problem, Triage};

use super::{Deciding, choices::position_options};
use crate::{
    parts::Field,
    post::PostForm,
    unassigned::hidden::{HiddenPlace, hidden_messages},
    visit::lang,
};

/// What is typed into the form. It outlives the form, which is drawn anew when somebody else decides meanwhile.
#[derive(Clone, Copy)]
pub struct Typed {
    name: RwSignal<String>,
    address: RwSignal<String>,
    phone: RwSignal<String>,
    position: RwSignal<Option<PositionId>>,
    is_begun: RwSignal<bool>,
}

impl Typed {
    /// Nothing yet.
    pub fn nothing() -> Self {
        Self {
            name: RwSignal::default(),
            address: RwSignal::default(),
            phone: RwSignal::default(),
            position: RwSignal::default(),
            is_begun: RwSignal::new(false),
        }
    }

    /// Whether somebody has typed.
    pub fn is_begun(self) -> bool {
        self.is_begun.get_untracked()
    }

    /// The form is about another message.
    pub fn forget(self) {
        self.is_begun.set(false);
    }

    /// Begins with what the message says, unless somebody has typed.
    fn begin_with(self, prefill: &Prefill) {
        if !self.is_begun() {
            self.name.set(prefill.name.clone());
            self.address.set(prefill.address.clone());
            self.phone.set(prefill.phone.clone());
            self.position.set(prefill.position);
        }
    }
}

/// The form; folded away while somebody is suggested.
#[component]
pub fn Newcomer(triage: Triage, deciding: Deciding) -> impl IntoView {
    let t = lang().triage();
    let typed = deciding.newcomer;
    typed.begin_with(&triage.prefill);
    let is_open = typed.is_begun() || triage.suggestions.is_empty() && deciding.typed.get_untracked().is_empty();
    let class = if triage.suggestions.is_empty() { "primary" } else { "" };
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
                <div class="fields" on:input=move |_| typed.is_begun.set(true)>
                    <Field name="newcomer[name]" label=t.name value=typed.name.get_untracked() typed=typed.name required=true class="w3" error=wrong(InputField::CandidateName)/>
                    <Field name="newcomer[address]" label=t.address value=typed.address.get_untracked() typed=typed.address class="w3" error=wrong(InputField::CandidateAddress)/>
                    <Field name="newcomer[phone]" label=t.phone value=typed.phone.get_untracked() typed=typed.phone class="w3" error=wrong(InputField::Phone)/>
                    <div class="field w3">
                        <label for="position">{t.position}</label>
                        <select id="position" name="position" on:change=move |event| typed.position.set(event_target_value(&event).parse().ok())>
                            <option value="">{t.position_none}</option>
                            {position_options(&triage.positions, typed.position.get_untracked())}
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
