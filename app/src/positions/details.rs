//! A position's details, with what the chosen company means for its mails.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use types::{CompanyChoice, CompanyId, InputField, Outlook, Position, Route, Sending};

use super::{
    calls::SavePosition,
    company_select::{CompanySelect, StatusSelect},
};
use crate::{
    CallError,
    parts::{ErrorNote, Field},
    post::{PostForm, Posting},
    visit::lang,
};

/// A company that the page's address names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named {
    /// It was posted, and asks for a second look before it is saved.
    HeldBack(CompanyId),
    /// It is chosen in the form, which is still being filled in.
    Chosen(CompanyId),
}

impl Named {
    /// The parameter of [`Named::Chosen`].
    const CHOSEN: &str = "chosen";

    /// The company that the page is drawn for.
    pub fn from_address() -> Option<Self> {
        let query = use_query_map().get_untracked();
        let company = |name| query.get_str(name).and_then(|id| id.parse().ok());
        company(Self::CHOSEN).map(Self::Chosen).or_else(|| company("company").map(Self::HeldBack))
    }

    /// Which one.
    pub const fn company(self) -> CompanyId {
        match self {
            Self::HeldBack(company) | Self::Chosen(company) => company,
        }
    }
}

/// The form: as stored, all companies, the one that the address names, and what it means.
pub fn details(
    position: Position,
    companies: Vec<CompanyChoice>,
    named: Option<Named>,
    outlook: Result<Outlook, CallError>,
) -> AnyView {
    let t = lang().positions();
    let save = Posting::of::<SavePosition>();
    let (id, current) = (position.row.id, position.company);
    let first = named.map(Named::company).filter(|id| companies.iter().any(|company| company.id == *id));
    let wrong = Signal::stored(save.error().and_then(|error| error.at(InputField::Title, lang())));
    let other = save.error().filter(|error| error.field().is_none());
    let is_saved = use_query_map().read_untracked().get_str("done") == Some("saved") && save.error().is_none();
    let is_held_back = matches!(named, Some(Named::HeldBack(_)));
    view! {
        <section class="card form-card" aria-labelledby="details-title">
            <h2 id="details-title">{t.details}</h2>
            <PostForm posting=save class="stack">
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="fields">
                    <Field name="title" label=t.name help=t.name_help value=position.row.title error=wrong class="w6" required=true/>
                    <StatusSelect status=position.row.status/>
                    <CompanySelect companies current=Some(current) first=first.or(Some(current)) redraw=Some(Named::CHOSEN)/>
                </div>
                <div role="status" class="stack">{meaning(outlook, is_held_back)}</div>
                {other.map(|error| view! { <ErrorNote error/> })}
                <div class="row-actions">
                    <button class="primary">{t.save}</button>
                    <span class="soft" role="status">{is_saved.then_some(t.saved)}</span>
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
