//! The bar that says what was just done, and undoes it.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_router::{
    NavigateOptions,
    components::A,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};
use types::{CandidateId, DecisionId, MessageId};

use super::{
    calls::{RestoreMessage, UndoDecision},
    hidden::{Hidden, HiddenPlace},
    place::Place,
};
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
    /// Somebody decided.
    Decided(DecisionId, What),
}

/// What was decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Whose one message is.
    Assigned(CandidateId),
    /// Whose several messages are.
    AssignedMany(CandidateId),
    /// That messages are nobody's.
    PutBack,
    /// That messages go.
    Deleted,
}

impl What {
    fn from_query(query: &ParamsMap) -> Option<Self> {
        let candidate = query.get_str("candidate").and_then(|text| text.parse().ok());
        match (query.get_str("what")?, candidate) {
            ("assigned", Some(candidate)) => Some(Self::Assigned(candidate)),
            ("assigned_many", Some(candidate)) => Some(Self::AssignedMany(candidate)),
            ("put_back", _) => Some(Self::PutBack),
            ("deleted", _) => Some(Self::Deleted),
            _ => None,
        }
    }

    const fn candidate(self) -> Option<CandidateId> {
        match self {
            Self::Assigned(candidate) | Self::AssignedMany(candidate) => Some(candidate),
            Self::PutBack | Self::Deleted => None,
        }
    }

    fn words(self) -> &'static str {
        let t = lang().unassigned();
        match self {
            Self::Assigned(_) => t.assigned,
            Self::AssignedMany(_) => t.assigned_many,
            Self::PutBack => t.put_back,
            Self::Deleted => t.were_deleted,
        }
    }
}

/// Where the way leads after deciding whose `n` messages are.
#[cfg(feature = "ssr")]
pub fn after_deciding(place: &Place, decision: DecisionId, candidate: Option<CandidateId>, n: usize) -> String {
    let what = match candidate {
        Some(candidate) if n == 1 => format!("what=assigned&candidate={candidate}"),
        Some(candidate) => format!("what=assigned_many&candidate={candidate}"),
        None => "what=put_back".to_owned(),
    };
    place.after_deciding(decision, &what)
}

/// Where the way leads after undoing a decision: to the message it was about, or to the list of several.
#[cfg(feature = "ssr")]
pub fn after_undoing(place: &Place, messages: &[MessageId]) -> String {
    match messages {
        [message] => place.message(*message),
        _ => place.list(),
    }
}

impl Done {
    /// From the page's address.
    pub fn from_address() -> Memo<Option<Self>> {
        let query = use_query_map();
        Memo::new(move |_| {
            let query = query.read();
            let id = |name: &str| query.get_str(name).and_then(|text| text.parse().ok());
            let decision = query.get_str("decided").and_then(|text| text.parse().ok());
            let decided = || Some(Self::Decided(decision?, What::from_query(&query)?));
            id("deleted").map(Self::Deleted).or_else(|| id("restored").map(Self::Restored)).or_else(decided)
        })
    }

    /// The message that went from the list.
    pub const fn message(self) -> Option<MessageId> {
        match self {
            Self::Deleted(id) | Self::Restored(id) => Some(id),
            Self::Decided(..) => None,
        }
    }
}

/// The bar.
#[component]
pub fn DoneBar(done: Memo<Option<Done>>, place: Memo<Place>) -> impl IntoView {
    let t = lang().unassigned();
    let restore = Posting::of::<RestoreMessage>();
    let undo = Posting::of::<UndoDecision>();
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
                Done::Decided(id, what) => view! {
                    <PostForm posting=undo>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <HiddenPlace place=place.get_untracked()/>
                        <span>
                            {what.words()} " "
                            {what.candidate().map(|id| view! { <A href=format!("/candidates/{id}")>{t.show_candidate}</A> })}
                        </span>
                        <button class="quiet">{t.undo}</button>
                    </PostForm>
                }.into_any(),
            })}
            {move || restore.error().or_else(|| undo.error()).map(|error| view! { <ErrorNote error/> })}
        </div>
    }
    .into_any()
}
