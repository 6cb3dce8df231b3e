//! What is known to work, in a word and a colour.

use leptos::prelude::*;
use types::Badge;

use super::Moment;
use crate::visit::lang;

/// The badge of the recruiting email settings.
#[component]
pub fn BadgeNote(
    /// The verdict.
    badge: Badge,
) -> impl IntoView {
    let b = lang().settings();
    let (look, words, since) = match badge {
        Badge::NotTested => ("badge plain", b.badge_not_tested, None),
        Badge::SendingWorks => ("badge warn", b.badge_sending_works, None),
        Badge::LoopWorks { since } => ("badge good", b.badge_loop_works, Some(since)),
        Badge::SignInEnds { at } => ("badge warn", b.badge_sign_in_ends, Some(at)),
        Badge::SignInEnded { since } => ("badge bad", b.badge_sign_in_ended, Some(since)),
        Badge::Failing { since } => ("badge bad", b.badge_failing, Some(since)),
    };
    view! {
        <span class=look>
            <span class="dot" aria-hidden="true"></span>
            <span>{words} {since.map(|at| view! { " " <Moment at/> })}</span>
        </span>
    }
    .into_any()
}
