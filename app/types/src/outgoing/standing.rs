//! Where a message on its way out stands, and why: stored words, and the sentences they stand for.

use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::text::Lang;
use crate::{Cause, stored_word::stored_word};

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
        /// It could not be made ready, and that is nobody else's fault.
        Faulted = "faulted",
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
        let cause = || Cause::from_id(text);
        OutgoingWord::from_stored(text).map(Self::Word).or_else(|| cause().map(Self::Server))
    }

    /// The reason in a sentence.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Word(word) => lang.outbox().by_key(&format!("reason_{}", word.as_str())).unwrap_or_default(),
            Self::Server(cause) => cause.sentence(lang),
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
    #[cfg(not(target_arch = "wasm32"))]
    pub fn words(self, lang: Lang) -> &'static str {
        lang.outbox().by_key(&format!("state_{}", self.as_str())).unwrap_or_default()
    }

    /// Whether nothing goes on by itself and a person should look at it.
    pub const fn needs_a_person(self) -> bool {
        matches!(self, Self::Refused | Self::Unclear | Self::Bounced)
    }
}

impl RecipientState {
    /// Its name.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn words(self, lang: Lang) -> &'static str {
        lang.outbox().by_key(&format!("recipient_{}", self.as_str())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{OutgoingReason, OutgoingState, OutgoingWord, RecipientState};
    use crate::{Cause, OutboxView, text::Lang};

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
