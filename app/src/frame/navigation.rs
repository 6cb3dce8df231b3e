//! The way through the pages. Where there is little room it is folded away behind a button, which says where one is and
//! how much waits; the browser unfolds it, also without script.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use types::{Me, Role};

use super::LanguageSwitch;
use crate::{
    outbox::OutboxCount,
    parts::{Icon, Sign},
    unassigned::UnassignedCount,
    visit::lang,
};

/// What is unfolded.
const MENU: &str = "menu";

/// A page that the navigation leads to.
#[derive(Clone, Copy)]
struct Link {
    href: &'static str,
    words: &'static str,
    counts: Option<Counted>,
}

/// What is counted beside a link.
#[derive(Clone, Copy)]
enum Counted {
    Unassigned,
    Outbox,
}

impl Link {
    const fn to(href: &'static str, words: &'static str) -> Self {
        Self { href, words, counts: None }
    }

    const fn counting(href: &'static str, words: &'static str, what: Counted) -> Self {
        Self { href, words, counts: Some(what) }
    }

    /// Whether this page or one below it is shown.
    fn is_at(self, path: &str) -> bool {
        path.strip_prefix(self.href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

fn recruiting(me: &Me) -> Vec<Link> {
    let t = lang().frame();
    let mut links = vec![
        Link::counting("/recruiting/unassigned", t.unassigned_messages, Counted::Unassigned),
        Link::to("/candidates", t.candidates),
        Link::counting("/outbox", t.outbox, Counted::Outbox),
        Link::to("/positions", t.positions),
        Link::to("/search", t.search),
        Link::to("/status", t.status),
    ];
    if me.practice {
        links.push(Link::to("/practice", t.practice));
    }
    links
}

fn settings(me: &Me) -> Vec<Link> {
    let t = lang().frame();
    match me.role {
        Role::Recruiter => Vec::new(),
        Role::Admin => vec![
            Link::to("/settings/recruiting", t.settings_recruiting),
            Link::to("/settings/subcompanies", t.subcompanies),
            Link::to("/settings/templates", lang().conversation().nav_templates),
        ],
    }
}

/// The navigation and what stands below it.
#[component]
pub fn Navigation(me: Me) -> impl IntoView {
    let t = lang().frame();
    let (recruiting, settings) = (recruiting(&me), settings(&me));
    let all = [recruiting.clone(), settings.clone()].concat();
    let path = use_location().pathname;
    let here = move || path.with(|path| all.iter().find(|link| link.is_at(path)).map_or(t.menu, |link| link.words));
    view! {
        <button class="menu-button" popovertarget=MENU>
            <Icon sign=Sign::Menu/>
            <span class="unseen">{t.menu} ": "</span>
            <b>{here}</b>
            <span class="unseen">", " {t.unassigned_messages} " "</span> <UnassignedCount/>
            <span class="unseen">", " {t.outbox} " "</span> <OutboxCount/>
        </button>
        <div id=MENU class="menu" popover="auto" on:click=move |event| fold(&event)>
            <button class="quiet menu-close" popovertarget=MENU popovertargetaction="hide">{t.menu_close}</button>
            {section(t.recruiting, recruiting)}
            {section(t.settings, settings)}
            <div class="side-end">
                <p class="soft who"><bdi>{me.name}</bdi></p>
                <form method="post" action="/call/sign_out"><button class="quiet">{t.sign_out}</button></form>
                <LanguageSwitch/>
            </div>
        </div>
    }
    .into_any()
}

fn section(title: &'static str, links: Vec<Link>) -> AnyView {
    if links.is_empty() {
        return ().into_any();
    }
    view! { <nav aria-label=title><h2>{title}</h2> {links.into_iter().map(link).collect_view()}</nav> }.into_any()
}

fn link(link: Link) -> AnyView {
    let path = use_location().pathname;
    let is_here = move || path.with(|path| link.is_at(path));
    let count = link.counts.map(|what| match what {
        Counted::Unassigned => view! { <UnassignedCount/> }.into_any(),
        Counted::Outbox => view! { <OutboxCount/> }.into_any(),
    });
    view! { <a href=link.href aria-current=move || is_here().then_some("page")>{link.words} {count}</a> }.into_any()
}

/// A page that is fetched in place leaves the menu open otherwise.
#[cfg(feature = "hydrate")]
fn fold(event: &leptos::ev::MouseEvent) {
    use leptos::wasm_bindgen::JsCast;
    let element = |target: Option<web_sys::EventTarget>| target?.dyn_into::<web_sys::HtmlElement>().ok();
    let is_link = element(event.target()).is_some_and(|pressed| pressed.closest("a").ok().flatten().is_some());
    if let Some(menu) = element(event.current_target()).filter(|_| is_link) {
        _ = menu.hide_popover();
    }
}

#[cfg(not(feature = "hydrate"))]
fn fold(_event: &leptos::ev::MouseEvent) {}

#[cfg(test)]
mod tests {
    use super::Link;

    #[test]
    fn a_link_leads_to_its_page_and_those_below() {
        let link = Link::to("/candidates", "");
        for (path, is_here) in [("/candidates", true), ("/candidates/1", true), ("/candidatesx", false), ("/", false)] {
            assert_eq!(link.is_at(path), is_here, "{path}");
        }
    }
}
