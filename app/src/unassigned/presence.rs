//! Who else has the message open.

use std::time::Duration;

use leptos::prelude::*;
use types::MessageId;

use super::calls;
use crate::{
    ask::{Answer, ask_if},
    live::live,
    visit::lang,
};

/// Time between two signs of life of an open page; the engine forgets a reader after three times as long.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// A number that grows whenever something changes about this message.
pub fn changes_of(message: impl Fn() -> Option<MessageId> + Send + Sync + 'static) -> Memo<u32> {
    let changes = live().message;
    Memo::new(move |old: Option<&u32>| {
        let (n, about) = changes.get();
        let is_about_it = about.is_none() || about == message();
        if is_about_it { n } else { old.copied().unwrap_or_default() }
    })
}

/// The names of those who read it too. To be made where the page is made.
pub fn readers(message: Memo<Option<MessageId>>) -> Answer<Option<Vec<String>>> {
    let changes = changes_of(move || message.get());
    let tick = RwSignal::new(0u32);
    Effect::new(move || {
        let beat = set_interval_with_handle(move || _ = tick.try_update(|n| *n += 1), SIGN_OF_LIFE);
        on_cleanup(move || _ = beat.map(|beat| beat.clear()));
    });
    Effect::new(move |left: Option<Option<MessageId>>| {
        let now = message.get();
        if let Some(left) = left.flatten().filter(|left| Some(*left) != now) {
            stop_reading(left);
        }
        now
    });
    on_cleanup(move || {
        if let Some(left) = message.try_get_untracked().flatten() {
            stop_reading(left);
        }
    });
    let question = move || message.get().map(|id| calls::ReadAlong { id });
    ask_if(question, move || changes.get() + tick.get())
}

#[cfg(feature = "ssr")]
const fn stop_reading(_message: MessageId) {}

#[cfg(not(feature = "ssr"))]
fn stop_reading(message: MessageId) {
    use server_fn::ServerFn;
    // Nobody waits for it: without it, whoever reads on sees the name a minute longer.
    leptos::task::spawn_local(async move {
        _ = crate::call::call(calls::StopReading::PATH, format!("id={message}")).await;
    });
}

/// The note. To be placed in a `Transition`.
#[component]
pub fn Readers(readers: Answer<Option<Vec<String>>>) -> impl IntoView {
    let t = lang().triage();
    let words = readers.shown(move |old: Option<&String>, answer| match answer {
        Some(Ok(names)) => match names.unwrap_or_default().as_slice() {
            [] => None,
            [name] => Some(t.one_reader(name)),
            names => Some(t.readers(names.join(", "))),
        },
        // A sign of life that was lost changes nothing.
        _ => old.cloned(),
    });
    view! {
        <div role="status">{move || words.get().map(|words| view! { <p class="note warn"><bdi>{words}</bdi></p> })}</div>
    }
    .into_any()
}
