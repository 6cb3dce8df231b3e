//! A position's details, with what the chosen company means for its mails.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyChoice, CompanyId, InputField, Outlook, Position, Route, Sending};

use super::company_select::{CompanySelect, StatusSelect};
use crate::{
    CallError,
    ask::Answer,
    parts::{ErrorNote, Field},
    post::{PostForm, Posting},
    visit::lang,
};

/// The form.
#[component]
pub fn Details(
    /// As stored.
    position: Position,
    /// All companies.
    companies: Vec<CompanyChoice>,
    /// The company that the page's address proposes: without script, what it means is said before it is saved.
    proposed: Option<CompanyId>,
    /// The company chosen in the form; nothing until one was.
    chosen: RwSignal<Option<CompanyId>>,
    /// What the chosen company means.
    outlook: Answer<Outlook>,
    /// Stores the form.
    save: Posting,
) -> impl IntoView {
    let t = lang().positions();
    let (id, current) = (position.row.id, position.company);
    let first = proposed.filter(|id| companies.iter().any(|company| company.id == *id)).unwrap_or(current);
    let wrong = Signal::derive(move || save.error()?.at(InputField::Title, lang()));
    let other = move || save.error().filter(|error| error.field().is_none());
    let query = use_query_map();
    let is_saved = move || query.read().get_str("done") == Some("saved") && save.error().is_none();
    view! {
        <section class="card form-card" aria-labelledby="details-title">
            <h2 id="details-title">{t.details}</h2>
            <PostForm posting=save class="stack">
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="fields">
                    <Field name="title" label=t.name help=t.name_help value=position.row.title error=wrong class="w6" required=true/>
                    <StatusSelect status=position.row.status/>
                    <CompanySelect companies current=Some(current) first=Some(first) chosen/>
                </div>
                <div role="status" class="stack">
                    <Transition>{move || outlook.get().map(|outlook| meaning(outlook, proposed.is_some()))}</Transition>
                </div>
                {move || other().map(|error| view! { <ErrorNote error/> })}
                <div class="row-actions">
                    <button class="primary">{t.save}</button>
                    <span class="soft" role="status">{move || is_saved().then_some(t.saved)}</span>
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

/// The line, and what changes for open conversations. The form says which company this was shown for.
fn meaning(outlook: Result<Outlook, CallError>, is_held_back: bool) -> AnyView {
    let t = lang().positions();
    let Outlook { company, sending, n_conversations } = match outlook {
        Ok(outlook) => outlook,
        Err(error) => return view! { <ErrorNote error/> }.into_any(),
    };
    let change = match n_conversations {
        0 => None,
        1 => Some(t.one_conversation.to_owned()),
        n => Some(t.n_conversations(n)),
    };
    view! {
        <input type="hidden" name="seen" value=company.to_string()/>
        <p class="sending-line">{line(&sending)}</p>
        {change.map(|change| view! {
            <p class="note warn">{change} {is_held_back.then(|| format!(" {}", t.not_moved))}</p>
        })}
    }
    .into_any()
}

/// As whom and through what the position's mails leave.
fn line(sending: &Sending) -> String {
    let t = lang().positions();
    match (sending.route, &sending.host) {
        (Route::Relay, _) => t.line_default(&sending.from),
        (_, Some(host)) => t.line_own(&sending.from, host),
        (_, None) => t.line_waiting(&sending.from, &sending.owner),
    }
}
