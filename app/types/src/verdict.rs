//! What the company's server makes of a mail that it sends on to us, in one word.

use serde::{Deserialize, Serialize};

use crate::stored_word::stored_word;

stored_word! {
    /// The verdict over the mails of a connection test.
    #[derive(PartialOrd, Ord)]
    Verdict {
        /// Redirected, envelope and header as they were sent.
        Untouched = "untouched",
        /// Redirected, under another envelope sender.
        EnvelopeRewritten = "envelope_rewritten",
        /// Redirected, but it waited on its way.
        HeldUp = "held_up",
        /// It came more than once.
        Twice = "twice",
        /// Redirected, with some of its header changed or gone.
        Damaged = "damaged",
        /// It came as if the mailbox had written it, with the rest of its header.
        Via = "via",
        /// It came within a new mail, as a file.
        AsAttachment = "as_attachment",
        /// It came quoted in a new mail of the mailbox.
        SenderLost = "sender_lost",
        /// Taken by the company's server, and nothing has come.
        NothingYet = "nothing_yet",
        /// It comes round and round.
        Circle = "circle",
    }
}

impl Verdict {
    /// Those that prove that a candidate's mail comes in as theirs.
    pub const PROVING: [Self; 4] = [Self::Untouched, Self::EnvelopeRewritten, Self::HeldUp, Self::Twice];

    /// Whether it proves that a candidate's mail comes in as theirs.
    pub fn proves_loop(self) -> bool {
        Self::PROVING.contains(&self)
    }

    /// Whether there is nothing to change.
    pub const fn is_fine(self) -> bool {
        matches!(self, Self::Untouched | Self::EnvelopeRewritten)
    }
}
