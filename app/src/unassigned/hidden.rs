//! What the forms about messages carry without showing it.

use leptos::prelude::*;
use types::{MessageId, SeenMessage};

use super::place::Place;

/// Which message, and where in the lists somebody is.
#[component]
pub fn Hidden(id: MessageId, place: Place) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=id.to_string()/>
        <HiddenPlace place/>
    }
    .into_any()
}

/// Where in the lists somebody is.
#[component]
pub fn HiddenPlace(place: Place) -> impl IntoView {
    view! {
        <input type="hidden" name="view" value=place.view.state().as_str()/>
        {place.before.map(|cursor| view! { <input type="hidden" name="before" value=cursor/> })}
    }
    .into_any()
}

/// Which messages, as they were seen.
pub fn hidden_messages(messages: impl Iterator<Item = SeenMessage>) -> AnyView {
    messages
        .map(|seen| view! { <input type="hidden" name="messages[]" value=seen.to_string()/> })
        .collect_view()
        .into_any()
}
