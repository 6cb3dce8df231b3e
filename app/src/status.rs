//! `/status`: whether mail comes in and goes out, for everybody, in one look.

mod calls;
mod companies;
mod moments;

use leptos::prelude::*;
use types::Topic;

use crate::{backend::desk, drawn::Drawing, parts::ErrorNote, visit::lang};

/// The page.
pub async fn page() -> Drawing {
    let t = lang().status();
    let status = match desk() {
        Ok(desk) => desk.status().await.map_err(Into::into),
        Err(error) => Err(error),
    };
    let inside = match status {
        Ok(status) => companies::companies(&status),
        Err(error) => view! { <ErrorNote error/> }.into_any(),
    };
    Drawing::new(view! { <div class="people"><h1>{t.title}</h1> {inside}</div> }).titled(t.title).live([
        Topic::Messages,
        Topic::Settings,
        Topic::Outbox,
    ])
}
