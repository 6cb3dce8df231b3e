//! One message of the outbox.

use leptos::prelude::*;
use types::{Mailbox, OutgoingRow, OutgoingState};

use super::{
    actions::{actions, settle},
    place::Place,
};
use crate::{
    parts::{Moment, Precision},
    post::Posting,
    visit::lang,
};

/// State, subject, to whom, when, why, and what can be done about it.
pub fn row(row: OutgoingRow, place: &Place, opened: Option<AnyView>, decide: Posting) -> AnyView {
    let t = lang().outbox();
    let id = row.id;
    let is_opened = place.opened == Some(id);
    let subject = Some(row.subject.clone()).filter(|subject| !subject.is_empty());
    let recipients: Vec<String> = row.to.iter().chain(&row.cc).map(name_of).collect();
    let has_words = !row.server_words.is_empty() && row.state != OutgoingState::Sent;
    let words = has_words.then(|| {
        view! { <p class="said"><span class="unseen">{t.server_words} ": "</span><code>{row.server_words.join("\n")}</code></p> }
    });
    let href = if is_opened { place.list() } else { place.message(id) };
    let done = row.is_open.then(|| settle(id, place, decide));
    view! {
        <li class="outgoing" id=format!("outgoing-{id}")>
            <div class="outgoing-head">
                {badge(&row)}
                <b class="subject" dir="auto">{subject.unwrap_or_else(|| t.no_subject.to_owned())}</b>
                <Moment at=row.created_at precision=Precision::Short/>
            </div>
            <p class="recipients"><span class="soft">{t.to} " "</span><bdi>{recipients.join(", ")}</bdi></p>
            <p class="reason">{reason(&row)}</p>
            {words}
            <div class="row-actions">
                {actions(&row, place, decide)}
                <a class="button quiet" href=href data-noscroll="">{if is_opened { t.close } else { t.details }}</a>
                {done}
            </div>
            {opened.map(|inside| view! { <div class="outgoing-details">{inside}</div> })}
        </li>
    }
    .into_any()
}

/// The name when there is one, and the address.
pub fn name_of(mailbox: &Mailbox) -> String {
    match mailbox.name.as_str() {
        "" => mailbox.address.clone(),
        name => format!("{name} <{}>", mailbox.address),
    }
}

fn badge(row: &OutgoingRow) -> AnyView {
    let look = match row.state {
        OutgoingState::Sent => "badge good",
        OutgoingState::Refused | OutgoingState::Bounced => "badge bad",
        OutgoingState::Unclear | OutgoingState::Delayed => "badge warn",
        OutgoingState::Sending => "badge info",
        OutgoingState::Waiting | OutgoingState::Cancelled => "badge plain",
    };
    let words = if row.is_scheduled { lang().outbox().state_scheduled } else { row.state.words(lang()) };
    view! { <span class=look><span class="dot" aria-hidden="true"></span>{words}</span> }.into_any()
}

/// Why it stands where it stands, and when something will happen by itself, as far as that is known.
fn reason(row: &OutgoingRow) -> AnyView {
    let t = lang().outbox();
    let (why, words) = match row.state {
        OutgoingState::Delayed => (row.reason.words(lang()), t.next_try),
        OutgoingState::Waiting if row.is_scheduled => ("", t.scheduled_for),
        _ => return row.reason.words(lang()).into_any(),
    };
    let tried = match row.n_attempts {
        0 => String::new(),
        1 => format!(" ({})", t.one_attempt),
        n => format!(" ({})", t.n_attempts(n)),
    };
    view! { {why} " " {words} " " <Moment at=row.not_before/> {tried} }.into_any()
}
