//! What can be done with the open message.

use leptos::prelude::*;
use types::{MessageRow, MessageState, Reason};

use crate::{
    parts::ErrorNote,
    unassigned::{
        calls::{DeleteMessage, RestoreMessage},
        focus::Return,
        hidden::Hidden,
        place::Place,
    },
    visit::lang,
};

/// Delete, or restore what was deleted.
#[component]
pub fn Actions(row: MessageRow, place: Place, restore: ServerAction<RestoreMessage>, back: Return) -> impl IntoView {
    let t = lang().unassigned();
    let id = row.id;
    let delete = ServerAction::<DeleteMessage>::new();
    let is_deleted = row.state == MessageState::Deleted;
    // The action of restoring outlives the message: its error is said where it can be tried again.
    let error = move || if is_deleted { restore.value().get() } else { delete.value().get() }.and_then(Result::err);
    let form = match (row.state, row.reason) {
        // It is being read; where it belongs is known in a moment.
        (_, Reason::Arrived) => ().into_any(),
        (MessageState::Deleted, _) => view! {
            <ActionForm action=restore on:submit:capture=move |_| back.remember_next()>
                <Hidden id place/>
                <button>{t.restore}</button>
            </ActionForm>
        }
        .into_any(),
        _ => view! {
            <ActionForm action=delete on:submit:capture=move |_| back.remember_next()>
                <Hidden id place/>
                <button>{t.delete}</button>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <div class="row-actions">{form} {move || error().map(|error| view! { <ErrorNote error/> })}</div>
    }
    .into_any()
}
