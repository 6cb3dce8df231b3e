//! What is found out about the files of a message after it was filed.

use serde::{Deserialize, Serialize};

use crate::stored_word::stored_word;

stored_word! {
    /// What became of reading the text of a file, by which it is found.
    TextState {
        /// It was read.
        Read = "read",
        /// There are no words in it: a picture of a page.
        NoWords = "no_words",
        /// It only opens with a password.
        Encrypted = "encrypted",
        /// It is not what it should be.
        Damaged = "damaged",
        /// It is larger than is read.
        TooLarge = "too_large",
        /// Reading it took more time or memory than a file may.
        GaveUp = "gave_up",
    }
}

stored_word! {
    /// Whether a file was looked through for viruses.
    #[derive(Default)]
    ScanState {
        /// Nobody has set up a scanner.
        #[default]
        Off = "off",
        /// It will be.
        Waiting = "waiting",
        /// It will be, as soon as the scanner answers again.
        Unreachable = "unreachable",
        /// Nothing was found.
        Clean = "clean",
        /// Something was found: nobody gets it.
        Infected = "infected",
        /// It is larger than the scanner takes.
        TooLarge = "too_large",
        /// The scanner could not.
        Failed = "failed",
    }
}

/// What is known of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct FileFacts {
    /// What became of reading its text; nothing while it waits, and for kinds that are not read.
    pub text: Option<TextState>,
    /// Whether it was looked through for viruses.
    pub scan: ScanState,
    /// What the scanner calls that which it found; possibly empty.
    pub found: String,
}

impl FileFacts {
    /// Whether nobody gets it.
    pub fn is_quarantined(&self) -> bool {
        self.scan == ScanState::Infected
    }
}
