//! The list.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CandidateFilter, Topic};

use super::{
    calls::{candidates, position_choices},
    filter::{self, Asked},
    newcomer::Newcomer,
    row,
};
use crate::{drawn::Drawing, parts::ErrorNote, visit::lang};

/// `/candidates`.
pub async fn list() -> Drawing {
    let t = lang().candidates();
    let asked = Asked::from_query(&use_query_map().read_untracked());
    let positions = position_choices().await.unwrap_or_default();
    let CandidateFilter { search, position, stage } = asked.filter.clone();
    let rows = match candidates(search, position, stage, asked.before.clone()).await {
        Ok(page) => row::list(page, &asked),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    Drawing::new(view! {
        <div class="people">
            <h1>{t.title}</h1>
            <Newcomer/>
            {filter::form(&asked, positions)}
            {rows}
        </div>
    })
    .titled(t.title)
    .live([Topic::Candidates, Topic::Positions])
}
