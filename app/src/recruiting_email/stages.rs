//! A test as a list of things done, in plain words; the server's own words below.

use leptos::prelude::*;
use types::{Arrival, Cause, CompanyId, Field, HeaderComparison, Outcome, Stage};

use super::wizard::Step;
use crate::visit::lang;

/// The stages in order.
#[component]
pub fn Stages(stages: Vec<Stage>) -> impl IntoView {
    view! { <ol class="stages">{stages.into_iter().map(|stage| view! { <StageLine stage/> }).collect_view()}</ol> }
        .into_any()
}

#[component]
fn StageLine(stage: Stage) -> impl IntoView {
    let t = lang().stages();
    let (look, mark, spoken) = match stage.outcome {
        Outcome::Passed => ("good", "✓", t.outcome_passed),
        Outcome::Failed(_) => ("bad", "✕", t.outcome_failed),
        Outcome::Running => ("wait", "…", t.outcome_running),
        Outcome::NotReached | Outcome::Cancelled => ("todo", "·", ""),
    };
    let fact = stage.fact.as_ref().map(|fact| fact.words(lang())).filter(|fact| !fact.is_empty());
    view! {
        <li class=look>
            <span class=format!("mark {look}") aria-hidden="true">{mark}</span>
            <div>
                <span>{stage.words(lang())}</span>
                <span class="unseen">{spoken}</span>
                {fact.map(|fact| view! { <span class="soft fact">{fact}</span> })}
                {stage.said.iter().map(|line| view! { <code>{line.clone()}</code> }).collect_view()}
            </div>
            <span class="ms">{stage.duration_words(lang())}</span>
        </li>
    }
    .into_any()
}

/// Why the test stopped, what to do next, and who can do it.
#[component]
pub fn CauseNote(cause: Cause, subcompany: Option<CompanyId>) -> impl IntoView {
    let (t, words) = (lang().stages(), cause.words(lang()));
    view! {
        <div class="cause">
            <b>{words.sentence}</b>
            <p>{words.next}</p>
            <p class="soft">{t.who(cause.fixer().words(lang()))}</p>
            {cause.field().map(|field| view! { <p><a href=place(field, subcompany) rel="external">{t.go_to_field(field.words(lang()))}</a></p> })}
        </div>
    }
    .into_any()
}

/// The page and the field where it is mended.
fn place(field: Field, subcompany: Option<CompanyId>) -> String {
    let (step, id) = match field {
        Field::Redirection => (Step::Redirection, "recruiting_address"),
        Field::CustomAddress => (Step::Sender, "custom_address"),
        Field::Host => (Step::Smtp, "host"),
        Field::Port => (Step::Smtp, "port"),
        Field::Encryption => (Step::Smtp, "encryption"),
        Field::Account => (Step::Smtp, "account"),
        Field::Password => (Step::Smtp, "password"),
        Field::SignInWith => (Step::Smtp, "sign_in_with"),
    };
    format!("{}#{id}", step.link(subcompany))
}

/// The mail came back: whether to the address that was expected, and what of its header came through.
#[component]
pub fn Arrived(arrival: Arrival, expected: String) -> impl IntoView {
    let t = lang().stages();
    let changed: Vec<_> = arrival.headers.iter().filter(|header| !header.is_same()).cloned().collect();
    let names = changed.iter().map(|header| header.name.as_str()).collect::<Vec<_>>().join(", ");
    let link = format!("/recruiting/unassigned/{}", arrival.message);
    let (look, heading, words) = match &arrival.elsewhere {
        Some(found) => ("arrived warn", t.elsewhere.to_owned(), t.elsewhere_text(found, expected)),
        None if changed.is_empty() => ("arrived good", t.untouched.to_owned(), t.untouched_text.to_owned()),
        None => ("arrived warn", t.changed(names), t.changed_text.to_owned()),
    };
    view! {
        <div class=look>
            <b>{heading}</b>
            <p>{words}</p>
            {(!changed.is_empty()).then(|| view! { <Comparison changed/> })}
            <p><a href=link>{t.to_message}</a></p>
        </div>
    }
    .into_any()
}

#[component]
fn Comparison(changed: Vec<HeaderComparison>) -> impl IntoView {
    let t = lang().stages();
    view! {
        <div class="scroll" tabindex="0">
            <table>
                <thead><tr><th scope="col">{t.field}</th><th scope="col">{t.sent}</th><th scope="col">{t.found}</th></tr></thead>
                <tbody>
                    {changed.into_iter().map(|header| view! {
                        <tr>
                            <th scope="row">{header.name}</th>
                            <td><code>{header.sent}</code></td>
                            <td><code>{header.found.unwrap_or_else(|| t.missing.to_owned())}</code></td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}
