//! What was said, the newest last. Drawn on the server only.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CandidateId, ConversationPage, Problem, ThreadEntry, Topic};

use super::{
    calls::{TakeBack, read_conversation},
    ours, theirs,
};
use crate::{CallError, drawn::Drawing, parts::ErrorNote, post::Posting, visit::lang};

/// A page of the messages.
pub async fn thread(candidate: CandidateId) -> Drawing {
    let before = use_query_map().read_untracked().get("before");
    let is_older_page = before.is_some();
    let back = Posting::of::<TakeBack>();
    let said = read_conversation(candidate, before).await;
    // Of somebody who was merged into another it is the other's, and changes with them.
    let whose = said.as_ref().ok().and_then(|page| page.whose).unwrap_or(candidate);
    let inside = match said {
        Ok(page) => messages(page, candidate, is_older_page, back),
        // The head of the page says so already.
        Err(CallError(Problem::NotFound)) => ().into_any(),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    Drawing::new(inside).live([Topic::Candidate(candidate), Topic::Candidate(whose)])
}

fn messages(page: ConversationPage, id: CandidateId, is_older_page: bool, back: Posting) -> AnyView {
    let t = lang().thread();
    if page.entries.is_empty() {
        return view! { <div class="empty"><p><b>{t.empty}</b></p> <p>{t.empty_next}</p></div> }.into_any();
    }
    let undoable = page.entries.iter().rev().find_map(ours::undoable);
    let entries = page.entries.into_iter().map(|entry| match entry {
        ThreadEntry::Theirs(message) => theirs::theirs(message),
        ThreadEntry::Ours(message) => ours::ours(*message, back),
    });
    view! {
        {page.older.map(|cursor| view! { <p><a href=format!("/candidates/{id}?before={cursor}")>{t.older}</a></p> })}
        <ol class="messages">{entries.collect::<Vec<_>>()}</ol>
        {is_older_page.then(|| view! { <p><a href=format!("/candidates/{id}")>{t.newest}</a></p> })}
        <div class="done" role="status">{undoable.map(|id| ours::undo_bar(id, back))}</div>
    }
    .into_any()
}
