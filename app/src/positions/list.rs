//! The list of positions.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{Counts, PositionPage, PositionRow, PositionStatus, Topic};

use super::{
    calls::{company_choices, list_positions},
    new::new,
    place::{PATH, Place, position_link},
    status_look, status_words,
};
use crate::{drawn::Drawing, parts::ErrorNote, visit::lang};

/// `/positions`.
pub async fn list() -> Drawing {
    let t = lang().positions();
    let place = Place::from_query(&use_query_map().read_untracked());
    let companies = company_choices().await;
    let Place { status, text, before } = place.clone();
    let rows = match list_positions(status, text, before).await {
        Ok(page) => found(page, &place),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    Drawing::new(view! {
        <h1>{t.title}</h1>
        {new(companies)}
        {search(&place)}
        {rows}
    })
    .titled(t.title)
    .live([Topic::Positions, Topic::Candidates])
}

/// What is searched for stands in the page's address, so that it can be kept and sent.
fn search(place: &Place) -> AnyView {
    let t = lang().positions();
    let status = place.status;
    view! {
        <form method="get" action=PATH class="search" role="search">
            <div class="field">
                <label for="q">{t.search}</label>
                <input id="q" name="q" type="search" value=place.text.clone() maxlength="120"/>
            </div>
            <div class="field">
                <label for="with_status">{t.status}</label>
                <select id="with_status" name="status">
                    <option value="" selected=status.is_none()>{t.any_status}</option>
                    {PositionStatus::ALL.iter().map(|one| view! {
                        <option value=one.as_str() selected=Some(*one) == status>{status_words(*one)}</option>
                    }).collect_view()}
                </select>
            </div>
            <button>{t.find}</button>
        </form>
    }
    .into_any()
}

fn found(page: PositionPage, place: &Place) -> AnyView {
    let t = lang().positions();
    if page.rows.is_empty() {
        return nothing(place);
    }
    let newest = place.before.as_ref().map(|_| view! { <a href=place.page(None)>{t.newest}</a> });
    let older = page.next.as_deref().map(|next| view! { <a rel="next" href=place.page(Some(next))>{t.older}</a> });
    let has_pages = newest.is_some() || older.is_some();
    view! {
        <table class="cards" aria-label=t.title>
            <thead>
                <tr>
                    {[t.position, t.status, t.company, t.candidates].map(|name| view! { <th scope="col">{name}</th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{page.rows.into_iter().map(row).collect_view()}</tbody>
        </table>
        {has_pages.then(|| view! { <nav class="pager" aria-label=t.pages>{newest} {older}</nav> })}
    }
    .into_any()
}

fn row(row: PositionRow) -> AnyView {
    let t = lang().positions();
    view! {
        <tr id=format!("position-{}", row.id)>
            <th scope="row"><a href=position_link(row.id)>{row.title}</a></th>
            <td data-label=t.status><span class=status_look(row.status)>{status_words(row.status)}</span></td>
            <td data-label=t.company>{row.company_name}</td>
            <td data-label=t.candidates>{count(row.n_candidates)}</td>
        </tr>
    }
    .into_any()
}

fn count(n: u32) -> String {
    if n >= Counts::MAX { lang().positions().many_candidates(n) } else { n.to_string() }
}

fn nothing(place: &Place) -> AnyView {
    let t = lang().positions();
    if place.is_everything() {
        return view! { <div class="empty"><p><b>{t.empty}</b></p><p>{t.empty_next}</p></div> }.into_any();
    }
    view! { <div class="empty"><p><b>{t.nothing_found}</b></p><p><a href=PATH>{t.show_all}</a></p></div> }.into_any()
}
