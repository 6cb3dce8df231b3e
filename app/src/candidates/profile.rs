//! Who a candidate is: what they applied for, their addresses, their details.

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CandidateForm, CandidateId, CandidateView, Problem, Topic};

use super::{
    address_list::addresses,
    application_list::applications,
    calls::{ChangeCandidate, candidate},
    merging::merges,
};
use crate::{
    CallError,
    backend::set_status,
    drawn::Drawing,
    parts::{ErrorNote, Field, TextArea, posted_error},
    post::{PostForm, Posting},
    visit::lang,
};

/// The head of the page; nothing when the address names nobody.
pub async fn profile(id: Option<CandidateId>) -> Drawing {
    let found = match id {
        Some(id) => candidate(id).await,
        None => Err(CallError(Problem::NotFound)),
    };
    let t = lang().candidates();
    // Somebody who was merged into another is shown as that one, and changes with them.
    let who = found.as_ref().ok().map(|candidate| candidate.id).or(id);
    let (title, inside) = match found {
        Ok(candidate) => (candidate.form.name.clone(), shown(candidate)),
        Err(CallError(Problem::NotFound)) => (t.not_there.to_owned(), not_there()),
        Err(error) => (t.title.to_owned(), view! { <h1>{t.title}</h1> <ErrorNote error/> }.into_any()),
    };
    let page = view! {
        <p class="crumbs"><a href="/candidates">"← " {t.title}</a></p>
        {posted_error().map(|error| view! { <ErrorNote error/> })}
        {inside}
    };
    let drawing = Drawing::new(page).titled(title);
    match id.zip(who) {
        Some((id, who)) => drawing.live([Topic::Candidate(id), Topic::Candidate(who), Topic::Positions]),
        None => drawing,
    }
}

fn shown(candidate: CandidateView) -> AnyView {
    let id = candidate.id;
    view! {
        <h1 dir="auto">{candidate.form.name.clone()}</h1>
        {merges(id, candidate.merges)}
        <div class="profile">
            {applications(id, candidate.applications, &candidate.positions)}
            {addresses(id, candidate.addresses)}
            {details(id, candidate.form, candidate.seen)}
        </div>
    }
    .into_any()
}

fn not_there() -> AnyView {
    set_status(StatusCode::NOT_FOUND);
    let t = lang().candidates();
    view! { <h1>{t.not_there}</h1> <p class="soft">{t.not_there_next}</p> }.into_any()
}

/// What somebody else has written meanwhile. What was typed still stands in the fields.
fn stored(form: &CandidateForm) -> AnyView {
    let t = lang().candidates();
    let lines = [&form.name, &form.phone, &form.notes];
    let lines: Vec<&str> = lines.into_iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
    view! { <div class="note warn"><p>{t.changed_meanwhile}</p><p class="mail-text" dir="auto">{lines.join("\n")}</p></div> }
        .into_any()
}

fn details(id: CandidateId, form: CandidateForm, seen: String) -> AnyView {
    let t = lang().candidates();
    let change = Posting::of::<ChangeCandidate>();
    let is_changed = change.error().is_some_and(|error| error.0 == Problem::ChangedMeanwhile);
    let is_saved = use_query_map().read_untracked().get_str("done") == Some("saved") && change.error().is_none();
    view! {
        <section class="card boxed" aria-labelledby="profile-title">
            <h2 id="profile-title">{t.profile}</h2>
            <PostForm posting=change class="stack">
                <input type="hidden" name="id" value=id.to_string()/>
                // While somebody types it stays as it was when they began; after being told, it is another one.
                <input type="hidden" name="seen" value=seen data-seen="" id=is_changed.then_some("seen-again")/>
                {is_changed.then(|| stored(&form))}
                <Field name="name" label=t.name value=form.name required=true/>
                <Field name="phone" label=t.phone value=form.phone/>
                <div class="field"><label for="notes">{t.notes}</label> <TextArea name="notes" value=form.notes rows=4/></div>
                <div class="row-actions">
                    <button>{t.save}</button>
                    <span role="status">{is_saved.then_some(t.saved)}</span>
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}
