//! The one table of pages.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Redirect, Route, Router, Routes},
    path,
};

use types::Role;

use crate::{
    candidates::{CandidatePage, CandidatesPage},
    frame::Frame,
    live,
    not_found::{NotAllowed, NotFound},
    outbox::{self, Outbox},
    positions::{PositionView, PositionsPage},
    practice::Practice,
    recruiting_email::{RecruitingSettingsPage, WizardPage},
    setup::SetupPage,
    sign_in::SignInPage,
    status::StatusPage,
    subcompanies::SubcompaniesPage,
    templates::TemplatesPage,
    unassigned::{self, Unassigned},
    visit::{Visit, me},
};

/// Everything inside `<body>`. Pages are drawn whole before they are sent, so that each works without script.
#[component]
pub fn App() -> impl IntoView {
    if use_context::<Visit>().is_none() {
        leptos_meta::provide_meta_context();
        Visit::provide();
    }
    live::provide();
    unassigned::provide_counts();
    outbox::provide_counts();
    Effect::new(|| {
        // Tests wait for this: before it, nothing listens to clicks.
        _ = document().document_element().map(|html| html.set_attribute("data-hydrated", ""));
    });
    view! {
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <Route path=path!("/") view=|| view! { <Redirect path="/recruiting/unassigned"/> } ssr=SsrMode::Async/>
                    <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/recruiting") view=|| for_admins(|| view! { <RecruitingSettingsPage/> }.into_any()) ssr=SsrMode::Async/>
                    <Route path=path!("/settings/recruiting/email") view=|| for_admins(|| view! { <WizardPage/> }.into_any()) ssr=SsrMode::Async/>
                    <Route path=path!("/settings/subcompanies") view=|| for_admins(|| view! { <SubcompaniesPage/> }.into_any()) ssr=SsrMode::Async/>
                    <Route path=path!("/positions") view=PositionsPage ssr=SsrMode::Async/>
                    <Route path=path!("/positions/:id") view=PositionView ssr=SsrMode::Async/>
                    <Route path=path!("/recruiting/unassigned/:id?") view=Unassigned ssr=SsrMode::Async/>
                    <Route path=path!("/outbox") view=Outbox ssr=SsrMode::Async/>
                    <Route path=path!("/candidates") view=CandidatesPage ssr=SsrMode::Async/>
                    <Route path=path!("/candidates/:id") view=CandidatePage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/templates") view=|| for_admins(|| view! { <TemplatesPage/> }.into_any()) ssr=SsrMode::Async/>
                    <Route path=path!("/status") view=StatusPage ssr=SsrMode::Async/>
                    <Route path=path!("/practice") view=Practice ssr=SsrMode::Async/>
                </Routes>
            </Frame>
        </Router>
    }
    .into_any()
}

/// The page for admins, and a note for everybody else. The calls behind it refuse by themselves.
fn for_admins(page: fn() -> AnyView) -> AnyView {
    match me() {
        Some(me) if me.role == Role::Admin => page(),
        _ => view! { <NotAllowed/> }.into_any(),
    }
}
