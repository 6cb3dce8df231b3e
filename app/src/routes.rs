//! The one table of pages: those that the browser takes over, then those that are drawn on the server only.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

#[cfg(feature = "ssr")]
use crate::{
    candidates, drawn::Drawing, fetching, not_found, positions, practice, recruiting_email, search, setup, sign_in,
    status, subcompanies, templates,
};
use crate::{
    candidates::CandidatePage,
    drawn::{self, DrawnPage},
    frame::Frame,
    live, outbox,
    recruiting_email::WizardPage,
    unassigned::{self, Unassigned},
    visit::{Visit, is_admin},
};

/// Everything inside `<body>`. Pages are drawn whole before they are sent, so that each works without script.
#[component]
pub fn App() -> impl IntoView {
    if use_context::<Visit>().is_none() {
        Visit::provide();
    }
    live::provide();
    drawn::provide();
    unassigned::provide_counts();
    outbox::provide_counts();
    Effect::new(|| {
        // Tests wait for this: before it, nothing listens to clicks.
        _ = document().document_element().map(|html| html.set_attribute("data-hydrated", ""));
    });
    view! {
        <Router>
            <Frame>
                <Routes fallback=|| ()>
                    <Route path=path!("/settings/recruiting/email") view=|| for_admins(|| view! { <WizardPage/> }.into_any()) ssr=SsrMode::Async/>
                    <Route path=path!("/recruiting/unassigned/:id?") view=Unassigned ssr=SsrMode::Async/>
                    <Route path=path!("/candidates/:id") view=CandidatePage ssr=SsrMode::Async/>
                    <Route path=path!("/*page") view=DrawnPage ssr=SsrMode::Async/>
                </Routes>
            </Frame>
        </Router>
    }
    .into_any()
}

/// The page for admins, and a note for everybody else. The calls behind it refuse by themselves.
fn for_admins(page: fn() -> AnyView) -> AnyView {
    if is_admin() { page() } else { view! { <DrawnPage/> }.into_any() }
}

/// The page that the address names, where the browser takes nothing over.
#[cfg(feature = "ssr")]
pub async fn page() -> Drawing {
    let path = leptos_router::hooks::use_url().read_untracked().path().to_owned();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match segments.as_slice() {
        [] => home(),
        ["setup"] => setup::page().await,
        ["sign-in"] => sign_in::page().await,
        ["settings", ..] if !is_admin() => not_found::not_allowed(),
        ["settings", "recruiting"] => recruiting_email::page().await,
        ["settings", "recruiting", "email", "tests", id] => recruiting_email::test_page(id),
        ["settings", "recruiting", "email", "found"] => recruiting_email::found_page(),
        ["settings", "recruiting", "email", "provider"] => recruiting_email::provider_page(),
        ["settings", "recruiting", "email", "fetch"] => fetching::page().await,
        ["settings", "recruiting", "email", "believed"] => recruiting_email::believed_page(),
        ["recruiting", "unassigned", id, "sender"] => unassigned::sender_page(id),
        ["settings", "subcompanies"] => subcompanies::page().await,
        ["settings", "templates"] => templates::page().await,
        ["positions"] => positions::list().await,
        ["positions", id] => positions::one((*id).to_owned()).await,
        ["outbox"] => outbox::page().await,
        ["recruiting", "unassigned", id, "letter"] => unassigned::letter_page(id),
        ["candidates"] => candidates::list().await,
        ["search"] => search::page().await,
        ["practice"] => practice::page().await,
        ["status"] => status::page().await,
        // The frame alone: what stands on every page is fetched from here.
        ["failing-servers"] => Drawing::new(()),
        _ => not_found::not_found(),
    }
}

#[cfg(feature = "ssr")]
fn home() -> Drawing {
    leptos_axum::redirect("/recruiting/unassigned");
    Drawing::new(())
}
