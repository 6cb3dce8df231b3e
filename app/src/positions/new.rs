//! A new position.

use leptos::prelude::*;
use types::{CompanyChoice, InputField, PositionStatus};

use super::{
    calls::{CompanyChoices, CreatePosition},
    company_select::{CompanySelect, StatusSelect},
};
use crate::{
    CallError,
    ask::{Answer, ask},
    live::live,
    parts::{ErrorNote, Field},
    post::{PostForm, Posting},
    visit::lang,
};

/// The form, folded until somebody wants it.
#[component]
pub fn New() -> impl IntoView {
    let t = lang().positions();
    let create = Posting::of::<CreatePosition>();
    let changes = live().positions;
    let companies = ask(|| CompanyChoices {}, move || changes.get());
    let has_error = move || create.error().is_some();
    view! {
        <details class="card form-card new" open=has_error>
            <summary>{t.new}</summary>
            <Transition><Form create companies/></Transition>
        </details>
    }
    .into_any()
}

type Choices = Result<Vec<CompanyChoice>, CallError>;

/// To be placed in a `Transition`.
#[component]
fn Form(create: Posting, companies: Answer<Vec<CompanyChoice>>) -> impl IntoView {
    // Drawn anew only when the companies themselves are others.
    let drawn = Memo::new(move |_| companies.get());
    (move || drawn.get().map(|companies| form(create, companies))).into_any()
}

fn form(create: Posting, companies: Choices) -> AnyView {
    let t = lang().positions();
    let companies = match companies {
        Ok(companies) => companies,
        Err(error) => return view! { <ErrorNote error/> }.into_any(),
    };
    let wrong = Signal::derive(move || create.error()?.at(InputField::Title, lang()));
    let other = move || create.error().filter(|error| error.field().is_none());
    let first = companies.first().map(|company| company.id);
    let chosen = RwSignal::new(first);
    view! {
        <PostForm posting=create class="stack">
            <div class="fields">
                <Field name="title" label=t.name help=t.name_help placeholder=t.name_example error=wrong class="w6" required=true/>
                <StatusSelect status=PositionStatus::Open/>
                <CompanySelect companies current=None first chosen/>
            </div>
            {move || other().map(|error| view! { <ErrorNote error/> })}
            <div class="row-actions"><button class="primary">{t.create}</button></div>
        </PostForm>
    }
    .into_any()
}
