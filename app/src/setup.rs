//! The first start: the company and its first admin.

pub mod calls;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{AccountName, InputField, Problem};

use crate::{
    CallError,
    drawn::Drawing,
    parts::{ErrorNote, Field},
    post::Posting,
    visit::lang,
};
use calls::{Opening, SetUp, load_opening};

/// The set-up page. What is set up begins another visit, so the form is the browser's.
pub async fn page() -> Drawing {
    let t = lang().setup();
    let token = typed("token").unwrap_or_default();
    let inside = match load_opening(token.clone()).await {
        Ok(opening) => form(token, opening),
        Err(error) => {
            let is_done = error.0 == Problem::AlreadySetUp;
            view! {
                <ErrorNote error/>
                {is_done.then(|| view! { <p><a href="/sign-in">{lang().sign_in().title}</a></p> })}
            }
            .into_any()
        }
    };
    Drawing::new(view! { <section class="card door"><h1>{t.title}</h1> {inside}</section> }).titled(t.title)
}

/// What the address says, while it is typed.
fn typed(field: &str) -> Option<String> {
    use_query_map().read_untracked().get(field)
}

fn form(token: String, opening: Opening) -> AnyView {
    let t = lang().setup();
    let failure = Posting::of::<SetUp>().error();
    let at = |field| Signal::stored(failure.as_ref().and_then(|error| wrong_at(error, field)));
    let other = failure.clone().filter(|error| !matches!(error.0, Problem::Invalid { .. }));
    let Opening { mail_domain, company_name, account_name, person_name, address } = opening;
    let preview = t.address_preview(format!("{}-jobs@{mail_domain}", proposed(&company_name, &account_name)));
    view! {
        <p class="soft">{t.intro}</p>
        {other.map(|error| view! { <ErrorNote error/> })}
        <form method="post" action="/call/set_up" class="stack" data-plain="">
            <input type="hidden" name="token" value=token/>
            <Field name="company_name" label=t.company_name help=t.company_name_help value=company_name redraw="company_name" error=at(InputField::CompanyName) autocomplete="organization" required=true/>
            <Field name="account_name" label=t.account_name help=t.account_name_help value=account_name redraw="account_name" error=at(InputField::AccountName) placeholder=t.example_account/>
            <p class="soft">{preview}</p>
            <Field name="person_name" label=t.name value=person_name error=at(InputField::PersonName) autocomplete="name" required=true/>
            <Field name="address" label=t.address help=t.address_help value=address kind="email" error=at(InputField::Address) autocomplete="username" required=true/>
            <Field name="password" label=t.password help=t.password_help kind="password" error=at(InputField::Password) autocomplete="new-password" required=true/>
            <button class="primary">{t.submit}</button>
        </form>
    }
    .into_any()
}

/// The account name that would be taken: as typed, or from the company's name.
fn proposed(company: &str, account: &str) -> String {
    let company = typed("company_name").unwrap_or_else(|| company.to_owned());
    let account = typed("account_name").unwrap_or_else(|| account.to_owned());
    let from_company = || AccountName::propose(&company).filter(|_| account.trim().is_empty());
    let name: Option<AccountName> = account.parse().ok().or_else(from_company);
    name.map_or_else(|| lang().setup().example_account.to_owned(), |name| name.to_string())
}

fn wrong_at(error: &CallError, field: InputField) -> Option<String> {
    matches!(error.0, Problem::Invalid { field: found, .. } if found == field).then(|| error.sentence(lang()))
}
