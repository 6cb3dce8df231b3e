//! Pages that are not there, and pages that are not for this person.

use axum::http::StatusCode;
use leptos::prelude::*;

use crate::{backend::set_status, drawn::Drawing, visit::lang};

/// Shown for unknown paths, with status 404.
pub fn not_found() -> Drawing {
    set_status(StatusCode::NOT_FOUND);
    let t = lang().frame();
    Drawing::new(view! {
        <h1>{t.not_found_title}</h1>
        <p>{lang().problems().not_found} " " <a href="/">{t.to_start}</a></p>
    })
    .titled(t.not_found_title)
}

/// Shown where the person's role does not include the page, with status 403.
pub fn not_allowed() -> Drawing {
    set_status(StatusCode::FORBIDDEN);
    let (t, frame) = (lang().settings(), lang().frame());
    Drawing::new(view! {
        <h1>{t.not_allowed_title}</h1>
        <p>{frame.not_allowed_text} " " <a href="/">{frame.to_start}</a></p>
    })
    .titled(t.not_allowed_title)
}
