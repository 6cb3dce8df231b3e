//! A message that is attached to the open one.

use leptos::prelude::*;
use types::{EnclosedMessage, MessageId};

use super::files::files;
use crate::{backend::KnownFiles, visit::lang};

/// The message, folded: who wrote it, its text, its files.
pub fn enclosed(id: MessageId, message: EnclosedMessage, known: &KnownFiles) -> AnyView {
    let t = lang().unassigned();
    let subject = Some(message.subject).filter(|subject| !subject.is_empty());
    let subject = subject.unwrap_or_else(|| t.no_subject.to_owned());
    let from = message.from.map(|from| format!("{} <{}>", from.name, from.address));
    view! {
        <details class="card boxed">
            <summary><bdi>{t.enclosed(&subject)}</bdi></summary>
            <p class="soft"><bdi>{from}</bdi></p>
            {files(id, message.files, known, false)}
            <p class="mail-text" dir="auto">{message.text}</p>
        </details>
    }
    .into_any()
}
