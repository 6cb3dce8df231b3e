//! The one table of pages.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::{frame::Frame, live, not_found::NotFound, visit::Visit};

/// Everything inside `<body>`.
#[component]
pub fn App() -> impl IntoView {
    if use_context::<Visit>().is_none() {
        leptos_meta::provide_meta_context();
        Visit::provide();
    }
    live::provide();
    Effect::new(|| {
        // Tests wait for this: before it, nothing listens to clicks.
        _ = document().document_element().map(|html| html.set_attribute("data-hydrated", ""));
    });
    view! {
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <Route path=path!("/nothing-yet") view=NotFound ssr=SsrMode::Async/>
                </Routes>
            </Frame>
        </Router>
    }
}
