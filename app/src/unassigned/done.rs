//! The bar that says what was just done, and undoes it.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_router::{
    NavigateOptions,
    components::A,
    hooks::{use_navigate, use_query_map},
};
use types::MessageId;

use super::{calls::RestoreMessage, hidden::Hidden, place::Place};
use crate::{
    parts::ErrorNote,
    post::{PostForm, Posting},
    visit::lang,
};

/// How long the bar stays. Afterwards the list of the deleted still undoes it.
const STAY: Duration = Duration::from_secs(10);

/// What was just done to a message. The address of the list says it, so that it is there without script too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Done {
    /// It was deleted.
    Deleted(MessageId),
    /// It was restored.
    Restored(MessageId),
}

impl Done {
    /// From the page's address.
    pub fn from_address() -> Memo<Option<Self>> {
        let query = use_query_map();
        Memo::new(move |_| {
            let query = query.read();
            let id = |name: &str| query.get_str(name).and_then(|text| text.parse().ok());
            id("deleted").map(Self::Deleted).or_else(|| id("restored").map(Self::Restored))
        })
    }

    /// The message that went from the list.
    pub const fn message(self) -> MessageId {
        match self {
            Self::Deleted(id) | Self::Restored(id) => id,
        }
    }
}

/// The bar.
#[component]
pub fn DoneBar(done: Memo<Option<Done>>, place: Memo<Place>) -> impl IntoView {
    let t = lang().unassigned();
    let restore = Posting::of::<RestoreMessage>();
    let navigate = use_navigate();
    let timeout: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    let clear = move || {
        if let Some(timeout) = timeout.try_update_value(Option::take).flatten() {
            timeout.clear();
        }
    };
    Effect::new(move || {
        clear();
        if done.get().is_some() {
            let navigate = navigate.clone();
            let forget = move || {
                let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
                if let Some(place) = place.try_get_untracked() {
                    navigate(&place.list(), options);
                }
            };
            timeout.set_value(set_timeout_with_handle(forget, STAY).ok());
        }
    });
    on_cleanup(clear);
    view! {
        <div class="done" role="status">
            {move || done.get().map(|done| match done {
                Done::Deleted(id) => view! {
                    <PostForm posting=restore>
                        <Hidden id place=place.get_untracked()/>
                        <span>{t.was_deleted}</span>
                        <button class="quiet">{t.undo}</button>
                    </PostForm>
                }.into_any(),
                Done::Restored(id) => view! {
                    <p>{t.was_restored} " " <A href=Place::default().message(id)>{t.open_it}</A></p>
                }.into_any(),
            })}
            {move || restore.error().map(|error| view! { <ErrorNote error/> })}
        </div>
    }
    .into_any()
}
