//! How many messages are where: asked for once, shown in the navigation, at the lists and in the title.

use leptos::prelude::*;
use types::Counts;

use super::calls;
use crate::{
    ask::{Answer, ask_if},
    live::live,
    visit::me,
};

#[derive(Clone, Copy)]
struct Shared(Answer<Option<Counts>>);

/// Puts the counts into context, for the frame and every page in it. After [`crate::live::provide`].
pub fn provide_counts() {
    let (is_signed_in, live) = (me().is_some(), live());
    let counts = ask_if(move || is_signed_in.then_some(calls::CountMessages {}), move || live.messages.get());
    provide_context(Shared(counts));
}

/// The counts as far as they are known. To be read below a `Transition` only.
pub fn counts() -> Counts {
    expect_context::<Shared>().0.get().and_then(Result::ok).flatten().unwrap_or_default()
}

/// A count as it is shown; nothing when there is nothing to count.
pub fn shown(n: u32) -> Option<String> {
    match n {
        0 => None,
        n if n >= Counts::MAX => Some(format!("{}+", Counts::MAX - 1)),
        n => Some(n.to_string()),
    }
}

/// The number beside *Unassigned messages* in the navigation.
#[component]
pub fn UnassignedCount() -> impl IntoView {
    view! {
        <Transition>
            {move || shown(counts().unassigned).map(|n| view! { <span class="count">{n}</span> })}
        </Transition>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_count_has_an_end() {
        for (n, text) in [(0, None), (1, Some("1")), (999, Some("999")), (1_000, Some("999+")), (5_000, Some("999+"))] {
            assert_eq!(shown(n).as_deref(), text);
        }
    }
}
