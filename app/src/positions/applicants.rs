//! Who applies for a position.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{Applicant, ApplicantPage, Problem};

use super::{calls::ListApplicants, place::position_link};
use crate::{
    CallError,
    ask::ask,
    candidates::stage_word,
    live::live,
    parts::{ErrorNote, Moment, Precision},
    visit::lang,
};

/// The list.
#[component]
pub fn Applicants(id: Memo<String>) -> impl IntoView {
    let query = use_query_map();
    let before = Memo::new(move |_| query.read().get("before"));
    let live = live();
    let answer = ask(
        move || ListApplicants { position: id.get(), before: before.get() },
        move || live.candidates.get() + live.positions.get(),
    );
    view! {
        <Transition>
            {move || answer.get().map(|answer| match answer {
                Ok(page) => section(found(position_link(id.read()), page, before.read().is_some())),
                // The heading says so already.
                Err(CallError(Problem::NotFound)) => ().into_any(),
                Err(error) => section(view! { <ErrorNote error/> }.into_any()),
            })}
        </Transition>
    }
    .into_any()
}

fn section(inside: AnyView) -> AnyView {
    view! {
        <section aria-labelledby="applicants-title">
            <h2 id="applicants-title">{lang().positions().candidates}</h2>
            {inside}
        </section>
    }
    .into_any()
}

fn found(link: String, page: ApplicantPage, is_earlier: bool) -> AnyView {
    let t = lang().positions();
    if page.rows.is_empty() && !is_earlier {
        return view! {
            <div class="empty">
                <p><b>{t.nobody}</b></p>
                <p>{t.nobody_next} " " <a href="/recruiting/unassigned">{t.to_unassigned}</a></p>
            </div>
        }
        .into_any();
    }
    let latest = is_earlier.then(|| view! { <a href=link.clone()>{t.latest}</a> });
    let earlier = page.next.map(|next| view! { <a rel="next" href=format!("{link}?before={next}")>{t.earlier}</a> });
    let has_pages = latest.is_some() || earlier.is_some();
    view! {
        <table class="cards" aria-labelledby="applicants-title">
            <thead><tr>{[t.candidate, lang().candidates().stage, t.applied].map(|name| view! { <th scope="col">{name}</th> }).collect_view()}</tr></thead>
            <tbody>{page.rows.into_iter().map(row).collect_view()}</tbody>
        </table>
        {has_pages.then(|| view! { <nav class="pager" aria-label=t.pages>{latest} {earlier}</nav> })}
    }
    .into_any()
}

fn row(applicant: Applicant) -> AnyView {
    let t = lang().positions();
    view! {
        <tr>
            <th scope="row"><a href=format!("/candidates/{}", applicant.candidate)>{applicant.name}</a></th>
            <td data-label=lang().candidates().stage>{stage_word(applicant.stage, lang())}</td>
            <td data-label=t.applied><Moment at=applicant.applied_at precision=Precision::Short/></td>
        </tr>
    }
    .into_any()
}
