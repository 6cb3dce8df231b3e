//! What was said with a candidate, the newest last, and below it the answer.

mod answer;
mod autosave;
mod calls;
mod sending;

#[cfg(feature = "ssr")]
mod files;
#[cfg(feature = "ssr")]
mod ours;
#[cfg(feature = "ssr")]
mod theirs;
#[cfg(feature = "ssr")]
mod thread;

use leptos::prelude::*;
use types::CandidateId;

use self::{
    answer::answer_form,
    calls::{SendAnswer, TakeBack},
};
use crate::{
    ask::ask,
    drawn::{drawn, n_posted_to},
    parts::ErrorNote,
    post::Posting,
    visit::lang,
};

/// The conversation. Nothing that comes in redraws the form that somebody is typing into.
#[component]
pub fn Conversation(candidate: CandidateId) -> impl IntoView {
    let send = Posting::of::<SendAnswer>();
    let done = n_done(send);
    let opened = ask(move || calls::OpenAnswer { id: candidate }, move || done.get());
    view! {
        <section aria-labelledby="conversation-title" class="conversation">
            <h2 id="conversation-title">{lang().conversation().title}</h2>
            {drawn!("thread", thread::thread(candidate))}
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
fn n_done(send: Posting) -> Memo<u32> {
    let taken_back = n_posted_to::<TakeBack>();
    Memo::new(move |old: Option<&u32>| {
        let done = send.n_answers() + taken_back.get();
        if send.error().is_none() { done } else { old.copied().unwrap_or_default() }
    })
}
