//! All companies in one table: from where each answers, what is known to work, what deserves a look. Subcompanies are
//! made, renamed and retired here.

mod add;
mod calls;
mod edit;
mod table;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyId, CompanyLine};

use self::{add::Add, edit::Edit, table::Table};
use crate::{
    ask::{Answer, ask},
    live::live,
    parts::{ErrorNote, PageTitle},
    recruiting_email::wizard_link,
    visit::lang,
};

const PATH: &str = "/settings/subcompanies";

type Overview = Answer<Vec<CompanyLine>>;

/// The page.
#[component]
pub fn SubcompaniesPage() -> impl IntoView {
    let t = lang().subcompanies();
    let live = live();
    let changes = move || live.settings.get() + live.positions.get() + live.messages.get() + live.outbox.get();
    let answer = ask(|| calls::CompanyOverview {}, changes);
    view! {
        <PageTitle text=t.title/>
        <p class="soft crumbs">{lang().settings().settings}</p>
        <h1>{t.title}</h1>
        <p class="soft">{t.intro}</p>
        <div role="status"><Transition><Made answer/></Transition></div>
        <Transition><Edit answer/></Transition>
        <Transition>
            {move || answer.get().map(|answer| match answer {
                Ok(lines) => view! { <Table lines/> }.into_any(),
                Err(error) => view! { <ErrorNote error/> }.into_any(),
            })}
        </Transition>
        <Add/>
    }
    .into_any()
}

/// The company that the page's query names under this word.
fn asked(word: &'static str) -> Memo<Option<CompanyId>> {
    let query = use_query_map();
    Memo::new(move |_| query.read().get_str(word).and_then(|id| id.parse().ok()))
}

/// The line of the company that the page's query names under this word. To be asked for below a `Transition`.
fn asked_line(answer: Overview, word: &'static str) -> Memo<Option<CompanyLine>> {
    let asked = asked(word);
    Memo::new(move |_| {
        let lines = answer.get().and_then(Result::ok)?;
        lines.into_iter().find(|line| Some(line.id) == asked.get())
    })
}

/// Says that a subcompany was made, and what comes next.
#[component]
fn Made(answer: Overview) -> impl IntoView {
    let t = lang().subcompanies();
    let made = asked_line(answer, "made");
    let note = move || {
        made.get().map(|line| {
            view! {
                <p class="note good">
                    {t.made(&line.name, &line.recruiting_address)} " " <a href=wizard_link(line.id)>{t.made_next}</a>
                </p>
            }
        })
    };
    note.into_any()
}
