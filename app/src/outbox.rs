//! The outbox: what was written, whether it was sent, and why not. One message can be opened in its row.

mod actions;
mod calls;
mod counts;
mod details;
mod failing;
mod place;
mod row;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyId, OutboxView, OutgoingPage};

use self::{calls::DecideOutgoing, counts::counts, details::Opened, place::Place};
use crate::{
    ask::{Answer, ask},
    live::live,
    parts::{ErrorNote, PageTitle},
    post::Posting,
    unassigned::shown,
    visit::lang,
};

pub use counts::{OutboxCount, provide_counts};
pub use failing::FailingServers;

/// The page.
#[component]
pub fn Outbox() -> impl IntoView {
    let t = lang().outbox();
    let query = use_query_map();
    let place = Memo::new(move |_| Place::from_query(&query.read()));
    let changes = live().outbox;
    let question = move || {
        let Place { view, company, before, .. } = place.get();
        calls::Outbox { view, company, before }
    };
    let answer = ask(question, move || changes.get());
    let opened = Opened::follow(place, changes);
    let decide = Posting::of::<DecideOutgoing>();
    view! {
        <PageTitle text=t.title/>
        <div class="outbox">
            <h1>{t.title}</h1>
            <Tabs place/>
            <div role="status">{move || done_note(query.read().get_str("done"))}</div>
            {move || decide.error().map(|error| view! { <ErrorNote error/> })}
            <Transition>
                <List answer place opened decide/>
            </Transition>
        </div>
    }
    .into_any()
}

/// The parts of the outbox as tabs.
#[component]
fn Tabs(place: Memo<Place>) -> impl IntoView {
    let tabs = OutboxView::EACH.map(|view| {
        let href = move || Place { view, company: place.read().company, ..Place::default() }.list();
        let count = move || match view {
            OutboxView::NeedsYou => shown(counts().needs_you),
            OutboxView::OnItsWay => shown(counts().on_its_way),
            _ => None,
        };
        view! {
            <li>
                <a href=href aria-current=move || (place.read().view == view).then_some("page")>
                    {view.words(lang())}
                    <Transition>{move || count().map(|n| view! { <span class="count">{n}</span> })}</Transition>
                </a>
            </li>
        }
    });
    view! { <nav aria-label=lang().outbox().views><ul class="tabs">{tabs.into_iter().collect_view()}</ul></nav> }
        .into_any()
}

/// The rows. To be placed in a `Transition`.
#[component]
fn List(answer: Answer<OutgoingPage>, place: Memo<Place>, opened: Opened, decide: Posting) -> impl IntoView {
    // What stays as it is is not drawn anew: somebody may be typing in it.
    let page = Memo::new(move |_| answer.get());
    view! {
        {move || page.get().map(|answer| match answer {
            Ok(page) => list(page, &place.get(), opened, decide),
            Err(error) => view! { <ErrorNote error/> }.into_any(),
        })}
    }
    .into_any()
}

fn list(page: OutgoingPage, place: &Place, opened: Opened, decide: Posting) -> AnyView {
    let t = lang().outbox();
    let OutgoingPage { rows, next, companies } = page;
    let is_empty = rows.is_empty();
    let rows: Vec<AnyView> = rows.into_iter().map(|row| row::row(row, place, opened, decide)).collect();
    let older = next.map(|cursor| {
        let href = Place { before: Some(cursor), opened: None, ..place.clone() }.list();
        view! { <a rel="next" href=href>{t.older}</a> }
    });
    let newest = place.before.is_some().then(|| {
        let href = Place { before: None, opened: None, ..place.clone() }.list();
        view! { <a href=href>{t.newest}</a> }
    });
    let has_pager = older.is_some() || newest.is_some();
    view! {
        {company_filter(companies, place)}
        {if is_empty { nothing(place.view) } else { view! { <ul class="outgoings">{rows}</ul> }.into_any() }}
        {has_pager.then(|| view! { <nav class="pager" aria-label=t.pages>{newest}{older}</nav> })}
    }
    .into_any()
}

/// Chooses a company, where there are several.
fn company_filter(companies: Vec<(CompanyId, String)>, place: &Place) -> AnyView {
    let t = lang().outbox();
    if companies.is_empty() {
        return ().into_any();
    }
    let chosen = place.company;
    let options = companies.into_iter().map(|(id, name)| {
        view! { <option value=id.to_string() selected=chosen == Some(id)>{name}</option> }
    });
    view! {
        <form method="get" action=place::PATH class="filter">
            <input type="hidden" name="view" value=place.view.as_str()/>
            <div class="field">
                <label for="company">{t.company}</label>
                <select id="company" name="company">
                    <option value="">{t.every_company}</option>
                    {options.collect_view()}
                </select>
            </div>
            <button>{t.show}</button>
        </form>
    }
    .into_any()
}

fn nothing(view: OutboxView) -> AnyView {
    let t = lang().outbox();
    let (what, next) = match view {
        OutboxView::NeedsYou => (t.empty_needs_you, t.empty_needs_you_next),
        _ => (t.empty, t.empty_next),
    };
    view! { <div class="empty"><p><b>{what}</b></p><p>{next}</p></div> }.into_any()
}

/// What was just decided, as the address says it.
fn done_note(done: Option<&str>) -> Option<AnyView> {
    let words = lang().outbox().by_key(&format!("done_{}", done?))?;
    Some(view! { <p class="note good">{words}</p> }.into_any())
}
