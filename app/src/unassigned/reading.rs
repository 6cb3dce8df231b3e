//! The message on the right: why it is here and what to do with it, then the message.

mod actions;
mod envelope;
mod why;

#[cfg(feature = "ssr")]
mod body;
#[cfg(feature = "ssr")]
mod enclosed;
#[cfg(feature = "ssr")]
mod files;
#[cfg(feature = "ssr")]
mod headers;
#[cfg(feature = "ssr")]
mod letter;
#[cfg(feature = "ssr")]
mod notes;

#[cfg(feature = "ssr")]
pub use letter::letter_page;

use leptos::{html, prelude::*};
use leptos_router::hooks::use_url;
use types::{MessageView, Problem};

use self::{actions::Actions, envelope::Envelope, why::Why};
use super::{
    Asked,
    calls::{self, RestoreMessage},
    focus::{Return, is_narrow},
    place::{PATH, Place},
    presence::{Readers, readers},
    triage::{Deciding, TriagePanel},
};
use crate::{
    CallError,
    ask::{Answer, ask_if},
    drawn::drawn,
    parts::ErrorNote,
    post::Posting,
    visit::lang,
};

/// The reading pane.
#[component]
pub fn Reading(asked: Memo<Asked>, place: Memo<Place>, back: Return) -> impl IntoView {
    // Restoring may lead to the very address one is at, so it asks for the message anew.
    let restore = Posting::of::<RestoreMessage>();
    let question = move || match asked.get() {
        Asked::Message(id) => Some(calls::Message { id }),
        Asked::Nothing | Asked::Several(_) | Asked::Nonsense => None,
    };
    let deciding = Deciding::about(asked, place);
    let readers = readers(Memo::new(move |_| match asked.get() {
        Asked::Message(id) => Some(id),
        Asked::Nothing | Asked::Several(_) | Asked::Nonsense => None,
    }));
    let answer = ask_if(question, move || restore.n_answers());
    let t = lang().unassigned();
    view! {
        <section class="reading" aria-labelledby="reading-title">
            <p class="back"><a href=move || place.read().list()>"← " {t.back}</a></p>
            <Transition>
                {move || answer.get().map(|answer| match answer {
                    _ if asked.get() == Asked::Nonsense => view! { <NotThere/> }.into_any(),
                    Ok(Some(message)) => view! { <Opened message place=place.get_untracked() restore back deciding readers/> }.into_any(),
                    Ok(None) if matches!(asked.get(), Asked::Several(_)) => view! { <Several deciding/> }.into_any(),
                    Ok(None) => view! { <p class="soft choose" id="reading-title">{t.choose}</p> }.into_any(),
                    Err(CallError(Problem::NotFound)) => view! { <NotThere/> }.into_any(),
                    Err(error) => view! {
                        <h1 id="reading-title" class="unseen">{t.title}</h1>
                        <ErrorNote error/>
                    }.into_any(),
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// A message.
#[component]
fn Opened(
    message: MessageView,
    place: Place,
    restore: Posting,
    back: Return,
    deciding: Deciding,
    readers: Answer<Option<Vec<String>>>,
) -> impl IntoView {
    let title = NodeRef::<html::H1>::new();
    Effect::new(move || {
        // The list, and with it what had the focus, is not shown any more.
        if let Some(title) = title.get().filter(|_| is_narrow()) {
            _ = title.focus();
        }
    });
    let id = message.row.id;
    let sender = Signal::stored(format!("/recruiting/unassigned/{id}/sender"));
    // How the text is shown stands in the page's address.
    let url = use_url();
    let address = Signal::derive(move || match url.read().search() {
        "" => format!("{PATH}/{id}/letter"),
        query => format!("{PATH}/{id}/letter?{query}"),
    });
    let subject = Some(message.row.subject.clone()).filter(|subject| !subject.trim().is_empty());
    let subject = subject.unwrap_or_else(|| lang().unassigned().no_subject.to_owned());
    view! {
        <div class="head">
            <h1 id="reading-title" dir="auto" tabindex="-1" node_ref=title>{subject}</h1>
            <Actions row=message.row.clone() place restore back/>
        </div>
        <Envelope message=message.clone()/>
        {drawn!("sender", from sender, super::verified::sender(id))}
        <Transition><Readers readers/></Transition>
        <Why row=message.row.clone() test=message.test>
            <Transition><TriagePanel deciding/></Transition>
        </Why>
        {drawn!("letter", from address, letter::letter(id))}
    }
    .into_any()
}

/// Several messages, to be decided about together.
#[component]
fn Several(deciding: Deciding) -> impl IntoView {
    let t = lang().triage();
    view! {
        <Transition>
            {move || deciding.rows().map(|rows| {
                let subjects: Vec<_> = rows
                    .iter()
                    .map(|row| view! { <li><b dir="auto">{row.from_name.clone()}</b> " " <bdi>{row.subject.clone()}</bdi></li> })
                    .collect();
                view! {
                    <h1 id="reading-title">{t.n_messages(rows.len())}</h1>
                    <ul class="plain-list">{subjects}</ul>
                }
            })}
            <section class="why"><TriagePanel deciding/></section>
        </Transition>
    }
    .into_any()
}

/// Said instead of a message that does not exist.
#[component]
fn NotThere() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::backend::set_status(axum::http::StatusCode::NOT_FOUND);
    let t = lang().unassigned();
    view! {
        <h1 id="reading-title">{t.not_there}</h1>
        <p class="soft">{t.not_there_next}</p>
    }
    .into_any()
}
