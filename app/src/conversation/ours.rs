//! A message from us, with what became of it.

use leptos::prelude::*;
use types::{
    OurMessage, OutgoingId, OutgoingRecipient, OutgoingRow, OutgoingState, OutgoingView, RecipientState, ThreadEntry,
    UNDO_SECS,
};

use super::{files::files, theirs::subject};
use crate::{
    parts::{Moment, Precision},
    post::{PostForm, Posting},
    visit::lang,
};

/// The message.
pub fn ours(message: OurMessage, back: Posting) -> AnyView {
    let t = lang().thread();
    let OurMessage { view, html, author, can_be_taken_back } = message;
    let OutgoingView { row, recipients, files: own_files, .. } = view;
    let to: Vec<String> = row.to.iter().chain(&row.cc).map(|mailbox| mailbox.address.clone()).collect();
    let author = Some(author).filter(|name| !name.is_empty()).unwrap_or_else(|| t.we.to_owned());
    let links = own_files.into_iter().map(|file| (format!("/outgoing-files/{}", file.id), file.name, file.size_bytes));
    view! {
        <li class="card boxed ours" id=format!("outgoing-{}", row.id)>
            <p class="head">
                <b dir="auto">{author}</b> <span class="soft" dir="auto">{t.to(to.join(", "))}</span>
                <span class="soft"><Moment at=row.created_at precision=Precision::Minute/></span>
            </p>
            {subject(row.subject.clone())}
            <div class="mail-html" dir="auto" inner_html=html></div>
            {files(links.collect())}
            {delivery(&row)}
            {recipients.into_iter().filter_map(recipient).collect::<Vec<_>>()}
            {server_words(row.server_words.clone(), row.state)}
            {can_be_taken_back.then(|| take_back(&row, back))}
        </li>
    }
    .into_any()
}

/// The message that was just sent and can still be undone.
pub fn undoable(entry: &ThreadEntry) -> Option<OutgoingId> {
    let ThreadEntry::Ours(message) = entry else { return None };
    let row = &message.view.row;
    (row.state == OutgoingState::Waiting && row.is_scheduled && is_about_to_leave(row)).then_some(row.id)
}

fn is_about_to_leave(row: &OutgoingRow) -> bool {
    row.not_before <= row.created_at.plus_secs(UNDO_SECS)
}

/// The bar that stays in sight as long as sending can be undone.
pub fn undo_bar(id: OutgoingId, back: Posting) -> AnyView {
    let t = lang().thread();
    view! {
        <PostForm posting=back>
            <input type="hidden" name="message" value=id.to_string()/>
            <span>{t.undo_line(UNDO_SECS)}</span>
            <button class="quiet">{t.undo}</button>
        </PostForm>
    }
    .into_any()
}

fn delivery(row: &OutgoingRow) -> AnyView {
    let (t, outbox) = (lang().thread(), lang().outbox());
    let is_later = row.state == OutgoingState::Waiting && row.is_scheduled && !is_about_to_leave(row);
    let (look, name) = match row.state {
        OutgoingState::Sent => ("badge good", row.state.words(lang())),
        OutgoingState::Refused | OutgoingState::Unclear | OutgoingState::Bounced => {
            ("badge bad", row.state.words(lang()))
        }
        OutgoingState::Delayed => ("badge warn", row.state.words(lang())),
        _ if is_later => ("badge plain", outbox.state_scheduled),
        _ => ("badge plain", row.state.words(lang())),
    };
    let reason = if is_later { String::new() } else { row.reason.words(lang()).to_owned() };
    let has_moment = is_later || row.state == OutgoingState::Delayed;
    view! {
        <p class="delivery" role="status">
            <span class=look><span class="dot" aria-hidden="true"></span>{name}</span>
            " " {if is_later { t.leaves_at } else { "" }} {reason} " "
            {has_moment.then(|| view! { <Moment at=row.not_before precision=Precision::Minute/> })}
        </p>
        {row.state.needs_a_person().then(|| view! { <p><a href="/outbox">{t.to_outbox}</a></p> })}
    }
    .into_any()
}

/// Somebody it has not reached, or has reached for sure.
fn recipient(one: OutgoingRecipient) -> Option<AnyView> {
    let is_as_ever = matches!(one.state, RecipientState::Waiting | RecipientState::Taken);
    if is_as_ever && one.is_permanent().is_none() {
        return None;
    }
    let state = one.standing(lang());
    Some(
        view! { <p class="soft"><bdi>{one.address.to_string()}</bdi> ": " {state} " " {one.words.join(" ")}</p> }
            .into_any(),
    )
}

fn server_words(words: Vec<String>, state: OutgoingState) -> AnyView {
    if words.is_empty() || state == OutgoingState::Sent {
        return ().into_any();
    }
    view! {
        <details>
            <summary>{lang().thread().server_words}</summary>
            <pre class="letter" tabindex="0">{words.join("\n")}</pre>
        </details>
    }
    .into_any()
}

fn take_back(row: &OutgoingRow, back: Posting) -> AnyView {
    let t = lang().thread();
    let words = match row.state {
        OutgoingState::Cancelled => t.bring_back,
        _ if row.is_scheduled && is_about_to_leave(row) => return ().into_any(),
        _ => t.cancel,
    };
    let id = row.id.to_string();
    view! {
        <PostForm posting=back class="row-actions">
            <input type="hidden" name="message" value=id/>
            <button>{words}</button>
        </PostForm>
    }
    .into_any()
}
