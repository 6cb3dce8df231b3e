//! A position: its details, and its candidates.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use types::{CompanyId, Position};

use super::{
    applicants::Applicants,
    calls::{LoadOutlook, LoadPosition, OpenPosition, SavePosition},
    details::Details,
    place::PATH,
    status_look, status_words,
};
use crate::{
    ask::ask,
    live::live,
    parts::{ErrorNote, PageTitle},
    post::Posting,
    visit::lang,
};

/// `/positions/{id}`.
#[component]
pub fn PositionView() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let proposed = Memo::new(move |_| query.read().get_str("company").and_then(|id| id.parse::<CompanyId>().ok()));
    let chosen = RwSignal::new(None);
    let save = Posting::of::<SavePosition>();
    // Counts what was saved: after an error the form stays as it was typed.
    let saved = Memo::new(move |before: Option<&u32>| {
        _ = save.n_answers();
        before.copied().unwrap_or_default() + u32::from(save.is_done())
    });
    // Whatever was chosen for one position is not meant for the next.
    Effect::new(move || {
        _ = (id.get(), saved.get());
        chosen.set(None);
    });
    let changes = live().positions;
    let known = ask(move || LoadPosition { id: id.get() }, move || changes.get() + saved.get());
    // The form is drawn from another answer: what changes by itself must not redraw it under somebody's typing.
    let opened = ask(move || OpenPosition { id: id.get(), proposed: proposed.get() }, move || saved.get());
    let outlook = ask(
        move || LoadOutlook { position: id.get(), company: chosen.get().or(proposed.get()) },
        move || changes.get() + saved.get(),
    );
    view! {
        <p class="soft crumbs"><a href=PATH>{lang().positions().title}</a></p>
        <Transition>
            {move || known.get().map(|known| match known {
                Ok(position) => heading(position),
                Err(error) => {
                    let name = lang().positions().position;
                    view! { <PageTitle text=name/><h1>{name}</h1><ErrorNote error/> }.into_any()
                }
            })}
        </Transition>
        <Transition>
            {move || opened.get().and_then(Result::ok).map(|(position, companies, proposed)| {
                view! { <Details position companies proposed chosen outlook save/> }
            })}
        </Transition>
        <Applicants id/>
    }
    .into_any()
}

fn heading(position: Position) -> AnyView {
    let row = position.row;
    view! {
        <PageTitle text=row.title.clone()/>
        <div class="head">
            <h1>{row.title}</h1>
            <span class=status_look(row.status)>{status_words(row.status)}</span>
        </div>
        <p class="soft">{row.company_name}</p>
    }
    .into_any()
}
