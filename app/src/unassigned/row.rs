//! One line of a list.

use leptos::prelude::*;
use types::{MessageId, MessageRow, SeenMessage};

use super::{place::Place, reason, several::SEVERAL};
use crate::{
    parts::{Moment, Precision},
    visit::lang,
};

/// The identity of a row's link in the page, for giving it the focus.
pub fn element_id(id: MessageId) -> String {
    format!("message-{id}")
}

/// Sender, time, subject, first words, and tags. A link to the message beside its list.
#[component]
pub fn Row(row: MessageRow, place: Place, opened: Memo<Option<MessageId>>) -> impl IntoView {
    let t = lang().unassigned();
    let id = row.id;
    let seen = SeenMessage { id, version: row.version };
    let sender = [&row.from_name, &row.from_address].into_iter().find(|text| !text.trim().is_empty()).cloned();
    let subject = Some(row.subject.clone()).filter(|subject| !subject.trim().is_empty());
    let files = match row.n_attachments {
        0 => None,
        1 => Some(t.one_file.to_owned()),
        n => Some(t.n_files(n)),
    };
    let tag = reason::tag(&row, lang());
    let tags = (files.is_some() || tag.is_some()).then(|| {
        view! {
            <span class="tags">
                {tag.map(|(text, class)| view! { <span class=class>{text}</span> })}
                {files.map(|text| view! { <span class="badge plain">{text}</span> })}
            </span>
        }
    });
    view! {
        <li>
            <a
                class="message-row"
                id=element_id(id)
                href=place.message(id)
                aria-current=move || (opened.get() == Some(id)).then_some("true")
            >
                <b dir="auto">{sender.unwrap_or_else(|| t.no_sender.to_owned())}</b>
                <Moment at=row.received_at precision=Precision::Short/>
                <span class="subject" dir="auto">{subject.unwrap_or_else(|| t.no_subject.to_owned())}</span>
                <span class="words" dir="auto">{row.first_words}</span>
                {tags}
            </a>
            <label class="pick">
                <input type="checkbox" name="messages[]" value=seen.to_string() form=SEVERAL aria-label=t.choose_row/>
            </label>
        </li>
    }
    .into_any()
}
