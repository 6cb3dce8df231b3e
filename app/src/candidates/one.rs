//! The page of one candidate: who they are on top, then everything that was said. Drawn on the server, but for the
//! answer that is being written.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use types::CandidateId;

use crate::{conversation::Conversation, drawn::drawn};

/// The page.
#[component]
pub fn CandidatePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get_str("id").and_then(|id| id.parse::<CandidateId>().ok()));
    view! {
        {drawn!("profile", super::profile::profile(id.get_untracked()))}
        {move || id.get().map(|candidate| view! { <Conversation candidate/> })}
        {drawn!("merging", super::merging::merging(id.get_untracked()))}
    }
    .into_any()
}
