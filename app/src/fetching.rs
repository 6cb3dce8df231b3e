//! `/settings/recruiting/email/fetch`: a company's own mailbox that mail is fetched from, for those who cannot redirect;
//! `?company=…` for a subcompany's.

mod calls;
mod form;
mod state;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyId, Topic};

use self::{calls::SaveMailbox, form::form, state::state};
use crate::{
    backend::{FetchSettings, desk},
    drawn::Drawing,
    parts::ErrorNote,
    post::Posting,
    recruiting_email::redirection_link,
    visit::lang,
};

const PATH: &str = "/settings/recruiting/email/fetch";

/// The page of this company; of the main company when none is named.
pub fn fetch_link(subcompany: Option<CompanyId>) -> String {
    subcompany.map_or_else(|| PATH.to_owned(), |company| format!("{PATH}?company={company}"))
}

/// The page.
pub async fn page() -> Drawing {
    let t = lang().fetching();
    let company = use_query_map().read_untracked().get_str("company").and_then(|company| company.parse().ok());
    let loaded = match desk() {
        Ok(desk) => desk.fetch_settings(company).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    let inside = match loaded {
        Ok(settings) => inside(settings),
        Err(error) => view! { <h1>{t.title}</h1> <ErrorNote error/> }.into_any(),
    };
    Drawing::new(inside).titled(t.title).live([Topic::Settings])
}

fn inside(settings: FetchSettings) -> AnyView {
    let t = lang().fetching();
    let subcompany = (!settings.is_main).then_some(settings.company);
    let save = Posting::of::<SaveMailbox>();
    view! {
        <div class="people">
            <p class="soft crumbs"><a href=redirection_link(subcompany)>{t.back}</a></p>
            <h1>{t.title}</h1>
            <p class="soft">{t.intro(&settings.company_name)} " " {t.stays}</p>
            {form(&settings, subcompany, save)}
            {state(&settings, subcompany)}
        </div>
    }
    .into_any()
}
