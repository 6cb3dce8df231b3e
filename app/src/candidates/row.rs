//! The lines of the list.

use leptos::prelude::*;
use types::{CandidatePage, CandidateRow};

use super::filter::{Asked, stage_word};
use crate::{
    parts::{Moment, Precision},
    visit::lang,
};

/// A page of lines, and the ways to the others.
pub fn list(page: CandidatePage, asked: &Asked) -> AnyView {
    let t = lang().candidates();
    if page.rows.is_empty() {
        return nothing(asked);
    }
    let older = page.next.map(|cursor| asked.page(Some(cursor)));
    let newest = asked.before.is_some().then(|| asked.page(None));
    let rows: Vec<_> = page.rows.into_iter().map(row).collect();
    view! {
        <ul class="people-list card">{rows}</ul>
        {(older.is_some() || newest.is_some()).then(|| view! {
            <nav class="pager" aria-label=t.pages>
                {newest.map(|address| view! { <a href=address>{t.newest}</a> })}
                {older.map(|address| view! { <a rel="next" href=address>{t.older}</a> })}
            </nav>
        })}
    }
    .into_any()
}

fn row(row: CandidateRow) -> AnyView {
    let t = lang().candidates();
    let applications = row.applications.iter().map(|application| {
        let stage = stage_word(application.stage, lang());
        view! { <span class="badge plain"><bdi>{application.title.clone()}</bdi> " · " {stage}</span> }
    });
    view! {
        <li id=format!("candidate-{}", row.id)>
            <a class="person-row" href=format!("/candidates/{}", row.id)>
                <b dir="auto">{row.name}</b>
                <span class="soft when"><span class="unseen">{t.last_heard}</span> <Moment at=row.last_message_at precision=Precision::Short/></span>
                <span class="soft" dir="auto">{row.addresses.join(" · ")}</span>
                <span class="tags">{applications.collect_view()}</span>
            </a>
        </li>
    }
    .into_any()
}

fn nothing(asked: &Asked) -> AnyView {
    let t = lang().candidates();
    let is_everybody = asked.is_everybody();
    let (what, next) = if is_everybody { (t.empty, t.empty_next) } else { (t.none_found, t.none_found_next) };
    view! {
        <div class="empty">
            <p><b>{what}</b></p>
            <p>{next}</p>
            {(!is_everybody).then(|| view! { <p><a href="/candidates">{t.reset}</a></p> })}
        </div>
    }
    .into_any()
}
