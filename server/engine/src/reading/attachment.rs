//! The files of a message, as they are listed and as they are handed out.

use types::Attachment;

use super::{
    MAX_ENCLOSED_BYTES,
    attachment_name::{Names, safe_name},
    fields::Fields,
    media_type,
    part::Part,
    parts::Parts,
    sniff,
};

/// A file, decoded, fit to be handed out for saving.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachmentFile {
    /// A name that is safe to save under.
    pub name: String,
    /// A media type that no browser runs.
    pub media_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Every file, in order.
pub(super) fn list(parts: &Parts<'_>) -> Vec<Attachment> {
    let files = names(parts).zip(parts.files()).enumerate();
    let files = files.map(|(index, (name, file))| {
        let part = parts.get(file.part);
        let content = part.content();
        Attachment {
            index: index as u32,
            name,
            media_type: media_type::served(&type_of(part, content)).to_owned(),
            size_bytes: content.len() as u64,
            is_inline: file.is_inline,
            warning: sniff::warning(part.file_name.as_deref().unwrap_or_default(), content),
        }
    });
    files.collect()
}

/// The file at this place.
pub(super) fn file(parts: &Parts<'_>, index: u32) -> Option<AttachmentFile> {
    let index = usize::try_from(index).ok()?;
    let part = parts.get(parts.files().get(index)?.part);
    Some(decoded(part, names(parts).nth(index)?))
}

/// Every file, in order.
pub(super) fn every(parts: &Parts<'_>) -> Vec<AttachmentFile> {
    names(parts).zip(parts.files()).map(|(name, file)| decoded(parts.get(file.part), name)).collect()
}

fn names(parts: &Parts<'_>) -> impl Iterator<Item = String> {
    let mut names = Names::default();
    let files = parts.files().iter().enumerate();
    files.map(move |(index, file)| names.take(name(parts.get(file.part), index)))
}

fn decoded(part: &Part<'_>, name: String) -> AttachmentFile {
    let content = part.content();
    let media_type = media_type::served(&type_of(part, content)).to_owned();
    AttachmentFile { name, media_type, bytes: content.to_vec() }
}

/// The media type of a file with this content: as written; by its content, or else its name, where nothing sensible is.
pub(super) fn type_of(part: &Part<'_>, content: &[u8]) -> String {
    if !media_type::is_vague(&part.media_type) {
        return part.media_type.clone();
    }
    let by_name = || part.file_name.as_deref().and_then(media_type::by_ending);
    let shown = match sniff::media_type(content) {
        // The container says less than the name.
        Some(shown @ ("application/zip" | "application/x-ole-storage")) => by_name().or(Some(shown)),
        shown => shown.or_else(by_name),
    };
    shown.map_or_else(|| part.media_type.clone(), str::to_owned)
}

fn name(part: &Part<'_>, index: usize) -> String {
    let is_message = part.is(&["message/rfc822", "message/global"]);
    let subject = || {
        let content = part.content_start(MAX_ENCLOSED_BYTES);
        let subject = Fields::split(&content, false).0.text("Subject");
        Some(subject.replace(['/', '\\'], "-")).filter(|subject| !subject.trim().is_empty())
    };
    let wanted = match &part.file_name {
        None if is_message => subject(),
        wanted => wanted.clone(),
    };
    safe_name(wanted.as_deref(), &part.media_type, index)
}
