//! A message taken apart for showing it.

use types::{Attachment, EnclosedMessage, Invitation, Mailbox, MessageBody, ReadingProblem, TextPiece, Timestamp};

use super::{
    attachment, calendar, enclosed, flowed, html, line, part::Part, parts::Parts, pgp, problems, quotes,
    transcript::Transcript,
};

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
        invitation: calendar::invitation(parts),
        enclosed: enclosed::list(parts),
    }
}

/// What is shown of a message that could not be taken apart: its words, if it has any.
pub(super) fn unread(told: Transcript) -> Opened {
    let mut opened = Opened { problems: told.problems, ..Opened::default() };
    opened.body.pieces.push(TextPiece { text: told.text.clone(), is_quoted: false });
    opened.text = told.text;
    opened
}

/// What is to be read, as plain text.
pub(super) fn text(parts: &Parts<'_>) -> String {
    body(parts).0
}

fn body(parts: &Parts<'_>) -> (String, MessageBody) {
    let mut body = MessageBody::default();
    let mut shown = Shown::default();
    for (place, part) in parts.bodies() {
        let is_html = part.media_type == "text/html";
        let room = MAX_TEXT_BYTES.saturating_sub(shown.text.len());
        let (text, is_cut) = part.text(if is_html { html::MAX_HTML_BYTES } else { room });
        body.is_cut |= is_cut;
        if is_html {
            body.has_html = true;
            body.n_remote_images = body.n_remote_images.saturating_add(html::n_remote_images(&text));
            let page = html::text(&text);
            if has_plain_twin(parts, place) {
                shown.twin.get_or_insert(page);
                continue;
            }
            body.is_cut |= shown.push(&page.text, &page.is_marked);
        } else {
            body.is_cut |= shown.push(&plain_text(part, &text), &[]);
        }
    }
    if shown.text.trim().is_empty()
        && let Some(invitation) = calendar::invitation(parts)
    {
        shown.push(&calendar::words(&invitation), &[]);
    }
    body.pieces = shown.pieces(&parts.root().fields.text("Subject"));
    (shown.text, body)
}

/// A plain part as it is to be read.
pub(super) fn plain_text(part: &Part<'_>, text: &str) -> String {
    flowed::joined(&line::lines(&pgp::without_frame(text)), part.flow)
}

/// The text gathered so far.
#[derive(Default)]
struct Shown {
    text: String,
    /// For each line, whether its page marks it as repeated.
    is_marked: Vec<bool>,
    /// The page that says the same as the plain text.
    twin: Option<html::PageText>,
}

impl Shown {
    /// Adds a text; whether it had to be cut.
    fn push(&mut self, text: &str, is_marked: &[bool]) -> bool {
        let room = MAX_TEXT_BYTES.saturating_sub(self.text.len());
        let kept = &text[..text.floor_char_boundary(room)];
        let words = kept.trim_end();
        if words.is_empty() {
            return kept.len() < text.len();
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let n_before = self.text.lines().count();
        self.is_marked.resize(n_before, false);
        self.is_marked.extend(is_marked);
        self.text.push_str(words);
        kept.len() < text.len()
    }

    /// What was written now, and what is folded away.
    fn pieces(&self, subject: &str) -> Vec<TextPiece> {
        let is_forward = line::is_forward_subject(subject);
        let pieces = quotes::pieces(&self.text, &self.is_marked, is_forward);
        let has_folded = pieces.iter().any(|piece| piece.is_quoted);
        match &self.twin {
            // The plain text has no marks, but the page beside it says where the earlier message begins.
            Some(page) if !has_folded && !is_forward => {
                let is_marked = quotes::marks_in_twin(&self.text, &page.text, &page.is_marked);
                if is_marked.is_empty() { pieces } else { quotes::pieces(&self.text, &is_marked, false) }
            }
            _ => pieces,
        }
    }
}

/// Whether the HTML part at this place has an alternative in plain text with anything in it
/// (RFC 2046 section 5.1.4).
fn has_plain_twin(parts: &Parts<'_>, place: usize) -> bool {
    /// Enough to see whether there is a word.
    const PEEKED_BYTES: usize = 4 << 10;
    parts.twins(place).any(|part| part.media_type == "text/plain" && !part.text(PEEKED_BYTES).0.trim().is_empty())
}
