//! A new subcompany.

use leptos::prelude::*;
use types::InputField;

use super::calls::CreateSubcompany;
use crate::{
    parts::{ErrorNote, Field},
    post::{PostForm, Posting},
    visit::lang,
};

/// The form.
#[component]
pub fn Add() -> impl IntoView {
    let t = lang().subcompanies();
    let create = Posting::of::<CreateSubcompany>();
    let wrong = move |field| Signal::derive(move || create.error()?.at(field, lang()));
    let other = move || create.error().filter(|error| error.field().is_none());
    view! {
        <section class="card form-card" aria-labelledby="add-title">
            <h2 id="add-title">{t.add}</h2>
            <PostForm posting=create class="stack">
                <div class="fields">
                    <Field name="name" label=t.name help=t.name_help error=wrong(InputField::CompanyName) class="w3" required=true/>
                    <Field name="tag" label=t.tag help=t.tag_help placeholder=t.tag_example error=wrong(InputField::Tag) class="w3"/>
                </div>
                {move || other().map(|error| view! { <ErrorNote error/> })}
                <div class="row-actions"><button class="primary">{t.create}</button></div>
            </PostForm>
        </section>
    }
    .into_any()
}
