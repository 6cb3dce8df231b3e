//! Deciding whose a message is.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    CandidateId, CandidateRow, DecisionId, MessageId, MessageRow, MessageState, PositionChoice, PositionId, Problem,
    Timestamp, stored_word::stored_word,
};

/// A message as somebody saw it: a decision about it counts only while nobody else has decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SeenMessage {
    /// Which.
    pub id: MessageId,
    /// Its [`MessageRow::version`] at that time.
    pub version: u32,
}

impl fmt::Display for SeenMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.id, self.version)
    }
}

impl FromStr for SeenMessage {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let (id, version) = text.split_once('.').ok_or("a seen message has a version")?;
        Ok(Self {
            id: id.parse().map_err(|_| "no id of a message")?,
            version: version.parse().map_err(|_| "no version")?,
        })
    }
}

impl TryFrom<String> for SeenMessage {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        text.parse()
    }
}

impl From<SeenMessage> for String {
    fn from(seen: SeenMessage) -> Self {
        seen.to_string()
    }
}

stored_word! {
    /// Why a candidate is suggested. The strongest first.
    #[derive(PartialOrd, Ord)]
    Clue {
        /// The message names one that we sent to them.
        ReplyToOurs = "reply_to_ours",
        /// The sender's address is theirs.
        Address = "address",
        /// The address of whoever wrote it before a colleague forwarded it is theirs.
        ForwardedAddress = "forwarded_address",
        /// The same name, and another address at the same company or provider of theirs.
        NameAndDomain = "name_and_domain",
        /// The same name, and their phone number is in the text.
        NameAndPhone = "name_and_phone",
        /// Their phone number is in the text.
        Phone = "phone",
        /// The same name.
        Name = "name",
    }
}

/// Somebody whose message it may be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Suggestion {
    /// Who.
    pub candidate: CandidateRow,
    /// Why.
    pub clue: Clue,
    /// The position it would be about: the one we wrote about, or their one open application.
    pub position: Option<PositionId>,
}

/// What a new candidate's form begins with, found in the message.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Prefill {
    /// A name, possibly empty.
    pub name: String,
    /// The address that stands for the person, possibly empty.
    pub address: String,
    /// A phone number in the text, possibly empty.
    pub phone: String,
    /// The open position that the subject names.
    pub position: Option<PositionId>,
}

/// What a person decided about a message last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decided {
    /// The decision, for undoing it.
    pub decision: DecisionId,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Where the message went.
    pub state: MessageState,
}

/// Everything that is needed to decide whose a message is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Triage {
    /// The message's line as it is at this moment.
    pub row: MessageRow,
    /// The other messages that are decided about together with it.
    pub others: Vec<MessageRow>,
    /// Whose it is.
    pub candidate: Option<(CandidateId, String)>,
    /// The title of the position it is about.
    pub position: Option<(PositionId, String)>,
    /// The last decision, unless it was undone.
    pub decided: Option<Decided>,
    /// Whose it may be, the likeliest first.
    pub suggestions: Vec<Suggestion>,
    /// What is known of a new candidate.
    pub prefill: Prefill,
    /// Positions to choose, the open ones.
    pub positions: Vec<PositionChoice>,
}

/// A decision as somebody sends it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decision {
    /// About which messages.
    pub messages: Vec<SeenMessage>,
    /// Whose they are.
    pub whose: Whose,
    /// Which position they are about; when nothing is said, the candidate's one open application.
    pub position: Option<PositionId>,
    /// Whether later mail from the sender's address goes there by itself.
    pub remember_address: bool,
}

impl Triage {
    /// The messages as they are at this moment.
    pub fn seen(&self) -> impl Iterator<Item = SeenMessage> {
        std::iter::once(&self.row).chain(&self.others).map(|row| SeenMessage { id: row.id, version: row.version })
    }
}

/// A decision as the form posts it: every field as typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DecisionForm {
    /// About which messages.
    pub messages: Vec<SeenMessage>,
    /// A candidate's identity, with a position's behind a slash when it is suggested; [`DecisionForm::NEW`] or
    /// [`DecisionForm::NOBODY`].
    pub whose: String,
    /// Who they are when they are new.
    pub newcomer: Newcomer,
    /// A position's identity, or empty.
    pub position: String,
    /// Whether the address is remembered.
    pub remember: bool,
}

impl DecisionForm {
    /// A new candidate's.
    pub const NEW: &'static str = "new";
    /// Back to Unassigned messages.
    pub const NOBODY: &'static str = "nobody";

    /// The decision.
    pub fn read(self) -> Result<Decision, Problem> {
        // A suggestion may say the position as well; what was chosen counts more.
        let (whose, suggested) = self.whose.split_once('/').unwrap_or((&self.whose, ""));
        let whose = match whose {
            Self::NEW => Whose::New(self.newcomer.clone()),
            Self::NOBODY => Whose::Nobody,
            id => Whose::Candidate(id.parse().map_err(|_| Problem::BadRequest)?),
        };
        let position = [self.position.as_str(), suggested].into_iter().find(|text| !text.is_empty()).map(str::parse);
        let position = position.transpose().map_err(|_| Problem::BadRequest)?;
        Ok(Decision { messages: self.messages, whose, position, remember_address: self.remember })
    }
}

/// A candidate to be added, as typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Newcomer {
    /// Their name.
    pub name: String,
    /// Their address, possibly empty.
    pub address: String,
    /// Their phone number, possibly empty.
    pub phone: String,
}

/// Whose messages are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Whose {
    /// This candidate's.
    Candidate(CandidateId),
    /// Somebody's who is not known yet.
    New(Newcomer),
    /// Nobody's: back to Unassigned messages.
    Nobody,
}

#[cfg(test)]
mod tests {
    use super::{DecisionForm, Newcomer, SeenMessage, Whose};
    use crate::Problem;

    #[test]
    fn a_form_is_read_as_a_decision() {
        let (candidate, position, other) = [1, 2, 3].map(|n| format!("00000000-0000-0000-0000-{n:012}")).into();
        let form = |whose: &str, position: &str| DecisionForm {
            whose: whose.into(),
            position: position.into(),
            ..DecisionForm::default()
        };
        let suggested = format!("{candidate}/{position}");
        for (form, whose, about) in [
            (form(&candidate, ""), Whose::Candidate(candidate.parse().unwrap()), None),
            (form(&suggested, ""), Whose::Candidate(candidate.parse().unwrap()), Some(&position)),
            (form(&suggested, &other), Whose::Candidate(candidate.parse().unwrap()), Some(&other)),
            (form("new", &other), Whose::New(Newcomer::default()), Some(&other)),
            (form("nobody", ""), Whose::Nobody, None),
        ] {
            let decision = form.read().unwrap();
            assert_eq!((decision.whose, decision.position), (whose, about.map(|id| id.parse().unwrap())));
        }
        for wrong in [form("", ""), form("x", ""), form("new", "x"), form(&format!("{candidate}/x"), "")] {
            assert_eq!(wrong.read(), Err(Problem::BadRequest));
        }
    }

    #[test]
    fn a_seen_message_is_one_word() {
        let text = "00000000-0000-0000-0000-000000000001.7";
        let seen: SeenMessage = text.parse().unwrap();
        assert_eq!((seen.version, seen.to_string().as_str()), (7, text));
        for wrong in ["", "1.2", "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000001.-1"] {
            assert!(wrong.parse::<SeenMessage>().is_err(), "{wrong}");
        }
    }
}
