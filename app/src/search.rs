//! Finding messages: a form, whose fields stand in the page's address, and what it finds.

mod asked;
mod form;
mod results;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyChoice, PositionChoice, SearchPage, Topic};

use self::asked::Asked;
use crate::{CallError, drawn::Drawing, parts::ErrorNote, visit::lang};

/// `/search`.
pub async fn page() -> Drawing {
    let t = lang().search();
    let asked = Asked::from_query(&use_query_map().read_untracked());
    let (positions, companies) = choices().await.unwrap_or_default();
    let results = match find(&asked).await {
        Ok(found) => results::results(found, &asked),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    Drawing::new(view! {
        <div class="people">
            <h1>{t.title}</h1>
            {form::form(&asked, &positions, companies)}
            {results}
        </div>
    })
    .titled(t.title)
    .live([Topic::Messages])
}

async fn find(asked: &Asked) -> Result<SearchPage, CallError> {
    Ok(crate::backend::desk()?.search(asked.query.clone()).await?)
}

async fn choices() -> Result<(Vec<PositionChoice>, Vec<CompanyChoice>), CallError> {
    let desk = crate::backend::desk()?;
    Ok((desk.position_choices().await?, desk.company_choices().await?))
}
