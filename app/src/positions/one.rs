//! A position: its details, and its candidates.

use leptos::prelude::*;
use types::{Position, Topic};

use super::{
    applicants::applicants,
    calls::{company_choices, load_outlook, load_position},
    details::{Named, details},
    place::PATH,
    status_look, status_words,
};
use crate::{drawn::Drawing, parts::ErrorNote, visit::lang};

/// `/positions/{id}`.
pub async fn one(id: String) -> Drawing {
    let t = lang().positions();
    let named = Named::from_address();
    let position = match load_position(id.clone()).await {
        Ok(position) => position,
        Err(error) => {
            let page = view! { {crumbs()} <h1>{t.position}</h1> <ErrorNote error/> };
            return Drawing::new(page).titled(t.position);
        }
    };
    let title = position.row.title.clone();
    let heading = heading(&position);
    let outlook = load_outlook(id.clone(), named.map(Named::company)).await;
    let form = match company_choices().await {
        Ok(companies) => details(position, companies, named, outlook),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    let applicants = applicants(id).await;
    Drawing::new(view! { {crumbs()} {heading} {form} {applicants} })
        .titled(title)
        .live([Topic::Positions, Topic::Candidates])
}

fn crumbs() -> AnyView {
    view! { <p class="soft crumbs"><a href=PATH>{lang().positions().title}</a></p> }.into_any()
}

fn heading(position: &Position) -> AnyView {
    let row = position.row.clone();
    view! {
        <div class="head">
            <h1>{row.title}</h1>
            <span class=status_look(row.status)>{status_words(row.status)}</span>
        </div>
        <p class="soft">{row.company_name}</p>
    }
    .into_any()
}
