//! How many messages need a person: shown in the navigation and at the tabs.

use leptos::prelude::*;
use types::OutboxCounts;

use super::calls;
use crate::{
    CallError,
    live::live,
    unassigned::{Refresh, shown},
    visit::me,
};

#[derive(Clone, Copy)]
struct Shared(Resource<Result<OutboxCounts, CallError>>);

/// Puts the counts into context, for the frame and the page. After [`crate::live::provide`].
pub fn provide_counts() {
    let is_signed_in = me().is_some();
    let refresh = Refresh::follow(live().outbox);
    let counts = Resource::new(
        move || refresh.question(),
        move |question| async move {
            if !is_signed_in {
                return Ok(OutboxCounts::default());
            }
            let counts = calls::count_outgoing().await;
            refresh.answered(question);
            counts
        },
    );
    provide_context(Shared(counts));
}

/// The counts as far as they are known. To be read below a `Transition` only.
pub fn counts() -> OutboxCounts {
    expect_context::<Shared>().0.get().and_then(Result::ok).unwrap_or_default()
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
