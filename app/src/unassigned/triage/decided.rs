//! Whose a message is now, and who said so.

use leptos::prelude::*;
use leptos_router::components::A;
use types::{MessageState, Triage};

use super::Deciding;
use crate::{
    parts::{Moment, Precision},
    post::PostForm,
    unassigned::hidden::HiddenPlace,
    visit::lang,
};

/// The lines. Nothing for a message that nobody has decided about and that is with nobody.
#[component]
pub fn Decided(triage: Triage, deciding: Deciding) -> impl IntoView {
    let t = lang().triage();
    let whose = triage.candidate.map(|(id, name)| {
        let about = triage.position.map(|(_, title)| t.about(title));
        view! {
            <p>{t.belongs} " " <A href=format!("/candidates/{id}")><bdi>{name}</bdi></A> {about.map(|about| view! { " " <bdi>{about}</bdi> })}</p>
        }
    });
    let decided = triage.decided.map(|decided| {
        let words = match decided.state {
            MessageState::Candidate => t.decided_candidate(decided.by),
            MessageState::Unassigned | MessageState::HeldBack => t.decided_nobody(decided.by),
            MessageState::Deleted => t.decided_deleted(decided.by),
        };
        view! {
            <PostForm posting=deciding.undo>
                <input type="hidden" name="id" value=decided.decision.to_string()/>
                <HiddenPlace place=deciding.place.get_untracked()/>
                <p class="soft"><bdi>{words}</bdi> ", " <Moment at=decided.at precision=Precision::Minute/></p>
                <button class="quiet">{t.undo}</button>
            </PostForm>
        }
    });
    view! { <div class="decided">{whose} {decided}</div> }.into_any()
}
