//! What stands around every page: brand, navigation, language, sign-out.

pub mod calls;
mod navigation;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use types::text::Lang;

use self::navigation::Navigation;
use crate::{
    live::live,
    outbox::failing_servers,
    parts::{Icon, Sign},
    visit::{lang, me},
};

/// The frame. Those who have not signed in see the page alone.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let t = lang().frame();
    #[cfg(not(feature = "ssr"))]
    crate::drawn::listen();
    match me() {
        None => view! {
            <div class="alone">
                <header class="alone-head"><Brand/><LanguageSwitch/></header>
                <main id="content">{children()}</main>
            </div>
        }
        .into_any(),
        Some(me) => view! {
            <a class="skip" href="#content">{t.skip}</a>
            <div class="frame">
                <aside class="side">
                    <Brand/>
                    <Navigation me/>
                </aside>
                <main id="content">
                    <Disconnected/>
                    {failing_servers()}
                    {children()}
                </main>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Brand() -> impl IntoView {
    view! { <a class="brand" href="/"><Icon sign=Sign::Mailbox/>"Postroom"</a> }
}

/// The other languages, each a button under its own name.
#[component]
fn LanguageSwitch() -> impl IntoView {
    let location = use_location();
    let back = move || format!("{}{}", location.pathname.get(), query(&location.search.get()));
    let others = Lang::ALL.into_iter().filter(|other| *other != lang());
    view! {
        <form method="post" action="/language" class="languages" aria-label=lang().frame().language>
            <input type="hidden" name="back" value=back/>
            {others.map(|other| view! {
                <button class="quiet" name="to" value=other.code() lang=other.code()>{other.name()}</button>
            }).collect_view()}
        </form>
    }
}

fn query(search: &str) -> String {
    if search.is_empty() { String::new() } else { format!("?{}", search.trim_start_matches('?')) }
}

/// Says when the page no longer hears of changes.
#[component]
fn Disconnected() -> impl IntoView {
    let is_connected = live().is_connected;
    view! {
        <div role="status">
            <p class="note warn" hidden=move || is_connected.get()>{lang().frame().connection_lost}</p>
        </div>
    }
    .into_any()
}
