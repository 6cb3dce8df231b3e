//! How many messages need a person: shown in the navigation and at the tabs.

mod calls;

use leptos::prelude::*;
use types::OutboxCounts;

#[cfg(feature = "ssr")]
pub use calls::count_outgoing;

use crate::{
    ask::{Answer, ask_if},
    live::live,
    unassigned::shown,
    visit::me,
};

#[derive(Clone, Copy)]
struct Shared(Answer<Option<OutboxCounts>>);

/// Puts the counts into context, for the frame and the page. After [`crate::live::provide`].
pub fn provide_counts() {
    let (is_signed_in, live) = (me().is_some(), live());
    let counts = ask_if(move || is_signed_in.then_some(calls::CountOutgoing {}), move || live.outbox.get());
    provide_context(Shared(counts));
}

/// The counts as far as they are known. To be read below a `Transition` only.
fn counts() -> OutboxCounts {
    expect_context::<Shared>().0.get().and_then(Result::ok).flatten().unwrap_or_default()
}

/// The number beside *Outbox* in the navigation.
#[component]
pub fn OutboxCount() -> impl IntoView {
    view! {
        <Transition>
            {move || shown(counts().needs_you).map(|n| view! { <span class="count">{n}</span> })}
        </Transition>
    }
    .into_any()
}
