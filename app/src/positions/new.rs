//! A new position.

use leptos::prelude::*;
use types::{CompanyChoice, InputField, PositionStatus};

use super::{
    calls::CreatePosition,
    company_select::{CompanySelect, StatusSelect},
};
use crate::{
    CallError,
    parts::{ErrorNote, Field},
    post::{PostForm, Posting},
    visit::lang,
};

/// The form, folded until somebody wants it.
pub fn new(companies: Result<Vec<CompanyChoice>, CallError>) -> AnyView {
    let t = lang().positions();
    let create = Posting::of::<CreatePosition>();
    let inside = match companies {
        Ok(companies) => form(create, companies),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    view! {
        <details class="card form-card new" open=create.error().is_some()>
            <summary>{t.new}</summary>
            {inside}
        </details>
    }
    .into_any()
}

fn form(create: Posting, companies: Vec<CompanyChoice>) -> AnyView {
    let t = lang().positions();
    let wrong = Signal::stored(create.error().and_then(|error| error.at(InputField::Title, lang())));
    let other = create.error().filter(|error| error.field().is_none());
    let first = companies.first().map(|company| company.id);
    view! {
        <PostForm posting=create class="stack">
            <div class="fields">
                <Field name="title" label=t.name help=t.name_help placeholder=t.name_example error=wrong class="w6" required=true/>
                <StatusSelect status=PositionStatus::Open/>
                <CompanySelect companies current=None first redraw=None/>
            </div>
            {other.map(|error| view! { <ErrorNote error/> })}
            <div class="row-actions"><button class="primary">{t.create}</button></div>
        </PostForm>
    }
    .into_any()
}
