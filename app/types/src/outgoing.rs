//! Messages on their way out, as they are queued, listed and shown.

use serde::{Deserialize, Serialize};

use crate::{
    CandidateId, Cause, EmailAddress, FileId, Mailbox, OutgoingId, PositionId, Timestamp, message::stored_word,
    text::Lang,
};

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

stored_word! {
    /// Where a message on its way out stands.
    OutgoingState {
        /// Will be sent by itself: now, later, or when what is missing is there.
        Waiting = "waiting",
        /// Somebody is talking to the server at this moment.
        Sending = "sending",
        /// The server has taken it over, for every recipient.
        Sent = "sent",
        /// It did not work yet, and is tried again.
        Delayed = "delayed",
        /// It was refused for good, at least for one recipient.
        Refused = "refused",
        /// It was handed over and no answer came: it may or may not have been sent.
        Unclear = "unclear",
        /// A person stopped it before it was sent.
        Cancelled = "cancelled",
        /// It was sent, and came back.
        Bounced = "bounced",
    }
}

stored_word! {
    /// Where a message stands for one recipient.
    RecipientState {
        /// Not tried yet.
        Waiting = "waiting",
        /// Refused for now, and tried again.
        Delayed = "delayed",
        /// The server has taken it over.
        Taken = "taken",
        /// Refused for good.
        Refused = "refused",
        /// Handed over, and no answer came.
        Unclear = "unclear",
        /// A delivery report says that it came back.
        Bounced = "bounced",
        /// A delivery report says that it arrived.
        Delivered = "delivered",
    }
}

stored_word! {
    /// Why a message stands where it stands, as far as it is not the server's doing.
    OutgoingWord {
        /// Its turn has not come, or it is to be sent later.
        Queued = "queued",
        /// There is no server of the company's own and no relay.
        NoServer = "no_server",
        /// The company sends through its own server, whose settings are not complete.
        SettingsIncomplete = "settings_incomplete",
        /// Somebody is talking to the server.
        Sending = "sending",
        /// Everybody's server took it over.
        Sent = "sent",
        /// Somebody looked into the mailbox and says that it was sent.
        SaidToBeSent = "said_to_be_sent",
        /// Some recipients were refused and the others have it.
        SomeRefused = "some_refused",
        /// It was tried for days.
        GaveUp = "gave_up",
        /// No answer after it was handed over.
        NoAnswer = "no_answer",
        /// A person stopped it.
        Cancelled = "cancelled",
        /// The candidate wrote before it was sent.
        CandidateWrote = "candidate_wrote",
        /// A delivery report says that it came back.
        ReportedFailed = "reported_failed",
        /// A delivery report says that it is under way for long.
        ReportedDelayed = "reported_delayed",
        /// A delivery report says that it arrived.
        ReportedDelivered = "reported_delivered",
    }
}

/// Why a message stands where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum OutgoingReason {
    /// Our own doing.
    Word(OutgoingWord),
    /// What happened at the server.
    Server(Cause),
}

impl OutgoingReason {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Word(word) => word.as_str(),
            Self::Server(cause) => cause.id(),
        }
    }

    /// From what is stored.
    pub fn from_stored(text: &str) -> Option<Self> {
        let cause = || Cause::ALL.iter().copied().find(|cause| cause.id() == text);
        OutgoingWord::from_stored(text).map(Self::Word).or_else(|| cause().map(Self::Server))
    }

    /// The reason in a sentence.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Word(word) => lang.outbox().by_key(&format!("reason_{}", word.as_str())).unwrap_or_default(),
            // Three sentences about a test's own address would be wrong about a message's.
            Self::Server(Cause::RecipientRefused) => lang.outbox().cause_recipient_refused,
            Self::Server(Cause::SenderRefused) => lang.outbox().cause_sender_refused,
            Self::Server(Cause::MessageRefused) => lang.outbox().cause_message_refused,
            Self::Server(cause) => lang.causes().by_key(cause.id()).unwrap_or_default(),
        }
    }
}

impl From<OutgoingWord> for OutgoingReason {
    fn from(word: OutgoingWord) -> Self {
        Self::Word(word)
    }
}

impl OutgoingState {
    /// Its name.
    pub fn words(self, lang: Lang) -> &'static str {
        lang.outbox().by_key(&format!("state_{}", self.as_str())).unwrap_or_default()
    }

    /// Whether it is not sent yet and nothing stands in the way of stopping it.
    pub const fn can_be_cancelled(self) -> bool {
        matches!(self, Self::Waiting | Self::Delayed)
    }

    /// Whether nothing goes on by itself and a person should look at it.
    pub const fn needs_a_person(self) -> bool {
        matches!(self, Self::Refused | Self::Unclear | Self::Bounced)
    }
}

impl RecipientState {
    /// Its name.
    pub fn words(self, lang: Lang) -> &'static str {
        lang.outbox().by_key(&format!("recipient_{}", self.as_str())).unwrap_or_default()
    }
}

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
    /// Whether nobody has dealt yet with what went wrong.
    pub is_open: bool,
}

impl OutgoingRow {
    /// Whether it will be sent at a moment that somebody chose.
    pub const fn is_scheduled(&self, now: Timestamp) -> bool {
        matches!(self.reason, OutgoingReason::Word(OutgoingWord::Queued)) && self.not_before.0 > now.0
    }
}

/// A page of the outbox, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct OutgoingPage {
    /// The lines.
    pub rows: Vec<OutgoingRow>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::{OutboxView, OutgoingReason, OutgoingState, OutgoingWord, RecipientState};
    use crate::{Cause, text::Lang};

    #[test]
    fn everything_has_its_words() {
        for lang in Lang::ALL {
            let words = OutgoingWord::ALL.iter().map(|word| OutgoingReason::Word(*word).words(lang));
            let causes = Cause::ALL.iter().map(|cause| OutgoingReason::Server(*cause).words(lang));
            let states = OutgoingState::ALL.iter().map(|state| state.words(lang));
            let recipients = RecipientState::ALL.iter().map(|state| state.words(lang));
            let views = OutboxView::EACH.into_iter().map(|view| view.words(lang));
            for (n, text) in words.chain(causes).chain(states).chain(recipients).chain(views).enumerate() {
                assert!(!text.is_empty(), "{lang} {n}");
            }
        }
    }

    #[test]
    fn reasons_are_stored_as_one_word() {
        let words = OutgoingWord::ALL.iter().map(|word| OutgoingReason::Word(*word));
        for reason in words.chain(Cause::ALL.iter().map(|cause| OutgoingReason::Server(*cause))) {
            assert_eq!(OutgoingReason::from_stored(reason.as_str()), Some(reason));
        }
    }
}
