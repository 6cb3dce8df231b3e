//! The one table of pages.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Redirect, Route, Router, Routes},
    path,
};

use crate::{
    frame::Frame,
    live,
    not_found::{NotAllowed, NotFound},
    practice::Practice,
    recruiting_email::{RecruitingSettingsPage, WizardPage},
    setup::SetupPage,
    sign_in::SignInPage,
    unassigned::{self, Unassigned},
    visit::{Visit, is_refused},
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
    Effect::new(|| {
        // Tests wait for this: before it, nothing listens to clicks.
        _ = document().document_element().map(|html| html.set_attribute("data-hydrated", ""));
    });
    if is_refused() {
        return view! { <Router><Frame><NotAllowed/></Frame></Router> }.into_any();
    }
    view! {
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <Route path=path!("/") view=|| view! { <Redirect path="/recruiting/unassigned"/> } ssr=SsrMode::Async/>
                    <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/recruiting") view=RecruitingSettingsPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/recruiting/email") view=WizardPage ssr=SsrMode::Async/>
                    <Route path=path!("/recruiting/unassigned/:id?") view=Unassigned ssr=SsrMode::Async/>
                    <Route path=path!("/practice") view=Practice ssr=SsrMode::Async/>
                </Routes>
            </Frame>
        </Router>
    }
    .into_any()
}
