//! A message from the candidate.

use leptos::prelude::*;
use leptos_router::components::A;
use types::{MessageKind, TheirMessage};

use crate::{
    attachments::{Detail, file},
    parts::{Moment, Precision, piece},
    visit::lang,
};

/// The message.
pub fn theirs(message: TheirMessage) -> AnyView {
    let t = lang().thread();
    let reading = format!("/recruiting/unassigned/{}", message.id);
    let has_text = message.pieces.iter().any(|piece| !piece.text.trim().is_empty());
    let is_automatic = message.kind == MessageKind::AutoReply;
    let id = message.id;
    let files: Vec<_> = message.files.into_iter().map(|(one, facts)| file(id, one, &facts, Detail::Warnings)).collect();
    view! {
        <li class="card boxed" id=format!("message-{id}")>
            <p class="head">
                <b dir="auto">{message.from}</b>
                {(message.kind == MessageKind::Report).then(|| view! { <span class="badge warn">{t.perhaps_report}</span> })}
                {is_automatic.then(|| view! { <span class="badge plain">{t.auto_reply}</span> })}
                <span class="soft"><Moment at=message.received_at precision=Precision::Minute/></span>
            </p>
            {subject(message.subject)}
            {message.pieces.into_iter().map(piece).collect::<Vec<_>>()}
            <p class="soft" hidden=has_text>{t.no_text}</p>
            {(!files.is_empty()).then(|| view! { <ul class="files" aria-label=t.files>{files}</ul> })}
            <p class="row-actions">
                {message.is_cut.then(|| view! { <span class="soft">{t.cut}</span> })}
                <A href=reading.clone()>{t.open}</A>
                <A href=format!("{reading}?wrong=1")>{t.wrong}</A>
            </p>
        </li>
    }
    .into_any()
}

/// The heading of a message.
pub fn subject(subject: String) -> AnyView {
    let subject = Some(subject).filter(|subject| !subject.trim().is_empty());
    view! { <h3 dir="auto">{subject.unwrap_or_else(|| lang().thread().no_subject.to_owned())}</h3> }.into_any()
}
