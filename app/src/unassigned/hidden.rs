//! What the forms about a message carry without showing it.

use leptos::prelude::*;
use types::MessageId;

use super::place::Place;

/// Which message, and where in the lists somebody is.
#[component]
pub fn Hidden(id: MessageId, place: Place) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=id.to_string()/>
        <input type="hidden" name="view" value=place.view.state().as_str()/>
        {place.before.map(|cursor| view! { <input type="hidden" name="before" value=cursor/> })}
    }
    .into_any()
}
