//! What was found.

use leptos::prelude::*;
use types::{Found, Piece, SearchPage, SearchPlace};

use super::{asked::Asked, form::place_word};
use crate::{
    parts::{Moment, Precision},
    visit::lang,
};

/// The lines of one page, how many there are, and the ways to the other pages.
pub fn results(page: SearchPage, asked: &Asked) -> AnyView {
    let t = lang().search();
    let number = asked.query.page;
    let count = match (page.n_found, page.is_more) {
        (1, _) => t.one_found.to_owned(),
        (n, true) => t.more_found(n),
        (n, false) => t.n_found(n),
    };
    let waiting = (page.n_waiting > 0).then(|| view! { <p class="note">{t.waiting(page.n_waiting)}</p> });
    let files_waiting = page.n_files_waiting;
    let files_waiting = (files_waiting > 0).then(|| view! { <p class="note">{t.files_waiting(files_waiting)}</p> });
    if page.found.is_empty() {
        return view! { {waiting} {files_waiting} {nothing(asked)} }.into_any();
    }
    let rows: Vec<_> = page.found.into_iter().map(row).collect();
    view! {
        {waiting}
        {files_waiting}
        <p class="soft" role="status">{count}</p>
        <ol class="people-list card">{rows}</ol>
        {(number > 0 || page.has_next).then(|| view! {
            <nav class="pager" aria-label=t.pages>
                {(number > 0).then(|| view! { <a rel="prev" href=asked.page(number - 1)>{t.previous}</a> })}
                {page.has_next.then(|| view! { <a rel="next" href=asked.page(number + 1)>{t.next}</a> })}
            </nav>
        })}
    }
    .into_any()
}

fn row(found: Found) -> AnyView {
    let t = lang().search();
    let has_subject = found.subject.iter().any(|piece| !piece.text.trim().is_empty());
    let whose = match &found.candidate {
        Some((_, name)) if found.place == SearchPlace::Candidate => t.with_candidate(name),
        _ => place_word(found.place).to_owned(),
    };
    let id = found.message.map(|id| id.to_string()).or(found.outgoing.map(|id| id.to_string())).unwrap_or_default();
    let is_ours = found.place == SearchPlace::Ours;
    let link = link(&found);
    view! {
        <li id=format!("found-{id}")>
            <a class="person-row whole" href=link>
                <b dir="auto">{if has_subject { pieces(found.subject) } else { view! { {t.no_subject} }.into_any() }}</b>
                <span class="soft when"><Moment at=found.at precision=Precision::Short/></span>
                <span class="soft" dir="auto">{is_ours.then_some(t.to_whom)} " " {pieces(found.who)}</span>
                <span class="excerpt" dir="auto">{pieces(found.words)}</span>
                {found.in_file.map(|(name, words)| view! {
                    <span class="excerpt" dir="auto"><b>{t.in_file(&name)}</b> " " {pieces(words)}</span>
                })}
                <span class="tags">
                    <span class="badge plain"><bdi>{whose}</bdi></span>
                    {(!found.files.is_empty()).then(|| view! { <span class="soft"><bdi>{pieces(found.files)}</bdi></span> })}
                </span>
            </a>
        </li>
    }
    .into_any()
}

fn link(found: &Found) -> String {
    match (found.place, &found.candidate, found.message, found.outgoing) {
        (SearchPlace::Candidate, Some((candidate, _)), Some(id), _) => format!("/candidates/{candidate}#message-{id}"),
        (_, Some((candidate, _)), None, Some(id)) => format!("/candidates/{candidate}#outgoing-{id}"),
        (_, _, None, Some(id)) => format!("/outbox?message={id}"),
        (SearchPlace::HeldBack, _, Some(id), _) => format!("/recruiting/unassigned/{id}?view=held_back"),
        (SearchPlace::Deleted, _, Some(id), _) => format!("/recruiting/unassigned/{id}?view=deleted"),
        (_, _, Some(id), _) => format!("/recruiting/unassigned/{id}"),
        (_, _, None, None) => super::asked::PATH.to_owned(),
    }
}

fn pieces(pieces: Vec<Piece>) -> AnyView {
    let shown = pieces.into_iter().map(|piece| {
        if piece.is_hit { view! { <mark>{piece.text}</mark> }.into_any() } else { view! { {piece.text} }.into_any() }
    });
    shown.collect_view().into_any()
}

fn nothing(asked: &Asked) -> AnyView {
    let t = lang().search();
    let (what, next) = if asked.is_nothing() { (t.start, t.start_next) } else { (t.none, t.none_next) };
    view! { <div class="empty"><p><b>{what}</b></p><p>{next}</p></div> }.into_any()
}
