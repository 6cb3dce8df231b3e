//! The list on the left: its tabs, its rows, what is said when there are none, and the ways to older pages.

use leptos::{ev::KeyboardEvent, prelude::*};
use leptos_router::components::A;
use types::{MessageId, Role, View};

use super::{
    counts::{counts, shown},
    focus,
    news::Announcement,
    page::Loaded,
    place::Place,
    row::Row,
};
use crate::{
    ask::Answer,
    parts::ErrorNote,
    visit::{lang, me},
};

/// The three lists as tabs.
#[component]
pub fn Tabs(place: Memo<Place>) -> impl IntoView {
    let t = lang().unassigned();
    let tab = move |view: View, name: &'static str, count: fn() -> Option<String>| {
        view! {
            <li>
                <a href=Place::new(view, None).list() aria-current=move || (place.read().view == view).then_some("page")>
                    {name}
                    <Transition>{move || count().map(|n| view! { <span class="count">{n}</span> })}</Transition>
                </a>
            </li>
        }
    };
    view! {
        <nav aria-label=t.lists>
            <ul class="tabs">
                {tab(View::Unassigned, t.tab_unassigned, || shown(counts().unassigned))}
                {tab(View::HeldBack, t.held_back, || shown(counts().held_back))}
                {tab(View::Deleted, t.deleted, || None)}
            </ul>
        </nav>
    }
    .into_any()
}

/// The rows. To be placed in a `Transition`.
#[component]
pub fn Rows(
    answer: Answer<Loaded>,
    place: Memo<Place>,
    opened: Memo<Option<MessageId>>,
    gone: Memo<Option<MessageId>>,
) -> impl IntoView {
    // An answer that is an error leaves the rows as they are.
    let on_screen = answer.shown(move |old: Option<&Loaded>, answer| match answer {
        Some(Ok(loaded)) => Some(loaded.after(old, gone.get())),
        _ => old.cloned(),
    });
    let rows = move || on_screen.read().as_ref().map(|loaded| loaded.page.rows.clone()).unwrap_or_default();
    let is_empty = move || on_screen.read().as_ref().is_some_and(|loaded| loaded.page.rows.is_empty());
    let older = move || on_screen.read().as_ref().and_then(|loaded| loaded.page.next.clone());
    view! {
        {move || answer.get().and_then(Result::err).map(|error| view! { <ErrorNote error/> })}
        <ul class="rows" hidden=is_empty on:keydown=walk>
            <For each=rows key=|row| (row.id, row.reason, row.version) let:row>
                <Row row place=place.get_untracked() opened/>
            </For>
        </ul>
        {move || is_empty().then(|| nothing(place.read().view, place.read().before.is_some()))}
        <Pager place older=Signal::derive(older)/>
        <Announcement on_screen/>
    }
    .into_any()
}

/// The ways to older and back to the newest messages.
#[component]
fn Pager(place: Memo<Place>, older: Signal<Option<String>>) -> impl IntoView {
    let t = lang().unassigned();
    let is_older_page = move || place.read().before.is_some();
    view! {
        <Show when=move || is_older_page() || older.read().is_some()>
            <nav class="pager" aria-label=t.pages>
                {move || is_older_page().then(|| view! { <a href=Place::new(place.read().view, None).list()>{t.newest}</a> })}
                {move || older.get().map(|cursor| {
                    view! { <a rel="next" href=Place::new(place.read().view, Some(cursor)).list()>{t.older}</a> }
                })}
            </nav>
        </Show>
    }
    .into_any()
}

/// What an empty list says: what it is for and what to do.
fn nothing(view: View, is_older_page: bool) -> AnyView {
    let t = lang().unassigned();
    let (what, next) = match view {
        _ if is_older_page => (t.empty_older, ""),
        View::Unassigned => (t.empty, t.empty_next),
        View::HeldBack => (t.empty_held_back, t.empty_held_back_next),
        View::Deleted => (t.empty_deleted, t.empty_deleted_next),
    };
    let me = me().filter(|_| view == View::Unassigned && !is_older_page);
    let is_practice = me.as_ref().is_some_and(|me| me.practice);
    let is_admin = me.is_some_and(|me| me.role == Role::Admin);
    view! {
        <div class="empty">
            <p><b>{what}</b></p>
            <p>{next}</p>
            {is_admin.then(|| view! {
                <p>{t.empty_admin} " " <A href="/settings/recruiting/email">{t.empty_admin_link}</A></p>
            })}
            {is_practice.then(|| view! { <p>{t.empty_practice} " " <A href="/practice">{t.empty_practice_link}</A></p> })}
        </div>
    }
    .into_any()
}

/// The arrow keys, and j and k, walk along the rows.
fn walk(event: KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let forward = match event.key().as_str() {
        "ArrowDown" | "j" => true,
        "ArrowUp" | "k" => false,
        _ => return,
    };
    event.prevent_default();
    focus::neighbour(forward);
}
