//! What a candidate applied for, and how far that has come.

use leptos::prelude::*;
use types::{ApplicationRow, ApplicationStage, CandidateId, PositionChoice};

use super::filter::stage_word;
use crate::{
    parts::{Moment, Precision},
    unassigned::position_options,
    visit::lang,
};

/// The applications, each with its stage, and a field for another.
pub fn applications(id: CandidateId, applications: Vec<ApplicationRow>, positions: &[PositionChoice]) -> AnyView {
    let t = lang().candidates();
    let is_empty = applications.is_empty();
    let lines: Vec<_> = applications.into_iter().map(|application| line(id, application)).collect();
    view! {
        <section class="card boxed" id="applications" aria-labelledby="applications-title">
            <h2 id="applications-title">{t.applications}</h2>
            {is_empty.then(|| view! { <p class="soft">{t.no_applications}</p> })}
            <ul class="lines" hidden=is_empty>{lines}</ul>
            {(!positions.is_empty()).then(|| view! {
                <form method="post" action="/call/add_application" class="with-button">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <div class="field grow">
                        <label for="new-position">{t.add_application}</label>
                        <select id="new-position" name="position">{position_options(positions, None)}</select>
                    </div>
                    <button>{t.add}</button>
                </form>
            })}
        </section>
    }
    .into_any()
}

fn line(id: CandidateId, application: ApplicationRow) -> AnyView {
    let t = lang().candidates();
    let field = format!("stage-{}", application.id);
    let stages = ApplicationStage::ALL.iter().map(|stage| {
        view! { <option value=stage.as_str() selected=application.stage == *stage>{stage_word(*stage, lang())}</option> }
    });
    let label = t.remove_what(&application.title);
    view! {
        <li>
            <span class="who">
                <bdi>{application.title.clone()}</bdi>
                <small>{t.applied} " " <Moment at=application.applied_at precision=Precision::Short/></small>
            </span>
            <form method="post" action="/call/change_stage" class="with-button">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="application" value=application.id.to_string()/>
                <div class="field">
                    <label for=field.clone() class="unseen">{t.stage_of(&application.title)}</label>
                    <select id=field name="stage">{stages.collect_view()}</select>
                </div>
                <button>{t.change}</button>
            </form>
            <form method="post" action="/call/remove_application">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="application" value=application.id.to_string()/>
                <button class="quiet" aria-label=label>{t.remove}</button>
            </form>
        </li>
    }
    .into_any()
}
