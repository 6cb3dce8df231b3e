//! What a message is found by.

use types::{EnclosedMessage, Mailbox, SearchPlace};

use super::label::labels;
use crate::{Result, db::row, file_texts::KeptText, outbox::stored_mailboxes, reading};

/// Bytes of a message's text that are kept, and of each attached message's: what is beyond is not found.
const BODY_MAX_BYTES: usize = 64 << 10;
/// Names of files that are kept of one message.
const FILES_MAX: usize = 50;
/// Whose words they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Message,
    Outgoing,
}

/// What a message is found by.
pub(super) struct Document {
    pub(super) origin: Origin,
    pub(super) id: Vec<u8>,
    /// Where it is, as a [`types::SearchPlace`] is written.
    place: String,
    company: Option<Vec<u8>>,
    position: Option<Vec<u8>>,
    pub(super) at: i64,
    /// When it became due to be found: it was received, or its sending ended.
    pub(super) moment: i64,
    pub(super) sender: String,
    pub(super) recipients: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) files: Vec<String>,
    /// What stands in them, as far as it was read.
    pub(super) file_texts: Vec<String>,
    /// Whether nothing more will be read.
    pub(super) has_texts: bool,
    /// Grows with every decision about it.
    pub(super) version: i64,
}

row! {
    pub(super) struct IncomingRow {
        pub(super) id: Vec<u8>,
        received_at: i64,
        from_name: String,
        from_address: String,
        subject: String,
        bytes: Vec<u8>,
        has_texts: bool,
        version: i64,
        state: String,
        company_id: Option<Vec<u8>>,
        position_id: Option<Vec<u8>>,
    }
}

row! {
    pub(super) struct OutgoingRow {
        pub(super) id: Vec<u8>,
        created_at: i64,
        ended_at: i64,
        from_address: String,
        recipients: String,
        cc: String,
        subject: String,
        body: String,
        company_id: Option<Vec<u8>>,
        position_id: Option<Vec<u8>>,
        name: Option<String>,
    }
}

impl Document {
    /// Of a message that came in, with the texts of its files.
    pub(super) fn of_incoming(row: IncomingRow, texts: &[KeptText]) -> Self {
        // Of one that cannot be read, what the list shows is all there is.
        let opened = reading::view(&row.bytes).unwrap_or_default();
        let recipients: Vec<_> = opened.to.iter().chain(&opened.cc).map(written).collect();
        let files = opened.attachments.iter().chain(opened.enclosed.iter().flat_map(|message| &message.files));
        let names = files.take(FILES_MAX).map(|file| kept(&file.name)).collect();
        // What was forwarded as a file is what somebody remembers of the message that it came with.
        let enclosed: Vec<_> = opened.enclosed.iter().map(words_of).collect();
        let body = [&opened.text].into_iter().chain(&enclosed).map(|text| kept(text)).collect::<Vec<_>>().join("\n\n");
        let texts = texts.iter().filter(|text| text.is_of(&row.id));
        Self {
            origin: Origin::Message,
            file_texts: texts.map(|text| text.text.clone()).collect(),
            has_texts: row.has_texts,
            version: row.version,
            id: row.id,
            place: row.state,
            company: row.company_id,
            position: row.position_id,
            at: row.received_at,
            moment: row.received_at,
            sender: written(&Mailbox { name: row.from_name, address: row.from_address }),
            recipients: kept(&recipients.join(", ")),
            subject: row.subject,
            body,
            files: names,
        }
    }

    /// Of one of ours, with the names of its files.
    pub(super) fn of_outgoing(row: OutgoingRow, files: Vec<String>) -> Result<Self> {
        let recipients: Vec<_> =
            stored_mailboxes(&row.recipients)?.iter().chain(&stored_mailboxes(&row.cc)?).map(written).collect();
        let sender = Mailbox { name: row.name.unwrap_or_default(), address: row.from_address };
        Ok(Self {
            origin: Origin::Outgoing,
            id: row.id,
            place: SearchPlace::Ours.as_str().into(),
            company: row.company_id,
            position: row.position_id,
            at: row.created_at,
            moment: row.ended_at,
            sender: written(&sender),
            recipients: kept(&recipients.join(", ")),
            subject: row.subject,
            body: kept(&row.body),
            files,
            file_texts: Vec::new(),
            has_texts: true,
            version: 0,
        })
    }

    /// The same without its text and its files.
    pub(super) fn bare(self) -> Self {
        Self { body: String::new(), files: Vec::new(), file_texts: Vec::new(), ..self }
    }

    /// What it is beside its words.
    pub(super) fn labels(&self) -> String {
        labels(&self.place, self.company.as_deref(), self.position.as_deref(), !self.files.is_empty())
    }

    /// The texts it is found by, beside the people; those that matter most first.
    pub(super) fn content<'a>(&'a self, files: &'a str) -> Vec<&'a str> {
        let first = [self.subject.as_str(), files, self.body.as_str()];
        first.into_iter().chain(self.file_texts.iter().map(String::as_str)).collect()
    }
}

/// What an attached message is found by, beside its files: who wrote it, what about, and what.
fn words_of(message: &EnclosedMessage) -> String {
    let from = message.from.as_ref().map(written).unwrap_or_default();
    [from.as_str(), &message.subject, &message.text].join("\n")
}

/// A mailbox as people write it.
fn written(mailbox: &Mailbox) -> String {
    if mailbox.name.trim().is_empty() {
        mailbox.address.clone()
    } else {
        format!("{} <{}>", mailbox.name.trim(), mailbox.address)
    }
}

/// As much of a text as is kept, without the one character that PostgreSQL cannot hold.
fn kept(text: &str) -> String {
    text[..text.floor_char_boundary(BODY_MAX_BYTES)].replace('\0', "")
}

#[cfg(test)]
impl Document {
    /// One without words.
    pub(super) fn at(origin: Origin, moment: i64) -> Self {
        Self {
            origin,
            moment,
            at: moment,
            id: Vec::new(),
            place: String::new(),
            company: None,
            position: None,
            sender: String::new(),
            recipients: String::new(),
            subject: String::new(),
            body: String::new(),
            files: Vec::new(),
            file_texts: Vec::new(),
            has_texts: true,
            version: 0,
        }
    }
}
