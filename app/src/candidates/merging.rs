//! Two candidates that are one person: finding the other, and taking it back.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CandidateId, CandidateRow, MergedCandidate};

use crate::{
    drawn::Drawing,
    parts::{ErrorNote, Moment, Precision},
    unassigned::{find_candidates, who},
    visit::lang,
};

/// Who was merged into this candidate, each with a way back.
pub fn merges(id: CandidateId, merges: Vec<MergedCandidate>) -> AnyView {
    let t = lang().candidates();
    let lines = merges.into_iter().map(|merge| {
        view! {
            <form method="post" action="/call/undo_merge" class="note merged">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="merge" value=merge.merge.to_string()/>
                <span><bdi>{t.merged(merge.name, merge.by)}</bdi> ", " <Moment at=merge.at precision=Precision::Minute/></span>
                <button class="quiet">{t.undo}</button>
            </form>
        }
    });
    lines.collect_view().into_any()
}

/// The search for the other one, below the page of a candidate.
pub async fn merging(candidate: Option<CandidateId>) -> Drawing {
    let Some(candidate) = candidate else { return Drawing::new(()) };
    let t = lang().candidates();
    let searched = use_query_map().read_untracked().get("merge").unwrap_or_default();
    let found = match searched.trim().is_empty() {
        true => ().into_any(),
        false => match find_candidates(searched.clone()).await {
            Ok(rows) => others(candidate, &rows),
            Err(error) => view! { <ErrorNote error/> }.into_any(),
        },
    };
    let is_open = !searched.is_empty();
    Drawing::new(view! {
        <details class="merging" id="merge" open=is_open>
            <summary>{t.merge}</summary>
            <div class="stack">
                <p class="soft">{t.merge_help}</p>
                <form method="get" action=format!("/candidates/{candidate}#merge") class="with-button">
                    <div class="field grow">
                        <label for="merge-field">{t.merge_find}</label>
                        <input id="merge-field" name="merge" type="search" value=searched autocomplete="off"/>
                    </div>
                    <button>{t.search}</button>
                </form>
                {found}
            </div>
        </details>
    })
}

fn others(id: CandidateId, rows: &[CandidateRow]) -> AnyView {
    let t = lang().candidates();
    let rows: Vec<_> = rows.iter().filter(|row| row.id != id).map(|row| other(id, row)).collect();
    if rows.is_empty() {
        return view! { <p class="soft">{t.none_found}</p> }.into_any();
    }
    view! { <ul class="choices-list">{rows}</ul> }.into_any()
}

fn other(id: CandidateId, row: &CandidateRow) -> AnyView {
    let t = lang().candidates();
    let label = t.merge_with_name(&row.name);
    view! {
        <li>
            {who(row, None)}
            <form method="post" action="/call/merge_candidates">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="gone" value=row.id.to_string()/>
                <button aria-label=label>{t.merge_with}</button>
            </form>
        </li>
    }
    .into_any()
}
