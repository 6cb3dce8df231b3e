//! Candidates: the list with search and filters, and the page of one of them.

mod address_list;
mod application_list;
pub mod calls;
mod filter;
mod merging;
mod newcomer;
mod profile;
mod row;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::CandidateFilter;

use self::{filter::Asked, newcomer::Newcomer};
use crate::{
    ask::ask,
    live::live,
    parts::{ErrorNote, PageTitle},
    visit::lang,
};

pub use filter::stage_word;
pub use profile::{CandidatePage, changes_of};

/// The list.
#[component]
pub fn CandidatesPage() -> impl IntoView {
    let t = lang().candidates();
    let query = use_query_map();
    let asked = Memo::new(move |_| Asked::from_query(&query.read()));
    let question = move || {
        let Asked { filter: CandidateFilter { search, position, stage }, before } = asked.get();
        calls::Candidates { search, position, stage, before }
    };
    let answer = ask(question, move || live().candidates.get());
    let positions = ask(|| calls::PositionChoices {}, move || live().positions.get());
    view! {
        <PageTitle text=t.title/>
        <div class="people">
            <h1>{t.title}</h1>
            <Transition>
                {move || positions.get().map(|positions| filter::form(&asked.get(), positions.unwrap_or_default()))}
                {move || answer.get().map(|answer| match answer {
                    Ok(page) => row::list(page, &asked.get()),
                    Err(error) => view! { <ErrorNote error/> }.into_any(),
                })}
            </Transition>
            <Newcomer/>
        </div>
    }
    .into_any()
}
