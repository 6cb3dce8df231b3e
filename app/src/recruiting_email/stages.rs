//! A test as a list of things done, in plain words; the server's own words below.

use leptos::prelude::*;
use types::{Cause, CompanyId, Field, Outcome, Stage};

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
