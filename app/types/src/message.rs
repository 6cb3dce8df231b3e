//! Incoming messages as they are listed and shown.

use serde::{Deserialize, Serialize};

use crate::{EnclosedMessage, MessageId, TestId, TextPiece, Timestamp, stored_word::stored_word};

stored_word! {
    /// Where a message is. Every accepted message is in exactly one of these.
    MessageState {
        /// Belongs to no candidate yet.
        Unassigned = "unassigned",
        /// With a candidate.
        Candidate = "candidate",
        /// Kept out of the list, with a reason.
        HeldBack = "held_back",
        /// Deleted by a person.
        Deleted = "deleted",
    }
}

stored_word! {
    /// What sort of mail it is.
    #[derive(Default)]
    MessageKind {
        /// Written by a person, or by a form for one.
        #[default]
        Mail = "mail",
        /// A delivery report, RFC 3464.
        Report = "report",
        /// An automatic reply, RFC 3834.
        AutoReply = "auto_reply",
        /// A complaint about spam, RFC 5965.
        Feedback = "feedback",
        /// A read receipt, RFC 8098.
        Receipt = "receipt",
        /// From a mailing list, RFC 2919.
        List = "list",
        /// A provider asks to confirm a redirection.
        Confirmation = "confirmation",
        /// Our own connection test.
        Test = "test",
    }
}

stored_word! {
    /// Why a message is where it is.
    Reason {
        /// Durable, and about to be read; held back until then.
        Arrived = "arrived",
        /// Our own test mail: its keyed token is right.
        ConnectionTest = "connection_test",
        /// The sender is nobody we know.
        UnknownSender = "unknown_sender",
        /// It answers a message we sent, by its keyed Message-ID, from an address that fits.
        ReplyToOurs = "reply_to_ours",
        /// The sender is an address of exactly one candidate.
        KnownAddress = "known_address",
        /// It came through a job board, and Reply-To is an address of exactly one candidate.
        KnownByJobBoard = "known_by_job_board",
        /// It names a message we sent, but its sender has nothing to do with that.
        ImplausibleReply = "implausible_reply",
        /// The sender's address is one of several candidates.
        SharedAddress = "shared_address",
        /// It came through a job board, and says nobody we know.
        JobBoard = "job_board",
        /// A colleague forwarded it; who wrote it first is proposed.
        Forwarded = "forwarded",
        /// A person decided.
        Decided = "decided",
        /// A delivery report about no message of ours.
        UnmatchedReport = "unmatched_report",
        /// A delivery report about a message of ours.
        DeliveryReport = "delivery_report",
        /// An automatic reply from nobody we know.
        AutomaticReply = "automatic_reply",
        /// It could not be read; its raw form is kept.
        Unreadable = "unreadable",
        /// Byte for byte a message that is here already.
        Duplicate = "duplicate",
        /// It has gone round in a circle of redirections.
        Loop = "mail_loop",
    }
}

/// Which list is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Unassigned messages.
    #[default]
    Unassigned,
    /// Held back.
    HeldBack,
    /// Deleted.
    Deleted,
}

impl View {
    /// The state of the messages in it.
    pub const fn state(self) -> MessageState {
        match self {
            Self::Unassigned => MessageState::Unassigned,
            Self::HeldBack => MessageState::HeldBack,
            Self::Deleted => MessageState::Deleted,
        }
    }
}

/// One line of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MessageRow {
    /// Its identity.
    pub id: MessageId,
    /// Display name of the sender, possibly empty.
    pub from_name: String,
    /// Address of the sender, possibly empty.
    pub from_address: String,
    /// Decoded subject, possibly empty.
    pub subject: String,
    /// The first words of the text.
    pub first_words: String,
    /// How many files are attached.
    pub n_attachments: u32,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// Where it is.
    pub state: MessageState,
    /// Why it is there.
    pub reason: Reason,
    /// What the reason is about: an address, a job board; possibly empty.
    pub reason_detail: String,
    /// How often somebody has decided about it: a decision names the number it has seen.
    pub version: u32,
    /// What sort of mail it is.
    pub kind: MessageKind,
}

/// A page of a list, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MessagePage {
    /// The lines.
    pub rows: Vec<MessageRow>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<String>,
}

/// How many messages are where. Counting stops at [`Counts::MAX`], shown as "999+".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// In Unassigned messages.
    pub unassigned: u32,
    /// Held back.
    pub held_back: u32,
}

impl Counts {
    /// Counting further would cost time on every page and tell a person nothing more.
    pub const MAX: u32 = 1_000;
}

/// A name and an address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mailbox {
    /// Display name, possibly empty.
    pub name: String,
    /// Address, possibly empty.
    pub address: String,
}

/// A message opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MessageView {
    /// Its line in the list.
    pub row: MessageRow,
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
    /// Every header field in order, decoded for reading.
    pub headers: Vec<(String, String)>,
    /// What is to be read.
    pub body: MessageBody,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// What could not be read of it and what a reader should know about it, in sentences of the reader's language.
    pub notes: Vec<String>,
    /// The appointment it is about, line by line.
    pub invitation: Vec<String>,
    /// Messages that are attached to it, the first few.
    pub enclosed: Vec<EnclosedMessage>,
    /// The test this message is the mail of.
    pub test: Option<TestId>,
    /// Size of the raw message in bytes.
    pub size_bytes: u64,
}

/// What is to be read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MessageBody {
    /// Plain text, the text part, or the HTML part as text: what was written now, and what is folded away.
    pub pieces: Vec<TextPiece>,
    /// Whether there is an HTML part, shown in a frame of its own.
    pub has_html: bool,
    /// How many images the HTML part would fetch from elsewhere.
    pub n_remote_images: u32,
    /// Whether the text was longer than is shown.
    pub is_cut: bool,
}

/// Media types of files that browsers show without running anything: pictures of points, and PDF in a viewer of its own.
pub const SHOWN_MEDIA_TYPES: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"];

/// A file in a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attachment {
    /// Its place in the message, from 0.
    pub index: u32,
    /// A name that is safe to save under.
    pub name: String,
    /// Media type as it is served.
    pub media_type: String,
    /// Decoded size in bytes.
    pub size_bytes: u64,
    /// Whether it belongs into the HTML text (a picture) rather than beside it.
    pub is_inline: bool,
    /// What to beware of before opening it.
    pub warning: Option<FileWarning>,
}

stored_word! {
    /// What to beware of before opening a file.
    FileWarning {
        /// A program, or what starts one.
        Program = "program",
        /// An archive with a program in it.
        ProgramInside = "program_inside",
        /// An archive with so long a list of files that it may hide one.
        NotLookedThrough = "not_looked_through",
        /// An office document with macros.
        Macros = "macros",
        /// A document with an object that another program opens.
        EmbeddedObject = "embedded_object",
        /// An archive or a document that only opens with a password: nobody has looked inside.
        Encrypted = "encrypted",
        /// The ending says one thing, the content another.
        Disguised = "disguised",
        /// A web page or a picture that can run script when opened.
        Script = "script",
    }
}
