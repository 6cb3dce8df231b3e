//! Whose a message is: what was decided, who is suggested, finding somebody, and somebody new.

mod choices;
mod decided;
mod newcomer;

use leptos::{ev::Event, prelude::*};
use leptos_router::hooks::use_query_map;
use types::{CandidateRow, MessageId, MessageRow, MessageState, Reason, Triage};

#[cfg(feature = "ssr")]
pub use choices::{position_options, who};

use self::{
    choices::Choices,
    decided::Decided,
    newcomer::{Newcomer, Typed},
};
use super::{
    Asked,
    calls::{self, Decide, UndoDecision},
    place::Place,
    presence::changes_of,
};
use crate::{
    ask::{Answer, ask_if},
    parts::ErrorNote,
    post::Posting,
    visit::lang,
};

/// A pause in typing after which candidates are looked for.
const TYPING_PAUSE: std::time::Duration = std::time::Duration::from_millis(120);

/// What deciding needs, made where the page is made.
#[derive(Clone, Copy)]
pub struct Deciding {
    answer: Answer<Option<Triage>>,
    found: Answer<Option<Vec<CandidateRow>>>,
    typed: RwSignal<String>,
    newcomer: Typed,
    place: Memo<Place>,
    decide: Posting,
    undo: Posting,
}

impl Deciding {
    /// About the message, or the messages, that the address names.
    pub fn about(asked: Memo<Asked>, place: Memo<Place>) -> Self {
        let ids = Memo::new(move |_| match asked.get() {
            Asked::Message(id) => vec![id],
            Asked::Several(ids) => ids,
            Asked::Nothing | Asked::Nonsense => Vec::new(),
        });
        let changes = changes_of(move || ids.get().first().copied());
        let question = move || Some(ids.get()).filter(|ids| !ids.is_empty()).map(|ids| calls::LoadTriage { ids });
        let answer = ask_if(question, move || changes.get());
        let query = use_query_map();
        let typed = RwSignal::new(query.with_untracked(|query| query.get("find").unwrap_or_default()));
        let newcomer = Typed::nothing();
        Effect::new(move |before: Option<Vec<MessageId>>| {
            let now = ids.get();
            if before.is_some_and(|before| before != now) {
                typed.set(String::new());
                newcomer.forget();
            }
            now
        });
        let question = move || {
            let search = typed.get();
            (!search.trim().is_empty()).then_some(calls::FindCandidates { search })
        };
        let found = ask_if(question, || 0);
        Self {
            answer,
            found,
            typed,
            newcomer,
            place,
            decide: Posting::of::<Decide>(),
            undo: Posting::of::<UndoDecision>(),
        }
    }

    /// The messages as they are at this moment. To be read below a `Transition` only.
    pub fn rows(self) -> Option<Vec<MessageRow>> {
        let triage = self.answer.get()?.ok()??;
        Some(std::iter::once(triage.row).chain(triage.others).collect())
    }

    fn type_in(self) -> impl FnMut(Event) {
        let mut look = debounce(TYPING_PAUSE, move |text: String| _ = self.typed.try_set(text));
        move |event| look(event_target_value(&event))
    }
}

/// The panel. To be placed in a `Transition`.
#[component]
pub fn TriagePanel(deciding: Deciding) -> impl IntoView {
    // The same answer again leaves the panel, and what is typed into it, as it is.
    let shown = deciding.answer.shown(|old: Option<&Triage>, answer| match answer {
        Some(Ok(triage)) => triage,
        _ => old.cloned(),
    });
    let error = move || {
        let load = deciding.answer.get().and_then(Result::err).filter(|error| error.0 != types::Problem::NotFound);
        deciding.decide.error().or_else(|| deciding.undo.error()).or(load)
    };
    view! {
        {move || error().map(|error| view! { <ErrorNote error/> })}
        {move || shown.get().map(|triage| panel(triage, deciding))}
    }
    .into_any()
}

fn panel(triage: Triage, deciding: Deciding) -> AnyView {
    let t = lang().triage();
    let is_to_decide = triage.row.state != MessageState::Deleted
        && !matches!(triage.row.reason, Reason::Arrived | Reason::ConnectionTest);
    let questions = move |triage: Triage| {
        view! { <Choices triage=triage.clone() deciding/> <Newcomer triage deciding/> }.into_any()
    };
    let is_wrong = use_query_map().with_untracked(|query| query.get_str("wrong").is_some());
    let state = triage.row.state;
    let decided = view! { <Decided triage=triage.clone() deciding/> };
    let whose = if triage.others.is_empty() { t.whose } else { t.whose_several };
    let inside = match state {
        _ if !is_to_decide => ().into_any(),
        MessageState::Unassigned => view! { <h2>{whose}</h2> {questions(triage)} }.into_any(),
        _ => {
            let summary = if state == MessageState::Candidate { t.wrong } else { whose };
            let is_open = is_wrong || !deciding.typed.get_untracked().is_empty() || deciding.newcomer.is_begun();
            view! { <details open=is_open><summary>{summary}</summary> <div class="stack">{questions(triage)}</div></details> }.into_any()
        }
    };
    view! { <div class="triage">{decided} {inside}</div> }.into_any()
}
