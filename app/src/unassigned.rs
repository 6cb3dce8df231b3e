//! Unassigned messages, those held back, and those deleted: the list on the left, a message on the right. In a narrow
//! window the list is the page, and a message opens over it. New mail appears by itself.

mod calls;
mod counts;
mod done;
mod focus;
mod hidden;
mod list;
mod news;
mod page;
mod place;
mod presence;
mod reading;
mod reason;
mod row;
mod several;
mod size;
mod triage;
#[cfg(feature = "ssr")]
mod verified;

use leptos::{html, prelude::*};
use leptos_router::hooks::{use_params_map, use_query_map};
use types::{MessageId, View};

use self::{
    counts::counts,
    done::{Done, DoneBar},
    focus::Return,
    list::{Rows, Tabs},
    news::NewerLink,
    place::Place,
    reading::Reading,
};
use crate::{ask::ask, live::live, parts::PageTitle, visit::lang};

#[cfg(feature = "ssr")]
pub use self::verified::sender_page;
#[cfg(feature = "ssr")]
pub use calls::find_candidates;
pub(crate) use counts::shown;
#[cfg(feature = "ssr")]
pub use reading::letter_page;
#[cfg(feature = "ssr")]
pub use size::kind;
pub use size::size;
#[cfg(feature = "ssr")]
pub use triage::{position_options, who};

pub use counts::{UnassignedCount, provide_counts};

/// What the address says about the message beside the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Asked {
    /// None is open.
    Nothing,
    /// This one.
    Message(MessageId),
    /// These together, to be decided about.
    Several(Vec<MessageId>),
    /// Something that is no message's identity.
    Nonsense,
}

/// The page.
#[component]
pub fn Unassigned() -> impl IntoView {
    let (query, params) = (use_query_map(), use_params_map());
    let place = Memo::new(move |_| Place::from_query(&query.read()));
    let asked = Memo::new(move |_| match params.read().get_str("id") {
        None | Some("") => Asked::Nothing,
        Some(several::SEVERAL) => several::asked(&query.read()),
        Some(id) => id.parse().map_or(Asked::Nonsense, Asked::Message),
    });
    let opened = Memo::new(move |_| match asked.get() {
        Asked::Message(id) => Some(id),
        Asked::Nothing | Asked::Several(_) | Asked::Nonsense => None,
    });
    let done = Done::from_address();
    let gone = Memo::new(move |_| done.get().and_then(Done::message));
    let back = Return::watch(opened);
    let changes = live().messages;
    let question = move || {
        let Place { view, before } = place.get();
        calls::Messages { view, before }
    };
    let answer = ask(question, move || changes.get());
    let list = NodeRef::<html::Section>::new();
    Effect::new(move |before: Option<Place>| {
        let now = place.get();
        if let Some(list) = list.get_untracked().filter(|_| before.is_some_and(|before| before != now)) {
            list.set_scroll_top(0);
        }
        now
    });
    let is_reading = move || asked.get() != Asked::Nothing;
    view! {
        <div class="desk" class:reading-one=is_reading>
            <section class="list" aria-labelledby="list-title" node_ref=list on:click=move |_| back.remember_scroll()>
                <div class="top">
                    <Heading place is_reading=Signal::derive(is_reading)/>
                    <Tabs place/>
                    <Transition><NewerLink place/></Transition>
                </div>
                <several::SeveralBar place/>
                <DoneBar done place/>
                <Transition>
                    <Rows answer place opened gone/>
                </Transition>
            </section>
            <Reading asked place back/>
        </div>
    }
    .into_any()
}

/// The name of the list, on the page and in the window's title. A page has one heading of the first rank: the open
/// message's subject, or this.
#[component]
fn Heading(place: Memo<Place>, is_reading: Signal<bool>) -> impl IntoView {
    let name = move || {
        let t = lang().unassigned();
        match place.read().view {
            View::Unassigned => t.title,
            View::HeldBack => t.held_back,
            View::Deleted => t.deleted,
        }
    };
    view! {
        {move || if is_reading.get() {
            view! { <h2 id="list-title">{name}</h2> }.into_any()
        } else {
            view! { <h1 id="list-title">{name}</h1> }.into_any()
        }}
        <Transition>
            {
                let count = Memo::new(move |_| match place.read().view {
                    View::Unassigned => shown(counts().unassigned),
                    View::HeldBack => shown(counts().held_back),
                    View::Deleted => None,
                });
                let title = Signal::derive(move || match count.get() {
                    Some(n) => format!("({n}) {}", name()),
                    None => name().to_owned(),
                });
                view! { <PageTitle text=title/> }
            }
        </Transition>
    }
    .into_any()
}
