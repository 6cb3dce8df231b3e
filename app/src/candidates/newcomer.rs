//! Somebody who has not written: a form above the list.

use leptos::prelude::*;

use super::calls::CreateCandidate;
use crate::{
    parts::{ErrorNote, Field},
    post::{PostForm, Posting},
    visit::lang,
};

/// The form, folded away.
#[component]
pub fn Newcomer() -> impl IntoView {
    let t = lang().candidates();
    let create = Posting::of::<CreateCandidate>();
    let error = move || create.error();
    view! {
        <details class="card form-card newcomer" open=error().is_some()>
            <summary>{t.new}</summary>
            <PostForm posting=create class="stack">
                <div class="fields">
                    <Field name="name" label=t.name required=true class="w2"/>
                    <Field name="address" label=t.address class="w2"/>
                    <Field name="phone" label=t.phone class="w2"/>
                </div>
                {move || error().map(|error| view! { <ErrorNote error/> })}
                <div class="row-actions"><button class="primary">{t.create}</button></div>
            </PostForm>
        </details>
    }
    .into_any()
}
