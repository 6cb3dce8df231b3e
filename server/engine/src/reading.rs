//! What a stored message says: pure functions of its bytes.
//!
//! Every byte is hostile. Nothing here panics on it (the parsers of others run under [`guarded`]), recurses with it,
//! or takes time that grows faster than its length. Nothing here decides where a message goes.
//!
//! Structure is taken apart by [`parts`] in one pass with bounded depth, because a parser that descends into forwarded
//! messages can be made to nest until the stack ends; fields, charsets and dates are read by `mail-parser`.

mod attachment;
mod attachment_name;
mod boundary;
mod calendar;
mod charset;
mod confirmation;
mod containers;
mod date;
mod delivery_status;
mod enclosed;
mod encoded_word;
mod fields;
mod file_text;
mod first_words;
mod flowed;
mod forwarded;
mod hops;
mod html;
mod kind;
mod line;
mod mailbox;
mod media_type;
mod opened;
mod parameters;
mod part;
mod parts;
mod pgp;
mod problems;
mod quotes;
mod returned;
mod rtf;
mod signed_data;
mod sniff;
mod test_token;
mod tnef;
mod transcript;
mod transfer;
mod uuencode;

use std::panic::{AssertUnwindSafe, catch_unwind};

use types::{Mailbox, MessageKind, ReadingProblem, SHOWN_MEDIA_TYPES, Timestamp};

pub use attachment::AttachmentFile;
pub use confirmation::Confirmation;
pub use delivery_status::{Action, ReportedRecipient};
pub use file_text::{FileText, file_text, may_have_text, tame_pdf};
pub use hops::Hop;
pub use opened::Opened;
pub use returned::{Came, TokenPlace};
pub use transcript::{Transcript, TranscriptFile};

use fields::Fields;
use parts::Parts;

/// Longest subject kept, in characters; longer ones are noise on every screen.
const MAX_SUBJECT_CHARS: usize = 500;
/// Most message identifiers taken from one field: RFC 5322 section 3.6.4 lets References grow for ever.
const MAX_IDS: usize = 100;
/// Bytes of a forwarded message that are read for its header.
const MAX_ENCLOSED_BYTES: usize = 64 << 10;

/// Media types of messages and headers inside a message (RFC 2046 section 5.2.1, RFC 6522, RFC 6532).
const ENCLOSED: &[&str] = &["message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"];

/// What is known of a message once it has been read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// From, RFC 5322 section 3.6.2; empty when it is missing.
    pub from: Vec<Mailbox>,
    /// Reply-To, RFC 5322 section 3.6.2.
    pub reply_to: Vec<Mailbox>,
    /// To, RFC 5322 section 3.6.3.
    pub to: Vec<Mailbox>,
    /// Cc, RFC 5322 section 3.6.3.
    pub cc: Vec<Mailbox>,
    /// Decoded subject on one line, possibly empty.
    pub subject: String,
    /// Date, as its writer's clock said.
    pub date: Option<Timestamp>,
    /// Message-ID without angle brackets, RFC 5322 section 3.6.4.
    pub message_id: Option<String>,
    /// Identifiers in In-Reply-To, in order, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// Identifiers in References, in order, without angle brackets.
    pub references: Vec<String>,
    /// What sort of mail it is; never [`MessageKind::Test`], which takes the key.
    pub kind: MessageKind,
    /// The first words of the text on one line, without what is quoted in front of them.
    pub first_words: String,
    /// How many files are attached; pictures inside the text are not counted.
    pub n_attachments: u32,
    /// What stands where the token of a connection test would stand. Not verified.
    pub test_tokens: Vec<String>,
    /// Message-IDs of the messages that are attached or quoted as headers: what a delivery report is about.
    pub enclosed_ids: Vec<String>,
    /// What a delivery report says about each recipient; empty for everything else.
    pub reported: Vec<ReportedRecipient>,
    /// How many servers it has passed, by their Received fields (RFC 5321 section 4.4).
    pub n_hops: u32,
}

/// Why a message could not be read; its raw form is all there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unreadable {
    /// There is no header field at all.
    #[error("there is no header")]
    NoHeader,
    /// Reading it met a fault of ours.
    #[error("reading it failed")]
    Panicked,
}

impl Unreadable {
    /// How it is named on the message.
    fn problem(self) -> ReadingProblem {
        match self {
            Self::NoHeader => ReadingProblem::NoHeader,
            Self::Panicked => ReadingProblem::ReadingFailed,
        }
    }
}

/// Reads everything a message says. `mail_from` is the sender in its envelope, empty for `<>`.
pub fn transcript(raw: &[u8], mail_from: &str) -> Transcript {
    let read = with_parts(raw, |parts| transcript::transcript(parts, mail_from));
    read.unwrap_or_else(|fault| transcript::unread(raw, fault))
}

/// Reads a message for listing and matching. `mail_from` is the sender in its envelope, empty for `<>`.
pub fn read(raw: &[u8], mail_from: &str) -> Result<Reading, Unreadable> {
    with_parts(raw, |parts| {
        let fields = &parts.root().fields;
        let files = parts.files();
        let kind = kind::kind(parts, mail_from);
        let is_report = kind == MessageKind::Report;
        Reading {
            from: fields.mailboxes("From"),
            reply_to: fields.mailboxes("Reply-To"),
            to: fields.mailboxes("To"),
            cc: fields.mailboxes("Cc"),
            subject: line::one_line(&fields.text("Subject"), MAX_SUBJECT_CHARS),
            date: fields.date(),
            message_id: fields.ids("Message-ID").into_iter().next(),
            in_reply_to: fields.ids("In-Reply-To"),
            references: fields.ids("References"),
            kind,
            first_words: first_words::first_words(parts),
            n_attachments: files.iter().filter(|file| !file.is_shown && !parts.get(file.part).is_signature()).count()
                as u32,
            test_tokens: test_token::candidates(parts),
            enclosed_ids: enclosed_ids(parts, is_report),
            n_hops: fields.all("Received").count() as u32,
            reported: if is_report { delivery_status::reported(parts) } else { Vec::new() },
        }
    })
}

/// Takes a message apart for showing it.
pub fn view(raw: &[u8]) -> Result<Opened, Unreadable> {
    with_parts(raw, opened::open)
}

/// What is shown of a message that cannot be taken apart.
pub fn view_unread(raw: &[u8], fault: Unreadable) -> Opened {
    opened::unread(transcript::unread(raw, fault))
}

/// The file at this place in [`Opened::attachments`], or in a message of [`Opened::enclosed`]; nothing when there are
/// fewer.
pub fn attachment(raw: &[u8], index: u32) -> Result<Option<AttachmentFile>, Unreadable> {
    if let Some((outer, inner)) = enclosed::place(index) {
        let message = with_parts(raw, |parts| attachment::file(parts, outer))?;
        return message.map_or(Ok(None), |message| with_parts(&message.bytes, |parts| attachment::file(parts, inner)));
    }
    with_parts(raw, |parts| attachment::file(parts, index))
}

/// Every file, in the order of [`Opened::attachments`].
pub fn files(raw: &[u8]) -> Result<Vec<AttachmentFile>, Unreadable> {
    with_parts(raw, attachment::every)
}

/// The files with text in them, those of messages of [`Opened::enclosed`] too, each with its number.
pub fn documents(raw: &[u8]) -> Result<Vec<(u32, AttachmentFile)>, Unreadable> {
    with_parts(raw, |parts| {
        let outer = (0..).zip(attachment::every(parts));
        outer.chain(enclosed::files(parts)).filter(|(_, file)| may_have_text(file)).collect()
    })
}

/// The number of the file of the message itself that the file of this number is, or is in.
pub fn outer_file(index: u32) -> u32 {
    enclosed::place(index).map_or(index, |(outer, _)| outer)
}

/// The media type of a file that a browser shows without running anything; nothing for every other file. By its
/// content: what is said about it does not count.
pub fn shown_type(content: &[u8]) -> Option<&'static str> {
    sniff::media_type(content).filter(|shown| SHOWN_MEDIA_TYPES.contains(shown))
}

/// The HTML part as a whole document for a frame without scripts; nothing when there is no HTML part. Without
/// `remote_images` nothing in it is fetched from elsewhere.
pub fn html(raw: &[u8], remote_images: bool) -> Result<Option<String>, Unreadable> {
    with_parts(raw, |parts| html::document(parts, remote_images))
}

/// The value of the first field of this name in the header: unfolded (RFC 5322 section 2.2.3), not decoded.
pub fn header_value(raw: &[u8], name: &str) -> Option<String> {
    let (fields, _) = Fields::split(raw, false);
    fields.raw_text(name)
}

/// The mailboxes in From, as they are shown.
pub fn senders(raw: &[u8]) -> Vec<Mailbox> {
    Fields::split(raw, false).0.mailboxes("From")
}

/// The sender in the envelope, as whoever delivered the message noted it (RFC 5321 section 4.4); nothing when nobody did.
pub fn return_path(raw: &[u8]) -> Option<String> {
    let value = header_value(raw, "Return-Path")?;
    Some(value.trim().trim_start_matches('<').trim_end_matches('>').trim().to_owned())
}

/// Who wrote the message that is forwarded in this one, as far as it says so. Proves nothing.
pub fn forwarded_from(raw: &[u8]) -> Option<Mailbox> {
    with_parts(raw, forwarded::original_sender).ok().flatten()
}

/// What a test mail with this token tells about its way.
pub fn came(raw: &[u8], token: &str) -> Result<Came, Unreadable> {
    with_parts(raw, |parts| returned::came(parts, token))
}

/// What a service asks to confirm before it redirects to us; nothing when the message is none of those.
pub fn confirmation(raw: &[u8]) -> Option<Confirmation> {
    with_parts(raw, confirmation::confirmation).ok().flatten()
}

/// Whether a delivery report quotes this number of a server, or this subject.
pub fn quotes(raw: &[u8], queue_id: Option<&str>, subject: Option<&str>) -> bool {
    with_parts(raw, |parts| delivery_status::quotes(parts, queue_id, subject)).unwrap_or_default()
}

/// A name that a file can be saved under, near the one wanted.
pub fn file_name(wanted: &str, media_type: &str) -> String {
    attachment_name::safe_name(Some(wanted), media_type, 0)
}

/// The media type under which a file is handed out, so that no browser runs it.
pub fn served_type(media_type: &str) -> &'static str {
    media_type::served(media_type)
}

/// Takes a message apart, what is wrapped in it too, and runs `read` on its parts.
fn with_parts<T>(raw: &[u8], read: impl FnOnce(&Parts<'_>) -> T) -> Result<T, Unreadable> {
    guarded(|| {
        let parts = Parts::split(raw)?;
        let Some(rewritten) = containers::opened(raw, &parts) else { return Ok(read(&parts)) };
        let mut parts = Parts::split(&rewritten.raw)?;
        parts.add_problems(rewritten.problems);
        Ok(read(&parts))
    })
}

/// Runs `read`; a panic in it is an answer like any other.
fn guarded<T>(read: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Unreadable::Panicked))
}

fn enclosed_ids(parts: &Parts<'_>, is_report: bool) -> Vec<String> {
    let headers = parts.leaves().filter(|part| part.is(ENCLOSED));
    let ids = headers.filter_map(|part| {
        let content = part.content_start(MAX_ENCLOSED_BYTES);
        Fields::split(&content, false).0.ids("Message-ID").into_iter().next()
    });
    // Reports of some servers quote the message in their own text.
    let quoted = if is_report { delivery_status::quoted_ids(parts) } else { Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for id in ids.chain(quoted) {
        if found.len() < MAX_IDS && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

#[cfg(test)]
pub(crate) mod tests;
