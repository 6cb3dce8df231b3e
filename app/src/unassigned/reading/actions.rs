//! What can be done with the open message.

use leptos::prelude::*;
use types::{MessageRow, MessageState, Reason};

use crate::{
    parts::ErrorNote,
    post::{PostForm, Posting},
    unassigned::{calls::DeleteMessage, focus::Return, hidden::Hidden, place::Place},
    visit::lang,
};

/// Delete, or restore what was deleted.
#[component]
pub fn Actions(row: MessageRow, place: Place, restore: Posting, back: Return) -> impl IntoView {
    let t = lang().unassigned();
    let id = row.id;
    let delete = Posting::of::<DeleteMessage>();
    let before = Callback::new(move |()| back.remember_next());
    let is_deleted = row.state == MessageState::Deleted;
    // The action of restoring outlives the message: its error is said where it can be tried again.
    let error = move || if is_deleted { restore.error() } else { delete.error() };
    let form = match (row.state, row.reason) {
        // It is being read; where it belongs is known in a moment.
        (_, Reason::Arrived) => ().into_any(),
        (MessageState::Deleted, _) => view! {
            <PostForm posting=restore before>
                <Hidden id place/>
                <button>{t.restore}</button>
            </PostForm>
        }
        .into_any(),
        _ => view! {
            <PostForm posting=delete before>
                <Hidden id place/>
                <input type="hidden" name="version" value=row.version/>
                <button>{t.delete}</button>
            </PostForm>
        }
        .into_any(),
    };
    view! {
        <div class="row-actions">{form} {move || error().map(|error| view! { <ErrorNote error/> })}</div>
    }
    .into_any()
}
