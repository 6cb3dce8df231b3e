//! Messages on their way out, as they are queued, listed and shown.

mod standing;

use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::text::Lang;
use crate::{CandidateId, Cause, CompanyId, EmailAddress, FileId, Mailbox, OutgoingId, PositionId, Timestamp};

pub use standing::{OutgoingReason, OutgoingState, OutgoingWord, RecipientState};

/// Most recipients of one message, Cc among them: it is written to one candidate.
pub const RECIPIENTS_MAX: usize = 20;
/// Most files of one message.
pub const OUTGOING_FILES_MAX: usize = 20;
/// Most bytes of all files of one message: with base64 it stays below the 35 MB that large providers take.
pub const OUTGOING_FILES_MAX_BYTES: u64 = 20 << 20;
/// Longest text of a message, in bytes.
pub const BODY_MAX_BYTES: usize = 100_000;
/// Longest subject, in characters: what fits a line of a header.
pub const SUBJECT_MAX_CHARS: usize = 300;

/// A message to be sent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NewOutgoing {
    /// Whom it is for; the files must be this candidate's draft's.
    pub candidate: Option<CandidateId>,
    /// What it is about: its company decides who sends. Without one it is the main company.
    pub position: Option<PositionId>,
    /// To.
    pub to: Vec<Mailbox>,
    /// Cc.
    pub cc: Vec<Mailbox>,
    /// The subject.
    pub subject: String,
    /// The text, see [`crate::formatting`].
    pub body: String,
    /// Message-ID of the message that this answers, without angle brackets.
    pub in_reply_to: Option<String>,
    /// Message-IDs of the conversation, oldest first, without angle brackets; that of `in_reply_to` is added.
    pub references: Vec<String>,
    /// Files that wait with the draft.
    pub files: Vec<FileId>,
    /// Not before this moment: the time for undoing, or a later day.
    pub send_at: Option<Timestamp>,
}

/// One line of the outbox.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutgoingRow {
    /// Its identity.
    pub id: OutgoingId,
    /// Whom it is written to.
    pub candidate: Option<CandidateId>,
    /// The candidate's name, possibly empty.
    pub candidate_name: String,
    /// To.
    pub to: Vec<Mailbox>,
    /// Cc.
    pub cc: Vec<Mailbox>,
    /// The subject, possibly empty.
    pub subject: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// Where it stands.
    pub state: OutgoingState,
    /// Why.
    pub reason: OutgoingReason,
    /// The server's own words, line by line, without secrets.
    pub server_words: Vec<String>,
    /// The server's number for it, to look up in its log.
    pub queue_id: String,
    /// Not before this moment, while it waits.
    pub not_before: Timestamp,
    /// When it stopped being on its way.
    pub ended_at: Option<Timestamp>,
    /// How often it was tried.
    pub n_attempts: u32,
    /// The address it was sent from; empty before that.
    pub from_address: String,
    /// Whether it will be sent at a moment that somebody chose.
    pub is_scheduled: bool,
    /// Whether nobody has dealt yet with what went wrong.
    pub is_open: bool,
    /// The copy that went out instead.
    pub replaced_by: Option<OutgoingId>,
}

/// A page of the outbox, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct OutgoingPage {
    /// The lines.
    pub rows: Vec<OutgoingRow>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<String>,
    /// The companies to choose from, the main company first; none when there is only that one.
    pub companies: Vec<(CompanyId, String)>,
}

/// What a person decides about a message on its way out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutgoingDecision {
    /// Try it now.
    Retry,
    /// Stop it.
    Cancel,
    /// Send it again, to whoever may not have it.
    Resend,
    /// It was sent.
    MarkSent,
    /// It needs nobody any more.
    Settle,
}

impl OutgoingDecision {
    /// As sent by a form, and the end of its key in the locale file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Cancel => "cancel",
            Self::Resend => "resend",
            Self::MarkSent => "mark_sent",
            Self::Settle => "settle",
        }
    }
}

/// A message on its way out, opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutgoingView {
    /// Its line.
    pub row: OutgoingRow,
    /// The text as it was written.
    pub body: String,
    /// How it went for each recipient.
    pub recipients: Vec<OutgoingRecipient>,
    /// Names and sizes of its files.
    pub files: Vec<OutgoingFile>,
}

/// One recipient of a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutgoingRecipient {
    /// Who.
    pub address: EmailAddress,
    /// How it went.
    pub state: RecipientState,
    /// Enhanced status code (RFC 3463), possibly empty.
    pub status: String,
    /// The server's own words, or those of a delivery report.
    pub words: Vec<String>,
    /// When that was.
    pub changed_at: Timestamp,
}

impl OutgoingRecipient {
    /// How it went, and whether that may still change by itself.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn standing(&self, lang: Lang) -> String {
        let state = self.state.words(lang);
        match self.is_permanent() {
            Some(true) => format!("{state} ({})", lang.outbox().permanent),
            Some(false) => format!("{state} ({})", lang.outbox().temporary),
            None => state.to_owned(),
        }
    }

    /// Whether what went wrong stays so; nothing when nothing went wrong.
    pub fn is_permanent(&self) -> Option<bool> {
        match (self.state, self.status.as_bytes().first()) {
            (RecipientState::Bounced, _) => Some(true),
            // A warning does not take back that the server has it (RFC 3464 section 2.3.3, delayed).
            (RecipientState::Delayed, _) | (RecipientState::Refused | RecipientState::Taken, Some(b'4')) => Some(false),
            (RecipientState::Refused, _) => Some(true),
            _ => None,
        }
    }
}

/// A file of a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutgoingFile {
    /// Its identity.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size_bytes: u64,
}

/// Which part of the outbox is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxView {
    /// Everything.
    #[default]
    All,
    /// What a person should look at.
    NeedsYou,
    /// What is still to be sent.
    OnItsWay,
    /// Sent.
    Sent,
    /// Cancelled.
    Cancelled,
}

impl OutboxView {
    /// All of them, in the order they are offered.
    pub const EACH: [Self; 5] = [Self::All, Self::NeedsYou, Self::OnItsWay, Self::Sent, Self::Cancelled];

    /// As addresses of pages say it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NeedsYou => "needs_you",
            Self::OnItsWay => "on_its_way",
            Self::Sent => "sent",
            Self::Cancelled => "cancelled",
        }
    }

    /// Its name.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn words(self, lang: Lang) -> &'static str {
        lang.outbox().by_key(&format!("view_{}", self.as_str())).unwrap_or_default()
    }
}

/// How many messages are where. Counting stops at [`crate::Counts::MAX`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct OutboxCounts {
    /// Refused, unclear or bounced, and nobody has dealt with it.
    pub needs_you: u32,
    /// Waiting, sending or delayed.
    pub on_its_way: u32,
}

/// A server that has not taken messages for a while.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FailingServer {
    /// Whose messages wait because of it.
    pub company_name: String,
    /// Whether it is the operator's relay, which no setting here changes.
    pub is_relay: bool,
    /// What goes wrong.
    pub cause: Cause,
    /// Since when.
    pub since: Timestamp,
}
