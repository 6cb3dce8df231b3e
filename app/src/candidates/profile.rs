//! The page of one candidate: who they are on top, then everything that was said.

use leptos::prelude::*;
use leptos_router::{
    components::A,
    hooks::{use_params_map, use_query_map},
};
use types::{CandidateForm, CandidateId, CandidateView, Problem};

use super::{
    address_list::addresses,
    application_list::applications,
    calls::{self, ChangeCandidate},
    merging::{Merging, merges},
};
use crate::{
    CallError,
    ask::{Answer, ask_if},
    conversation::Conversation,
    live::live,
    parts::{ErrorNote, Field, PageTitle, TextArea, posted_error},
    post::{PostForm, Posting},
    visit::lang,
};

/// The profile; nothing when the address names nobody.
type Loaded = Result<Option<CandidateView>, CallError>;

/// The page.
#[component]
pub fn CandidatePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get_str("id").and_then(|id| id.parse::<CandidateId>().ok()));
    // Somebody who was merged into another is shown as that one, and changes with them.
    let shown = RwSignal::new(None);
    let changes = changes_of(move |about| Some(about) == id.get() || Some(about) == shown.get());
    let change = Posting::of::<ChangeCandidate>();
    let question = move || id.get().map(|id| calls::Candidate { id });
    let answer = ask_if(question, move || changes.get() + live().positions.get());
    let error = move || change.error().or_else(posted_error);
    view! {
        <p class="crumbs"><A href="/candidates">"← " {lang().candidates().title}</A></p>
        {move || error().map(|error| view! { <ErrorNote error/> })}
        <Transition>
            <Shown answer change followed=shown/>
        </Transition>
    }
    .into_any()
}

/// What is known of the candidate. To be placed in a `Transition`.
#[component]
fn Shown(
    answer: Answer<Option<CandidateView>>,
    change: Posting,
    /// Who is shown.
    followed: RwSignal<Option<CandidateId>>,
) -> impl IntoView {
    // The same answer again leaves the forms, and what is typed into them, as they are.
    let shown = Memo::new(move |old: Option<&Option<Loaded>>| match (answer.get(), old.cloned().flatten()) {
        (Some(Err(error)), Some(Ok(old))) if error.0 != Problem::NotFound => Some(Ok(old)),
        (answer, old) => answer.or(old),
    });
    Effect::new(move || {
        if let Some(Ok(Some(candidate))) = &*shown.read() {
            followed.set(Some(candidate.id));
        }
    });
    view! {
        {move || shown.get().map(|answer| match answer {
                Ok(Some(candidate)) => view! { <Profile candidate change/> }.into_any(),
                Ok(None) | Err(CallError(Problem::NotFound)) => view! { <NotThere/> }.into_any(),
                Err(error) => view! { <ErrorNote error/> }.into_any(),
            })}
    }
    .into_any()
}

/// A number that grows whenever something changes about these candidates.
pub fn changes_of(is_meant: impl Fn(CandidateId) -> bool + Send + Sync + 'static) -> Memo<u32> {
    let changes = live().candidate;
    Memo::new(move |old: Option<&u32>| {
        let (n, about) = changes.get();
        if about.is_none_or(&is_meant) { n } else { old.copied().unwrap_or_default() }
    })
}

#[component]
fn Profile(candidate: CandidateView, change: Posting) -> impl IntoView {
    let id = candidate.id;
    let name = candidate.form.name.clone();
    view! {
        <PageTitle text=name.clone()/>
        <h1 dir="auto">{name}</h1>
        {merges(id, candidate.merges)}
        <div class="profile">
            {applications(id, candidate.applications, &candidate.positions)}
            {addresses(id, candidate.addresses)}
            <Details id form=candidate.form change/>
        </div>
        <Conversation candidate=id/>
        <Merging candidate=id/>
    }
    .into_any()
}

#[component]
fn Details(id: CandidateId, form: CandidateForm, change: Posting) -> impl IntoView {
    let t = lang().candidates();
    let query = use_query_map();
    let is_saved = move || query.read().get_str("done") == Some("saved");
    view! {
        <section class="card boxed" aria-labelledby="profile-title">
            <h2 id="profile-title">{t.profile}</h2>
            <PostForm posting=change class="stack">
                <input type="hidden" name="id" value=id.to_string()/>
                <Field name="name" label=t.name value=form.name required=true/>
                <Field name="phone" label=t.phone value=form.phone/>
                <div class="field"><label for="notes">{t.notes}</label> <TextArea name="notes" value=form.notes rows=4/></div>
                <div class="row-actions">
                    <button>{t.save}</button>
                    <span role="status">{move || is_saved().then_some(t.saved)}</span>
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

/// Said instead of a candidate who does not exist.
#[component]
fn NotThere() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::backend::set_status(axum::http::StatusCode::NOT_FOUND);
    let t = lang().candidates();
    view! {
        <PageTitle text=t.not_there/>
        <h1>{t.not_there}</h1>
        <p class="soft">{t.not_there_next}</p>
    }
    .into_any()
}
