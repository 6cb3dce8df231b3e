//! Everything a message says, in one struct: what the API tells, and what the corpus is compared with.

use sha2::{Digest, Sha256};
use types::{Attachment, FileWarning, Mailbox, MessageKind, ReadingProblem, Timestamp};

use super::{ReportedRecipient, Unreadable, attachment, charset, html, kind, line, opened, parts::Parts, quotes};

/// Bytes of a message without a header that are shown as its text.
const MAX_BARE_BYTES: usize = 256 << 10;

/// A message, read. There is always one: what could not be read is among the problems, and the raw form has it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Transcript {
    /// What sort of mail it is; never [`MessageKind::Test`], which takes the key.
    pub kind: MessageKind,
    /// Message-ID without angle brackets, RFC 5322 section 3.6.4.
    pub message_id: Option<String>,
    /// Identifiers in In-Reply-To, in order, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// Identifiers in References, in order, without angle brackets.
    pub references: Vec<String>,
    /// From, RFC 5322 section 3.6.2; empty when it is missing.
    pub from: Vec<Mailbox>,
    /// Reply-To, RFC 5322 section 3.6.2.
    pub reply_to: Vec<Mailbox>,
    /// To, RFC 5322 section 3.6.3, groups taken apart.
    pub to: Vec<Mailbox>,
    /// Cc, RFC 5322 section 3.6.3, groups taken apart.
    pub cc: Vec<Mailbox>,
    /// Decoded subject on one line, possibly empty.
    pub subject: String,
    /// Date, as its writer's clock said.
    pub date: Option<Timestamp>,
    /// The plain text a person reads: the text part, or the HTML part as text.
    pub text: String,
    /// The HTML part, sanitised, its enclosed pictures in it, nothing fetched from elsewhere; nothing without one.
    pub html: Option<String>,
    /// The text without what only repeats earlier messages, without signatures and disclaimers.
    pub new_text: String,
    /// The files, in order.
    pub attachments: Vec<TranscriptFile>,
    /// What a delivery report says about each recipient; empty for everything else.
    pub report: Vec<ReportedRecipient>,
    /// What could not be read, and what a reader should know.
    pub problems: Vec<ReadingProblem>,
}

impl Transcript {
    /// About how many bytes it takes to say all this.
    pub(crate) fn n_bytes(&self) -> usize {
        let people = [&self.from, &self.reply_to, &self.to, &self.cc].into_iter().flatten();
        let people: usize = people.map(|one| one.name.len() + one.address.len()).sum();
        let ids: usize = self.in_reply_to.iter().chain(&self.references).map(String::len).sum();
        let files: usize = self.attachments.iter().map(|file| file.name.len() + file.media_type.len()).sum();
        let page = self.html.as_ref().map_or(0, String::len);
        people + ids + files + page + self.text.len() + self.new_text.len()
    }
}

/// A file of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TranscriptFile {
    /// A name that is safe to save under, near the one its writer gave.
    pub name: String,
    /// Its media type in lower case: as written, or as its content shows when nothing sensible is written.
    pub media_type: String,
    /// Size of the decoded content in bytes.
    pub size: u64,
    /// SHA-256 of the decoded content, hexadecimal in lower case.
    pub sha256: String,
    /// Whether it belongs into the text (a picture) rather than beside it.
    pub inline: bool,
    /// What to beware of before opening it.
    pub warning: Option<FileWarning>,
}

/// Everything that this message says. `mail_from` is the sender in its envelope, empty for `<>`.
pub(super) fn transcript(parts: &Parts<'_>, mail_from: &str) -> Transcript {
    let fields = &parts.root().fields;
    let kind = kind::kind(parts, mail_from);
    let opened = opened::open(parts);
    let is_report = kind == MessageKind::Report;
    Transcript {
        kind,
        message_id: fields.ids("Message-ID").into_iter().next(),
        in_reply_to: fields.ids("In-Reply-To"),
        references: fields.ids("References"),
        subject: line::one_line(&fields.text("Subject"), super::MAX_SUBJECT_CHARS),
        new_text: quotes::new_text(&opened.body.pieces),
        html: html::inside(parts, false),
        attachments: files(parts, &opened.attachments),
        report: if is_report { super::delivery_status::reported(parts) } else { Vec::new() },
        problems: opened.problems,
        from: opened.from,
        reply_to: opened.reply_to,
        to: opened.to,
        cc: opened.cc,
        date: opened.date,
        text: opened.text,
    }
}

/// What can be said of a message that could not be read at all.
pub(super) fn unread(raw: &[u8], fault: Unreadable) -> Transcript {
    let text = match fault {
        Unreadable::NoHeader => line::lines(&charset::guess(&raw[..raw.len().min(MAX_BARE_BYTES)])),
        Unreadable::Panicked => String::new(),
    };
    Transcript { new_text: text.clone(), text, problems: vec![fault.problem()], ..Transcript::default() }
}

fn files(parts: &Parts<'_>, listed: &[Attachment]) -> Vec<TranscriptFile> {
    let files = listed.iter().zip(parts.files()).map(|(listed, file)| {
        let content = parts.get(file.part).content();
        TranscriptFile {
            name: listed.name.clone(),
            media_type: attachment::type_of(parts.get(file.part), content),
            size: content.len() as u64,
            sha256: hex(&Sha256::digest(content)),
            inline: listed.is_inline,
            warning: listed.warning,
        }
    });
    files.collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
