//! What was said with a candidate: their messages, the newest last.

use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};
use types::{CandidateId, MessagePage, MessageRow};

use crate::{
    CallError,
    ask::ask_if,
    candidates::{calls, changes_of},
    parts::{ErrorNote, Moment, Precision},
    visit::lang,
};

/// The messages. Each leads to where it is read.
#[component]
pub fn Conversation(candidate: Memo<Option<CandidateId>>) -> impl IntoView {
    let t = lang().candidates();
    let query = use_query_map();
    let before = Memo::new(move |_| query.read().get("before"));
    let changes = changes_of(candidate);
    let question = move || candidate.get().map(|id| calls::CandidateMessages { id, before: before.get() });
    let answer = ask_if(question, move || changes.get());
    view! {
        <section aria-labelledby="conversation-title" class="conversation">
            <h2 id="conversation-title">{t.conversation}</h2>
            <Transition>
                {move || answer.get().map(|answer| messages(answer, candidate.get(), before.get().is_some()))}
            </Transition>
        </section>
    }
    .into_any()
}

fn messages(
    answer: Result<Option<MessagePage>, CallError>,
    candidate: Option<CandidateId>,
    is_older_page: bool,
) -> AnyView {
    let t = lang().candidates();
    let (page, id) = match (answer, candidate) {
        (Ok(Some(page)), Some(id)) => (page, id),
        (Err(error), _) => return view! { <ErrorNote error/> }.into_any(),
        (Ok(_), _) => return ().into_any(),
    };
    if page.rows.is_empty() {
        return view! {
            <div class="empty"><p><b>{t.no_messages}</b></p> <p>{t.no_messages_next}</p></div>
        }
        .into_any();
    }
    let rows: Vec<_> = page.rows.into_iter().rev().map(message).collect();
    view! {
        {page.next.map(|cursor| view! {
            <p><a href=format!("/candidates/{id}?before={cursor}")>{t.older_messages}</a></p>
        })}
        <ol class="messages">{rows}</ol>
        {is_older_page.then(|| view! { <p><a href=format!("/candidates/{id}")>{t.newest_messages}</a></p> })}
    }
    .into_any()
}

fn message(row: MessageRow) -> AnyView {
    let t = lang().candidates();
    let reading = format!("/recruiting/unassigned/{}", row.id);
    let sender = [row.from_name, row.from_address].into_iter().find(|text| !text.trim().is_empty());
    let no_subject = lang().unassigned().no_subject;
    let subject = Some(row.subject).filter(|subject| !subject.trim().is_empty());
    view! {
        <li class="card boxed">
            <p class="head"><b dir="auto">{sender}</b> <span class="soft"><Moment at=row.received_at precision=Precision::Minute/></span></p>
            <h3 dir="auto"><A href=reading.clone()>{subject.unwrap_or_else(|| no_subject.to_owned())}</A></h3>
            <p class="soft" dir="auto">{row.first_words}</p>
            <p class="row-actions"><A href=format!("{reading}?wrong=1")>{t.wrong}</A></p>
        </li>
    }
    .into_any()
}
