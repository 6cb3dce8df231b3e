//! All companies in one table: from where each answers, what is known to work, what deserves a look. Subcompanies are
//! made, renamed and retired here.

mod add;
mod calls;
mod edit;
mod table;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyId, CompanyLine, Topic};

use self::{add::Add, edit::edit, table::Table};
use crate::{drawn::Drawing, parts::ErrorNote, recruiting_email::wizard_link, visit::lang};

const PATH: &str = "/settings/subcompanies";

/// The page.
pub async fn page() -> Drawing {
    let t = lang().subcompanies();
    let (made, form, table) = match calls::company_overview().await {
        Ok(lines) => {
            (asked(&lines, "made").map(made), asked(&lines, "edit").map(edit), view! { <Table lines/> }.into_any())
        }
        Err(error) => (None, None, view! { <ErrorNote error/> }.into_any()),
    };
    Drawing::new(view! {
        <p class="soft crumbs">{lang().settings().settings}</p>
        <h1>{t.title}</h1>
        <p class="soft">{t.intro}</p>
        <div role="status">{made}</div>
        {form}
        {table}
        <Add/>
    })
    .titled(t.title)
    .live([Topic::Settings, Topic::Positions, Topic::Messages, Topic::Outbox])
}

/// The line of the company that the page's address names under this word.
fn asked<'a>(lines: &'a [CompanyLine], word: &str) -> Option<&'a CompanyLine> {
    let asked: CompanyId = use_query_map().read_untracked().get_str(word)?.parse().ok()?;
    lines.iter().find(|line| line.id == asked)
}

/// Says that a subcompany was made, and what comes next.
fn made(line: &CompanyLine) -> AnyView {
    let t = lang().subcompanies();
    view! {
        <p class="note good">
            {t.made(&line.name, &line.recruiting_address)} " " <a href=wizard_link(line.id)>{t.made_next}</a>
        </p>
    }
    .into_any()
}
