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
pub fn Actions(row: MessageRow, place: Place, back: Return) -> impl IntoView {
    let t = lang().unassigned();
    let id = row.id;
    let (delete, restore) = (ServerAction::<DeleteMessage>::new(), ServerAction::<RestoreMessage>::new());
    let error =
        move || delete.value().get().and_then(Result::err).or_else(|| restore.value().get().and_then(Result::err));
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
        <div class="row-actions">{form}</div>
        {move || error().map(|error| view! { <ErrorNote error/> })}
    }
    .into_any()
}
