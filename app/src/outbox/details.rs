//! A message of the outbox, opened: how it went for each recipient, what it says, and what needs more than a button.

use leptos::prelude::*;
use types::{
    InputField, OutgoingDecision, OutgoingFile, OutgoingRecipient, OutgoingRow, OutgoingState, OutgoingView, Problem,
    RecipientState,
};

use super::{actions::decision_form, calls::ResendTo, place::Place};
use crate::{
    CallError,
    parts::{ErrorNote, Field},
    post::{PostForm, Posting},
    visit::lang,
};

/// What is shown below its row.
pub fn details(view: OutgoingView, place: &Place, decide: Posting) -> AnyView {
    let t = lang().outbox();
    let OutgoingView { row, body, recipients, files } = view;
    let from = Some(row.from_address.clone()).filter(|from| !from.is_empty()).map(|from| t.from(from));
    let queue_id = Some(row.queue_id.clone()).filter(|id| !id.is_empty()).map(|id| t.queue_id(id));
    let facts = [from, queue_id].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let ways_on = ways_on(&row, &recipients, place, decide);
    view! {
        {ways_on}
        <h2>{t.recipients}</h2>
        <ul class="outgoing-recipients">{recipients.into_iter().map(recipient).collect_view()}</ul>
        <h2>{t.text}</h2>
        <p class="letter" dir="auto">{body}</p>
        {(!files.is_empty()).then(|| view! {
            <h2>{t.files}</h2>
            <ul class="plain-list">{files.into_iter().map(file).collect_view()}</ul>
        })}
        {(!facts.is_empty()).then(|| view! { <p class="soft">{facts}</p> })}
    }
    .into_any()
}

/// What needs a second look before it is done.
fn ways_on(row: &OutgoingRow, recipients: &[OutgoingRecipient], place: &Place, decide: Posting) -> AnyView {
    let t = lang().outbox();
    let again = |words| decision_form(row.id, OutgoingDecision::Resend, words, place, decide);
    match row.state {
        OutgoingState::Unclear => view! {
            <div class="note warn"><p>{t.resend_warning}</p>{again(t.resend_sure)}</div>
        }
        .into_any(),
        OutgoingState::Refused | OutgoingState::Bounced => match row.replaced_by {
            Some(copy) => {
                // In the list of all: wherever it stands, there it can be opened.
                let to_copy = Place::default().message(copy);
                view! { <p><a href=to_copy>{t.to_copy}</a></p> }.into_any()
            }
            None if row.state == OutgoingState::Bounced => correction(row, recipients, place),
            None => view! { {correction(row, recipients, place)} {again(t.resend)} }.into_any(),
        },
        _ => ().into_any(),
    }
}

/// Another address for the one that was wrong.
fn correction(row: &OutgoingRow, recipients: &[OutgoingRecipient], place: &Place) -> AnyView {
    let t = lang().outbox();
    let failed = |one: &&OutgoingRecipient| matches!(one.state, RecipientState::Refused | RecipientState::Bounced);
    // A report may not have said whom it is about.
    let Some(address) = recipients.iter().find(failed).map(|one| one.address.to_string()) else { return ().into_any() };
    let resend = Posting::of::<ResendTo>();
    let error = move || resend.error();
    let is_about_address =
        |error: &CallError| matches!(error.0, Problem::Invalid { field: InputField::Recipients, .. });
    let wrong = Signal::derive(move || error().filter(is_about_address).map(|error| error.sentence(lang())));
    let other = move || error().filter(|error| !is_about_address(error));
    let (id, back) = (row.id.to_string(), place.list());
    view! {
        <PostForm posting=resend>
            <h2>{t.correct}</h2>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="instead" value=address.clone()/>
            <input type="hidden" name="back" value=back/>
            <div class="correction">
                <Field name="address" label=t.new_address value=address error=wrong/>
                <button class="primary">{t.send_copy}</button>
            </div>
            {move || other().map(|error| view! { <ErrorNote error/> })}
        </PostForm>
    }
    .into_any()
}

fn recipient(recipient: OutgoingRecipient) -> AnyView {
    let words = (!recipient.words.is_empty()).then(|| view! { <code>{recipient.words.join("\n")}</code> });
    view! {
        <li><bdi>{recipient.address.to_string()}</bdi> ": " {recipient.standing(lang())} " " {words}</li>
    }
    .into_any()
}

fn file(file: OutgoingFile) -> AnyView {
    let words = lang().outbox().file(file.name, file.size_bytes.div_ceil(1_000));
    view! { <li><bdi>{words}</bdi></li> }.into_any()
}
