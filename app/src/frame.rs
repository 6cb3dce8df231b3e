//! What stands around every page: brand, navigation, language, sign-out.

pub mod calls;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use types::{Me, Role, text::Lang};

use crate::{
    live::live,
    outbox::{OutboxCount, failing_servers},
    parts::{Icon, Sign},
    unassigned::UnassignedCount,
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
                    <Navigation me=me.clone()/>
                    <div class="side-end">
                        <p class="soft who"><bdi>{me.name}</bdi></p>
                        <form method="post" action="/call/sign_out"><button class="quiet">{t.sign_out}</button></form>
                        <LanguageSwitch/>
                    </div>
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

#[component]
fn Navigation(me: Me) -> impl IntoView {
    let t = lang().frame();
    let is_admin = me.role == Role::Admin;
    view! {
        <nav aria-label=t.recruiting>
            <h2>{t.recruiting}</h2>
            <NavLink href="/recruiting/unassigned" words=t.unassigned_messages><UnassignedCount/></NavLink>
            <NavLink href="/candidates" words=t.candidates/>
            <NavLink href="/outbox" words=t.outbox><OutboxCount/></NavLink>
            <NavLink href="/positions" words=t.positions/>
            <NavLink href="/status" words=t.status/>
            {me.practice.then(|| view! { <NavLink href="/practice" words=t.practice/> })}
        </nav>
        {is_admin.then(|| view! {
            <nav aria-label=t.settings>
                <h2>{t.settings}</h2>
                <NavLink href="/settings/recruiting" words=t.settings_recruiting/>
                <NavLink href="/settings/subcompanies" words=t.subcompanies/>
                <NavLink href="/settings/templates" words=lang().conversation().nav_templates/>
            </nav>
        })}
    }
}

#[component]
fn NavLink(href: &'static str, words: &'static str, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let path = use_location().pathname;
    let is_here =
        move || path.with(|path| path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')));
    view! { <a href=href aria-current=move || is_here().then_some("page")>{words}{children.map(|children| children())}</a> }
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
