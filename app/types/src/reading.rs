//! What reading a message found beside its text: what could not be read, appointments, attached messages.

use serde::{Deserialize, Serialize};

use crate::{Attachment, Mailbox, Timestamp, stored_word::stored_word};

stored_word! {
    /// What could not be read of a message, or what a reader should know about it. The raw message has it all.
    ReadingProblem {
        /// There is no header field at all.
        NoHeader = "no_header",
        /// It has more parts than are read; the first ones are shown.
        TooManyParts = "too_many_parts",
        /// Its parts are nested deeper than is read; what lies deeper is kept as one file.
        TooDeep = "too_deep",
        /// It ends before its last part is complete.
        Truncated = "truncated",
        /// A text names a character set nobody knows.
        UnknownCharset = "unknown_charset",
        /// A text has bytes that are no characters in the set it names.
        UnreadableCharacters = "unreadable_characters",
        /// A part's encoding is damaged.
        DamagedEncoding = "damaged_encoding",
        /// Its date is none, or cannot be.
        BadDate = "bad_date",
        /// It does not say who wrote it.
        NoSender = "no_sender",
        /// It claims more than one author.
        SeveralSenders = "several_senders",
        /// It is encrypted (`OpenPGP` or S/MIME); only the recipient's key opens it.
        Encrypted = "encrypted",
        /// It is signed; the signature was not checked.
        SignatureNotChecked = "signature_not_checked",
        /// Outlook's container (winmail.dat) could not be opened, or not all of it.
        DamagedContainer = "damaged_container",
        /// Its text or its pages are longer than is shown.
        Cut = "cut",
        /// Part of it lies on another server and has to be fetched there.
        ElsewhereStored = "elsewhere_stored",
        /// Reading it met a fault of ours.
        ReadingFailed = "reading_failed",
    }
}

stored_word! {
    /// Why a message did not arrive, as a person would say it.
    #[derive(Default)]
    ReportReason {
        /// The address, or the mailbox behind it, does not exist (any more).
        UnknownUser = "unknown_user",
        /// The mailbox has no room.
        MailboxFull = "mailbox_full",
        /// The sending server or network is on a block list, or has a bad name.
        Blocked = "blocked",
        /// The content was taken for spam or a virus.
        Spam = "spam",
        /// The message is too large.
        TooLarge = "too_large",
        /// A rule of the recipient: not authorised, authentication of the sender (SPF, DKIM, DMARC), relaying.
        Policy = "policy",
        /// The recipient's domain or server does not exist.
        HostUnknown = "host_unknown",
        /// It was tried until the time was up.
        Expired = "expired",
        /// The recipient's server cannot be reached.
        Unreachable = "unreachable",
        /// Too many messages in too short a time, greylisting.
        RateLimited = "rate_limited",
        /// The message goes round in circles.
        MailLoop = "mail_loop",
        /// The recipient's mailbox is switched off or suspended.
        Inactive = "inactive",
        /// The recipient's server has a fault.
        ServerFault = "server_fault",
        /// It arrived.
        Delivered = "delivered",
        /// Something else, or nothing is said.
        #[default]
        Other = "other",
    }
}

/// An appointment (RFC 5545), as much of it as a person needs.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Invitation {
    /// What is done with it.
    pub step: InvitationStep,
    /// What it is called, possibly empty.
    pub summary: String,
    /// When it begins: as written, in the zone of its writer. Possibly empty.
    pub begins: String,
    /// When it ends, likewise.
    pub ends: String,
    /// The name of the zone, possibly empty.
    pub zone: String,
    /// Where, possibly empty.
    pub location: String,
    /// Who invites.
    pub organizer: Option<Mailbox>,
    /// What is said about it, possibly empty.
    pub description: String,
    /// When it begins, when its zone is known to everybody.
    pub at: Option<Timestamp>,
    /// Whether it comes again and again.
    pub repeats: bool,
}

stored_word! {
    /// What is done with an appointment (RFC 5546).
    #[derive(Default)]
    InvitationStep {
        /// Somebody is invited.
        #[default]
        Request = "request",
        /// It does not take place.
        Cancel = "cancel",
        /// Somebody comes.
        Accepted = "accepted",
        /// Somebody does not come.
        Declined = "declined",
        /// Somebody may come.
        Tentative = "tentative",
        /// Another time is proposed.
        Counter = "counter",
        /// It is only told.
        Publish = "publish",
    }
}

/// A message attached to another.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct EnclosedMessage {
    /// Its place among the files.
    pub index: u32,
    /// Who wrote it.
    pub from: Option<Mailbox>,
    /// Its subject, possibly empty.
    pub subject: String,
    /// Date, as its writer's clock said.
    pub date: Option<Timestamp>,
    /// Its text.
    pub text: String,
    /// Its own files, numbered apart from those of the outer message.
    pub files: Vec<Attachment>,
}
