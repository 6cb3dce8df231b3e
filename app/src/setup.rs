//! The first start: the company and its first admin.

pub mod calls;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{AccountName, InputField, Problem};

use crate::{
    CallError,
    ask::ask,
    parts::{ErrorNote, Field, PageTitle},
    post::Posting,
    visit::lang,
};
use calls::{LoadOpening, Opening, SetUp};

/// The set-up page. The form is posted as it is, so that it works the same with and without script.
#[component]
pub fn SetupPage() -> impl IntoView {
    let t = lang().setup();
    let query = use_query_map();
    let token = move || query.with(|query| query.get("token").unwrap_or_default());
    let opening = ask(move || LoadOpening { token: token() }, || 0);
    view! {
        <PageTitle text=t.title/>
        <section class="card door">
            <h1>{t.title}</h1>
            <Suspense>
                {move || opening.get().map(|opening| match opening {
                    Ok(opening) => view! { <SetupForm token=token() opening/> }.into_any(),
                    Err(error) => {
                        let is_done = error.0 == Problem::AlreadySetUp;
                        view! {
                            <ErrorNote error/>
                            {is_done.then(|| view! { <p><a href="/sign-in">{lang().sign_in().title}</a></p> })}
                        }.into_any()
                    }
                })}
            </Suspense>
        </section>
    }
    .into_any()
}

#[component]
fn SetupForm(token: String, opening: Opening) -> impl IntoView {
    let t = lang().setup();
    let posting = Posting::of::<SetUp>();
    let failure = Memo::new(move |_| posting.error());
    let at = move |field| Signal::derive(move || failure.get().and_then(|error| wrong_at(&error, field)));
    let company = RwSignal::new(opening.company_name.clone());
    let account = RwSignal::new(opening.account_name.clone());
    let proposed = Memo::new(move |_| {
        let typed = account.get();
        typed.parse().ok().or_else(|| AccountName::propose(&company.get()).filter(|_| typed.trim().is_empty()))
    });
    let domain = opening.mail_domain;
    let example =
        move || proposed.get().map_or_else(|| t.example_account.to_owned(), |name: AccountName| name.to_string());
    view! {
        <p class="soft">{t.intro}</p>
        {move || failure.get().filter(|error| !matches!(error.0, Problem::Invalid { .. })).map(|error| view! { <ErrorNote error/> })}
        <form method="post" action="/call/set_up" class="stack">
            <input type="hidden" name="token" value=token/>
            <Field name="company_name" label=t.company_name help=t.company_name_help value=opening.company_name typed=company error=at(InputField::CompanyName) autocomplete="organization" required=true/>
            <Field name="account_name" label=t.account_name help=t.account_name_help value=opening.account_name typed=account error=at(InputField::AccountName) placeholder=t.example_account/>
            <p class="soft">{move || t.address_preview(format!("{}-jobs@{domain}", example()))}</p>
            <Field name="person_name" label=t.name value=opening.person_name error=at(InputField::PersonName) autocomplete="name" required=true/>
            <Field name="address" label=t.address help=t.address_help value=opening.address kind="email" error=at(InputField::Address) autocomplete="username" required=true/>
            <Field name="password" label=t.password help=t.password_help kind="password" error=at(InputField::Password) autocomplete="new-password" required=true/>
            <button class="primary">{t.submit}</button>
        </form>
    }
    .into_any()
}

fn wrong_at(error: &CallError, field: InputField) -> Option<String> {
    matches!(error.0, Problem::Invalid { field: found, .. } if found == field).then(|| error.sentence(lang()))
}
