//! Pages that are not there, and pages that are not for this person.

use leptos::prelude::*;

use crate::{parts::PageTitle, visit::lang};

/// Shown for unknown paths, with status 404.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::backend::set_status(axum::http::StatusCode::NOT_FOUND);
    let t = lang().frame();
    view! {
        <PageTitle text=t.not_found_title/>
        <h1>{t.not_found_title}</h1>
        <p>{lang().problems().not_found} " " <a href="/">{t.to_start}</a></p>
    }
}

/// Shown where the person's role does not include the page, with status 403.
#[component]
pub fn NotAllowed() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::backend::set_status(axum::http::StatusCode::FORBIDDEN);
    let t = lang().settings();
    view! {
        <PageTitle text=t.not_allowed_title/>
        <h1>{t.not_allowed_title}</h1>
        <p>{lang().frame().not_allowed_text} " " <a href="/">{lang().frame().to_start}</a></p>
    }
    .into_any()
}
