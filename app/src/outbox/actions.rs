//! What can be done about a message, each a small form that works without script.

use leptos::prelude::*;
use types::{OutgoingDecision, OutgoingId, OutgoingRow, OutgoingState};

use super::place::Place;
use crate::{
    post::{PostForm, Posting},
    visit::lang,
};

/// The buttons of a row.
pub fn actions(row: &OutgoingRow, place: &Place, decide: Posting) -> AnyView {
    let t = lang().outbox();
    let button = |decision, words| decision_form(row.id, decision, words, place, decide);
    let to_details = |words: &'static str| {
        view! { <a class="button" href=place.message(row.id) data-noscroll="">{words}</a> }.into_any()
    };
    let is_opened = place.opened == Some(row.id);
    match row.state {
        OutgoingState::Waiting | OutgoingState::Delayed => {
            let now = if row.is_scheduled { t.send_now } else { t.retry };
            view! { {button(OutgoingDecision::Retry, now)} {button(OutgoingDecision::Cancel, t.cancel)} }.into_any()
        }
        OutgoingState::Unclear => {
            let again = (!is_opened).then(|| to_details(t.resend));
            view! { {button(OutgoingDecision::MarkSent, t.mark_sent)} {again} }.into_any()
        }
        OutgoingState::Refused | OutgoingState::Bounced if row.replaced_by.is_none() && !is_opened => {
            to_details(t.correct)
        }
        _ => ().into_any(),
    }
}

/// Takes a message out of what needs a person.
pub fn settle(id: OutgoingId, place: &Place, decide: Posting) -> AnyView {
    let t = lang().outbox();
    view! { <span title=t.settle_help>{decision_form(id, OutgoingDecision::Settle, t.settle, place, decide)}</span> }
        .into_any()
}

/// One decision as a form with one button. The way leads back to the list.
pub fn decision_form(
    id: OutgoingId,
    decision: OutgoingDecision,
    words: &'static str,
    place: &Place,
    decide: Posting,
) -> AnyView {
    let (id, back) = (id.to_string(), place.list());
    view! {
        <PostForm posting=decide>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="decision" value=decision.as_str()/>
            <input type="hidden" name="back" value=back/>
            <button>{words}</button>
        </PostForm>
    }
    .into_any()
}
