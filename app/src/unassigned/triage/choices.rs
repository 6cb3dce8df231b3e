//! Candidates to choose from: those that are suggested, and those that are found.

use leptos::prelude::*;
use types::{CandidateRow, Clue, DecisionForm, MessageState, PositionChoice, PositionId, Reason, Triage};

use super::Deciding;
use crate::{
    parts::ErrorNote,
    post::PostForm,
    unassigned::{
        hidden::{HiddenPlace, hidden_messages},
        place::Place,
        several::SEVERAL,
    },
    visit::lang,
};

/// The form that looks for candidates without script.
const FIND: &str = "find";

/// Suggestions, the search, and what goes with the choice.
#[component]
pub fn Choices(triage: Triage, deciding: Deciding) -> impl IntoView {
    let t = lang().triage();
    let is_with_somebody = triage.row.state == MessageState::Candidate;
    let place = deciding.place.get_untracked();
    let suggestions: Vec<_> = triage
        .suggestions
        .iter()
        .enumerate()
        .map(|(n, found)| choice(found.candidate.clone(), Some(found.clue), found.position, n == 0))
        .collect();
    let suggestions = (!suggestions.is_empty())
        .then(|| view! { <ul class="choices-list" aria-label=t.suggestions>{suggestions}</ul> });
    view! {
        {find_form(&triage, place.clone())}
        <PostForm posting=deciding.decide class="stack">
            {hidden_messages(triage.seen())}
            <HiddenPlace place/>
            {suggestions}
            <Find deciding/>
            <Found deciding/>
            {with_choice(&triage)}
            {is_with_somebody.then(|| view! {
                <p><button class="quiet" name="whose" value=DecisionForm::NOBODY>{t.to_nobody}</button></p>
            })}
        </PostForm>
    }
    .into_any()
}

/// The search without script: the field belongs to this form, wherever it stands.
fn find_form(triage: &Triage, place: Place) -> AnyView {
    let is_one = triage.others.is_empty();
    let path = if is_one { triage.row.id.to_string() } else { SEVERAL.to_owned() };
    let action = format!("{}/{path}", crate::unassigned::place::PATH);
    let messages = (!is_one).then(|| hidden_messages(triage.seen()));
    view! { <form id=FIND method="get" action=action hidden>{messages} <HiddenPlace place/></form> }.into_any()
}

#[component]
fn Find(deciding: Deciding) -> impl IntoView {
    let t = lang().triage();
    let look = deciding.type_in();
    view! {
        <div class="field">
            <label for="find-field">{t.find}</label>
            <span class="with-button">
                <input
                    id="find-field" name="find" form=FIND type="search" autocomplete="off" spellcheck="false"
                    aria-describedby="find-help" value=deciding.typed.get_untracked() on:input=look
                />
                <button form=FIND>{t.search}</button>
            </span>
            <small id="find-help">{t.find_help}</small>
        </div>
    }
    .into_any()
}

#[component]
fn Found(deciding: Deciding) -> impl IntoView {
    let t = lang().triage();
    view! {
        <div aria-live="polite">
            <Transition>
                {move || deciding.found.get().map(|found| match found {
                    Ok(None) => ().into_any(),
                    Ok(Some(rows)) if rows.is_empty() => view! { <p class="soft">{t.none_found}</p> }.into_any(),
                    Ok(Some(rows)) => {
                        let rows: Vec<_> = rows.into_iter().map(|row| choice(row, None, None, false)).collect();
                        view! { <ul class="choices-list" aria-label=t.found>{rows}</ul> }.into_any()
                    }
                    Err(error) => view! { <ErrorNote error/> }.into_any(),
                })}
            </Transition>
        </div>
    }
    .into_any()
}

/// Which position, and whether the address is remembered.
fn with_choice(triage: &Triage) -> AnyView {
    let t = lang().triage();
    let address = triage.prefill.address.clone();
    // Whoever only names a message of ours may be anybody.
    let is_sure = triage.row.reason != Reason::ImplausibleReply;
    view! {
        <div class="fields">
            <div class="field w3">
                <label for="assign-position">{t.position}</label>
                <select id="assign-position" name="position">
                    <option value="">{t.position_usual}</option>
                    {position_options(&triage.positions, triage.prefill.position)}
                </select>
            </div>
        </div>
        {(!address.is_empty()).then(|| view! {
            <label class="check"><input type="checkbox" name="remember" value="true" checked=is_sure/> <bdi>{t.remember(address)}</bdi></label>
        })}
    }
    .into_any()
}

/// The positions as options.
pub fn position_options(positions: &[PositionChoice], chosen: Option<PositionId>) -> AnyView {
    let options = positions.iter().map(|position| {
        view! { <option value=position.id.to_string() selected=chosen == Some(position.id)>{position.title.clone()}</option> }
    });
    options.collect_view().into_any()
}

/// One candidate with a button.
fn choice(row: CandidateRow, clue: Option<Clue>, position: Option<PositionId>, is_first: bool) -> AnyView {
    let t = lang().triage();
    let value = position.map_or_else(|| row.id.to_string(), |position| format!("{}/{position}", row.id));
    let clue = clue.and_then(|clue| t.by_key(&format!("clue_{}", clue.as_str())));
    let class = if is_first { "primary" } else { "" };
    let label = t.assign_to(&row.name);
    view! {
        <li>
            {who(&row, clue)}
            <button class=class name="whose" value=value aria-label=label>{t.assign}</button>
        </li>
    }
    .into_any()
}

/// Name, why, addresses and positions.
pub fn who(row: &CandidateRow, clue: Option<&'static str>) -> AnyView {
    let titles = row.applications.iter().map(|application| application.title.clone());
    let about: Vec<String> = row.addresses.iter().cloned().chain(titles).collect();
    view! {
        <span class="who">
            <b dir="auto">{row.name.clone()}</b>
            {clue.map(|clue| view! { <span>{clue}</span> })}
            <small dir="auto">{about.join(" · ")}</small>
        </span>
    }
    .into_any()
}
