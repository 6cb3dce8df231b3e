//! The attachments.

use leptos::prelude::*;
use types::{Attachment, MessageId};

use crate::{
    unassigned::size::{kind, size},
    visit::lang,
};

/// Files that are shown at once; the others are a click away.
const SHOWN_AT_ONCE: usize = 6;

/// The files of a message, each a link that saves it. Pictures that belong into the formatted text come last.
#[component]
pub fn Files(id: MessageId, files: Vec<Attachment>, has_html: bool) -> impl IntoView {
    if files.is_empty() {
        return ().into_any();
    }
    let t = lang().unassigned();
    let is_minor = |file: &Attachment| file.is_inline && has_html;
    let (minor, mut major): (Vec<_>, Vec<_>) = files.into_iter().partition(is_minor);
    let mut rest = major.split_off(major.len().min(SHOWN_AT_ONCE));
    rest.extend(minor);
    let links = move |files: Vec<Attachment>| files.into_iter().map(|file| link(id, file)).collect::<Vec<_>>();
    let n_rest = rest.len();
    view! {
        <section aria-label=t.files>
            <ul class="files">{links(major)}</ul>
            {(n_rest > 0).then(|| view! {
                <details>
                    <summary>{if n_rest == 1 { t.one_more_file.to_owned() } else { t.more_files(n_rest) }}</summary>
                    <ul class="files">{links(rest)}</ul>
                </details>
            })}
        </section>
    }
    .into_any()
}

fn link(id: MessageId, file: Attachment) -> AnyView {
    let about = format!("{}, {}", kind(&file), size(file.size_bytes, lang()));
    let t = lang().unassigned();
    let warning = file.warning.and_then(|warning| t.by_key(&format!("warning_{}", warning.as_str())));
    view! {
        <li>
            <a class="file" href=format!("/recruiting/unassigned/{id}/attachments/{}", file.index) download="">
                <bdi class="name">{file.name}</bdi> " " <small>{about}</small>
                {warning.map(|words| view! { " " <span class="badge warn">{words}</span> })}
            </a>
        </li>
    }
    .into_any()
}
