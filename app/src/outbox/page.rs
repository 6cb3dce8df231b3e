//! The page: tabs, the messages of one of them, and one of these opened.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyId, OutboxCounts, OutboxView, OutgoingPage, OutgoingRow, Topic};

use super::{
    calls::{DecideOutgoing, outbox, outgoing},
    counts::count_outgoing,
    details::details,
    place::{PATH, Place},
    row,
};
use crate::{drawn::Drawing, parts::ErrorNote, post::Posting, unassigned::shown, visit::lang};

/// A message that is opened, as far as it is there, and what is shown below its row.
type Opened = (Option<OutgoingRow>, AnyView);

/// The page.
pub async fn page() -> Drawing {
    let t = lang().outbox();
    let query = use_query_map().get_untracked();
    let place = Place::from_query(&query);
    let decide = Posting::of::<DecideOutgoing>();
    let counts = count_outgoing().await.unwrap_or_default();
    let opened = match place.opened {
        Some(id) => Some(match outgoing(id).await {
            Ok(view) => (Some(view.row.clone()), details(view, &place, decide)),
            Err(error) => (None, view! { <ErrorNote error/> }.into_any()),
        }),
        None => None,
    };
    let rows = match outbox(place.view, place.company, place.before.clone()).await {
        Ok(page) => list(page, &place, opened, decide),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    Drawing::new(view! {
        <div class="outbox">
            <h1>{t.title}</h1>
            {tabs(&place, counts)}
            <div role="status">{done_note(query.get_str("done"))}</div>
            {decide.error().map(|error| view! { <ErrorNote error/> })}
            {rows}
        </div>
    })
    .titled(t.title)
    .live([Topic::Outbox])
}

/// The parts of the outbox as tabs.
fn tabs(place: &Place, counts: OutboxCounts) -> AnyView {
    let tabs = OutboxView::EACH.map(|view| {
        let href = Place { view, company: place.company, ..Place::default() }.list();
        let count = match view {
            OutboxView::NeedsYou => shown(counts.needs_you),
            OutboxView::OnItsWay => shown(counts.on_its_way),
            _ => None,
        };
        view! {
            <li>
                <a href=href aria-current=(place.view == view).then_some("page")>
                    {view.words(lang())}
                    {count.map(|n| view! { <span class="count">{n}</span> })}
                </a>
            </li>
        }
    });
    view! { <nav aria-label=lang().outbox().views><ul class="tabs">{tabs.into_iter().collect_view()}</ul></nav> }
        .into_any()
}

/// The messages of one page. What is opened stands first when it is on another one.
fn list(page: OutgoingPage, place: &Place, mut opened: Option<Opened>, decide: Posting) -> AnyView {
    let t = lang().outbox();
    let OutgoingPage { rows, next, companies } = page;
    let is_elsewhere = |opened: &Opened| !rows.iter().any(|row| place.opened == Some(row.id)) && opened.0.is_some();
    let elsewhere = opened.take_if(|opened| is_elsewhere(opened));
    let elsewhere = elsewhere.and_then(|(row, opened)| Some(row::row(row?, place, Some(opened), decide)));
    let is_empty = rows.is_empty() && elsewhere.is_none();
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|row| {
            let opened = if place.opened == Some(row.id) { opened.take() } else { None };
            row::row(row, place, opened.map(|(_, opened)| opened), decide)
        })
        .collect();
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
        {if is_empty { nothing(place.view) } else { view! { <ul class="outgoings">{elsewhere}{rows}</ul> }.into_any() }}
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
        <form method="get" action=PATH class="filter">
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
