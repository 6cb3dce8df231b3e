//! Messages that are attached to a message: what a reader wants to see without saving them first.

use types::{Attachment, EnclosedMessage};

use super::{attachment, attachment::AttachmentFile, line, opened, parts::Parts};

/// Messages that are opened.
const MAX_MESSAGES: usize = 5;
/// Longest text shown of one, in bytes: three printed pages.
const MAX_TEXT_BYTES: usize = 12 << 10;
/// Bits of a file's number that tell its place in an enclosed message.
const INNER_BITS: u32 = 16;

/// The first messages attached to this one.
pub(super) fn list(parts: &Parts<'_>) -> Vec<EnclosedMessage> {
    messages(parts)
        .filter_map(|(index, content)| super::with_parts(content, |inner| message(inner, index)).ok())
        .collect()
}

/// The first attached messages: place and bytes of each.
fn messages<'a>(parts: &'a Parts<'_>) -> impl Iterator<Item = (u32, &'a [u8])> {
    let files = (0..).zip(parts.files()).map(|(index, file)| (index, parts.get(file.part)));
    let messages = files.filter(|(_, part)| part.is(&["message/rfc822", "message/global"]));
    messages.take(MAX_MESSAGES).map(|(index, part)| (index, part.content()))
}

fn message(parts: &Parts<'_>, index: u32) -> EnclosedMessage {
    let fields = &parts.root().fields;
    let text = opened::text(parts);
    let files = attachment::list(parts).into_iter();
    let files = files.map(|file| Attachment { index: number(index, file.index), ..file });
    EnclosedMessage {
        index,
        from: fields.mailboxes("From").into_iter().next(),
        subject: line::one_line(&fields.text("Subject"), super::MAX_SUBJECT_CHARS),
        date: fields.date(),
        text: text[..text.floor_char_boundary(MAX_TEXT_BYTES)].to_owned(),
        files: files.collect(),
    }
}

/// The files of the messages that are [listed](list), with their numbers.
pub(super) fn files(parts: &Parts<'_>) -> Vec<(u32, AttachmentFile)> {
    let inside = messages(parts).flat_map(|(outer, content)| {
        let files = super::with_parts(content, attachment::every).unwrap_or_default();
        (0..).zip(files).map(move |(inner, file)| (number(outer, inner), file))
    });
    inside.collect()
}

/// The number of a file in an attached message, both by their places.
fn number(outer: u32, inner: u32) -> u32 {
    (outer + 1) << INNER_BITS | inner
}

/// The places of the message and of the file in it that a number of [`EnclosedMessage::files`] means; nothing when it
/// means a file of the outer message.
pub(super) fn place(index: u32) -> Option<(u32, u32)> {
    let outer = (index >> INNER_BITS).checked_sub(1)?;
    Some((outer, index & ((1 << INNER_BITS) - 1)))
}
