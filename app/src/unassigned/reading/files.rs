//! The attachments.

use leptos::prelude::*;
use types::{Attachment, FileFacts, MessageId};

use crate::{
    attachments::{Detail, file},
    backend::KnownFiles,
    visit::lang,
};

/// Files that are shown at once; the others are a click away.
const SHOWN_AT_ONCE: usize = 6;

/// The files of a message, each with what is known of it. Pictures that belong into the formatted text come last.
pub fn files(id: MessageId, files: Vec<Attachment>, known: &KnownFiles, has_html: bool) -> AnyView {
    if files.is_empty() {
        return ().into_any();
    }
    let t = lang().attachments();
    let files: Vec<_> = files.into_iter().map(|file| known.with(file)).collect();
    let is_minor = |(file, _): &(Attachment, FileFacts)| file.is_inline && has_html;
    let (minor, mut major): (Vec<_>, Vec<_>) = files.into_iter().partition(is_minor);
    let mut rest = major.split_off(major.len().min(SHOWN_AT_ONCE));
    rest.extend(minor);
    let shown = |files: Vec<(Attachment, FileFacts)>| {
        files.into_iter().map(|(one, facts)| file(id, one, &facts, Detail::Everything)).collect::<Vec<_>>()
    };
    let n_rest = rest.len();
    view! {
        <section aria-label=t.files>
            <ul class="files">{shown(major)}</ul>
            {(n_rest > 0).then(|| view! {
                <details>
                    <summary>{if n_rest == 1 { t.one_more_file.to_owned() } else { t.more_files(n_rest) }}</summary>
                    <ul class="files">{shown(rest)}</ul>
                </details>
            })}
        </section>
    }
    .into_any()
}
