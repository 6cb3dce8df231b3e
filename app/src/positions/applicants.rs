//! Who applies for a position.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{Applicant, ApplicantPage};

use super::{calls::list_applicants, place::position_link};
use crate::{
    candidates::stage_word,
    parts::{ErrorNote, Moment, Precision},
    visit::lang,
};

/// The list.
pub async fn applicants(position: String) -> AnyView {
    let before = use_query_map().read_untracked().get("before");
    let is_earlier = before.is_some();
    let inside = match list_applicants(position.clone(), before).await {
        Ok(page) => found(position_link(position), page, is_earlier),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
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
        <tr id=format!("applicant-{}", applicant.candidate)>
            <th scope="row"><a href=format!("/candidates/{}", applicant.candidate)>{applicant.name}</a></th>
            <td data-label=lang().candidates().stage>{stage_word(applicant.stage, lang())}</td>
            <td data-label=t.applied><Moment at=applicant.applied_at precision=Precision::Short/></td>
        </tr>
    }
    .into_any()
}
