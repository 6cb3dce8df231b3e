//! `/status`: whether mail comes in and goes out, for everybody, in one look.

mod calls;
#[cfg(feature = "ssr")]
mod companies;
#[cfg(feature = "ssr")]
mod moments;

use leptos::prelude::*;

use self::calls::LoadStatus;
use crate::{
    ask::ask,
    live::live,
    parts::{ErrorNote, PageTitle},
    visit::lang,
};

/// The page. What it shows is drawn on the server.
#[component]
pub fn StatusPage() -> impl IntoView {
    let live = live();
    let status = ask(|| LoadStatus {}, move || live.messages.get() + live.settings.get() + live.outbox.get());
    view! {
        <PageTitle text=lang().frame().status/>
        <Transition>
            {move || status.get().map(|status| match status {
                Ok(html) => view! { <div class="stack" inner_html=html></div> }.into_any(),
                Err(error) => view! { <ErrorNote error/> }.into_any(),
            })}
        </Transition>
    }
    .into_any()
}
