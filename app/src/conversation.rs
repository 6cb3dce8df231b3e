//! What was said with a candidate, the newest last, and below it the answer.

mod answer;
mod autosave;
mod calls;
mod files;
mod ours;
mod sending;
mod theirs;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CandidateId, ConversationPage, ThreadEntry};

use self::{
    answer::answer_form,
    calls::{SendAnswer, TakeBack},
};
use crate::{CallError, ask::ask, candidates::changes_of, parts::ErrorNote, post::Posting, visit::lang};

/// The conversation. Nothing that comes in redraws the form that somebody is typing into.
#[component]
pub fn Conversation(candidate: CandidateId) -> impl IntoView {
    let t = lang().conversation();
    let query = use_query_map();
    let before = Memo::new(move |_| query.read().get("before"));
    let changes = changes_of(move |about| about == candidate);
    let (send, back) = (Posting::of::<SendAnswer>(), Posting::of::<TakeBack>());
    let done = n_done(send, back);
    let question = move || calls::ReadConversation { id: candidate, before: before.get() };
    let said = ask(question, move || changes.get() + done.get());
    let opened = ask(move || calls::OpenAnswer { id: candidate }, move || done.get());
    view! {
        <section aria-labelledby="conversation-title" class="conversation">
            <h2 id="conversation-title">{t.title}</h2>
            <Transition>
                {move || said.get().map(|said| thread(said, candidate, before.get().is_some(), back))}
            </Transition>
            {move || back.error().map(|error| view! { <ErrorNote error/> })}
            <Transition>
                {move || opened.get().map(|opened| match opened {
                    Ok(answer) => answer_form(answer, send, done),
                    Err(error) => view! { <ErrorNote error/> }.into_any(),
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// A number that grows when something was done: what went wrong changes nothing on the screen.
fn n_done(send: Posting, back: Posting) -> Memo<u32> {
    Memo::new(move |old: Option<&u32>| {
        let (sent, taken) = (send.n_answers(), back.n_answers());
        let is_done = send.error().is_none() && back.error().is_none();
        if is_done { sent + taken } else { old.copied().unwrap_or_default() }
    })
}

fn thread(said: Result<ConversationPage, CallError>, id: CandidateId, is_older_page: bool, back: Posting) -> AnyView {
    let t = lang().conversation();
    let page = match said {
        Ok(page) => page,
        Err(error) => return view! { <ErrorNote error/> }.into_any(),
    };
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
