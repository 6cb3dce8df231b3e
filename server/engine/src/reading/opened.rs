//! A message taken apart for showing it.

use types::{Attachment, EnclosedMessage, Invitation, Mailbox, MessageBody, ReadingProblem, Timestamp};

use super::{attachment, html, line, parts::Parts, problems, quotes};

/// Bytes of text shown; nobody reads more than a hundred pages in a browser, and it has to be sent there.
const MAX_TEXT_BYTES: usize = 256 << 10;
/// Fields shown.
const MAX_SHOWN_FIELDS: usize = 300;
/// Longest field shown, in characters.
const MAX_SHOWN_FIELD_CHARS: usize = 4_000;

/// What [`types::MessageView`] holds beside its line in the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Opened {
    /// From.
    pub from: Vec<Mailbox>,
    /// Reply-To.
    pub reply_to: Vec<Mailbox>,
    /// To.
    pub to: Vec<Mailbox>,
    /// Cc.
    pub cc: Vec<Mailbox>,
    /// Date, as its writer's clock said.
    pub date: Option<Timestamp>,
    /// The header's fields in order, decoded for reading; the first 300.
    pub headers: Vec<(String, String)>,
    /// What is to be read, in one piece.
    pub text: String,
    /// What is to be read.
    pub body: MessageBody,
    /// Files, pictures inside the text among them.
    pub attachments: Vec<Attachment>,
    /// What could not be read, and what a reader should know.
    pub problems: Vec<ReadingProblem>,
    /// The appointment it is about.
    pub invitation: Option<Invitation>,
    /// Messages that are attached, the first few.
    pub enclosed: Vec<EnclosedMessage>,
}

/// Takes a message apart for showing it.
pub(super) fn open(parts: &Parts<'_>) -> Opened {
    let fields = &parts.root().fields;
    let shown = fields.iter().take(MAX_SHOWN_FIELDS);
    let (text, body) = body(parts);
    Opened {
        from: fields.mailboxes("From"),
        reply_to: fields.mailboxes("Reply-To"),
        to: fields.mailboxes("To"),
        cc: fields.mailboxes("Cc"),
        date: fields.date(),
        headers: shown
            .map(|field| (field.name.to_owned(), line::one_line(&field.decoded(), MAX_SHOWN_FIELD_CHARS)))
            .collect(),
        text,
        body,
        attachments: attachment::list(parts),
        problems: problems::of(parts),
        invitation: None,
        enclosed: Vec::new(),
    }
}

/// What is to be read, as plain text.
pub(super) fn text(parts: &Parts<'_>) -> String {
    body(parts).0
}

fn body(parts: &Parts<'_>) -> (String, MessageBody) {
    let mut body = MessageBody::default();
    let mut shown = String::new();
    for (place, part) in parts.bodies() {
        let is_html = part.media_type == "text/html";
        let room = MAX_TEXT_BYTES.saturating_sub(shown.len());
        let (text, is_cut) = part.text(if is_html { html::MAX_HTML_BYTES } else { room });
        if is_html {
            body.has_html = true;
            body.n_remote_images = body.n_remote_images.saturating_add(html::n_remote_images(&text));
            if has_plain_twin(parts, place) {
                continue;
            }
        }
        let text = if is_html { html::text(&text) } else { line::lines(&text) };
        let kept = &text[..text.floor_char_boundary(room)];
        body.is_cut |= is_cut || kept.len() < text.len();
        if !shown.is_empty() && !kept.trim().is_empty() {
            shown.push_str("\n\n");
        }
        shown.push_str(kept.trim_end());
    }
    body.pieces = quotes::pieces(&shown);
    (shown, body)
}

/// Whether the HTML part at this place has an alternative in plain text with anything in it
/// (RFC 2046 section 5.1.4).
fn has_plain_twin(parts: &Parts<'_>, place: usize) -> bool {
    /// Enough to see whether there is a word.
    const PEEKED_BYTES: usize = 4 << 10;
    parts.twins(place).any(|part| part.media_type == "text/plain" && !part.text(PEEKED_BYTES).0.trim().is_empty())
}
