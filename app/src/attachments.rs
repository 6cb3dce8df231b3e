//! The files of a message, wherever one is read: each with what is known of it. Drawn on the server only.

mod facts;

use leptos::prelude::*;
use types::{Attachment, FileFacts, MessageId, SHOWN_MEDIA_TYPES, ScanState};

use crate::{
    CallError,
    backend::KnownFiles,
    unassigned::{kind, size},
    visit::lang,
};

/// How much is said of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// All of it.
    Everything,
    /// What to beware of.
    Warnings,
}

/// What is known of the files of a message.
pub async fn known_files(id: MessageId) -> Result<KnownFiles, CallError> {
    Ok(crate::backend::desk()?.known_files(id).await?)
}

/// A file: a link that saves it, unless nobody gets it, and perhaps one that shows it.
pub fn file(id: MessageId, file: Attachment, facts: &FileFacts, detail: Detail) -> AnyView {
    let t = lang().attachments();
    let place = format!("/recruiting/unassigned/{id}/attachments/{}", file.index);
    let about = format!("{}, {}", kind(&file), size(file.size_bytes, lang()));
    let warning = facts::warning(&file, facts).and_then(|warning| t.by_key(&format!("warning_{}", warning.as_str())));
    // The server looks at the content before it lets them.
    let is_shown = SHOWN_MEDIA_TYPES.contains(&file.media_type.as_str());
    let shows = !facts.is_quarantined() && warning.is_none() && is_shown;
    let preview = shows.then(|| {
        let label = t.preview_of(&file.name);
        view! { " " <a class="soft" href=format!("{place}/preview") target="_blank" rel="noopener" aria-label=label>{t.preview}</a> }
    });
    let said = (detail == Detail::Everything).then(|| facts::sentences(facts, lang())).filter(|said| !said.is_empty());
    let inside = view! {
        <bdi class="name">{file.name}</bdi> " " <small>{about}</small>
        {warning.map(|words| view! { " " <span class="badge warn">{words}</span> })}
    };
    let shown = if facts.is_quarantined() {
        let found = if facts.found.is_empty() { t.found_unnamed.to_owned() } else { t.found(&facts.found) };
        view! {
            <span class="file">{inside} " " <span class="badge bad"><bdi>{found}</bdi></span></span>
            <small class="said">{t.quarantined}</small>
        }
        .into_any()
    } else {
        view! {
            <a class="file" href=place download="">{inside}</a>
            {preview}
            {said.map(|said| view! { <small class="said soft">{said}</small> })}
        }
        .into_any()
    };
    view! { <li>{shown}</li> }.into_any()
}

/// What is said once of all files of a message: whether anybody looks for viruses, and a link that saves them together.
pub fn together(id: MessageId, files: &[(Attachment, FileFacts)]) -> AnyView {
    let t = lang().attachments();
    let n_infected = files.iter().filter(|(_, facts)| facts.is_quarantined()).count();
    let n_clean = files.len() - n_infected;
    let words = match n_infected {
        0 => t.save_all(files.len()),
        1 => t.save_all_but_one.to_owned(),
        n => t.save_all_but(n),
    };
    let place = format!("/recruiting/unassigned/{id}/files.zip");
    let is_off = files.iter().any(|(_, facts)| facts.scan == ScanState::Off);
    view! {
        {(n_clean > 0 && files.len() > 1).then(|| view! { <p><a href=place download="">{words}</a></p> })}
        {is_off.then(|| view! { <p class="soft"><small>{t.scan_off}</small></p> })}
    }
    .into_any()
}
