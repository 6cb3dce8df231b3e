//! Everything said with a candidate, and the answer that is being written.

use serde::{Deserialize, Serialize};

use crate::{
    Attachment, CandidateId, CompanyId, FileFacts, MessageId, MessageKind, OutgoingFile, OutgoingView, PositionId,
    Sending, TemplateId, Timestamp,
};

/// How long an answer waits before it is sent, so that it can be taken back, in seconds.
pub const UNDO_SECS: i64 = 10;

/// A page of a conversation, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ConversationPage {
    /// Whose it is: another than was asked for when that one was merged into them.
    pub whose: Option<CandidateId>,
    /// What was said.
    pub entries: Vec<ThreadEntry>,
    /// Where the older page begins; nothing when there is none.
    pub older: Option<String>,
}

/// One message of a conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ThreadEntry {
    /// From the candidate.
    Theirs(TheirMessage),
    /// From us.
    Ours(Box<OurMessage>),
}

/// A message from the candidate, as much of it as a conversation shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TheirMessage {
    /// Its identity.
    pub id: MessageId,
    /// The sender's display name, or the address when there is none.
    pub from: String,
    /// The subject, possibly empty.
    pub subject: String,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// What sort of mail it is.
    pub kind: MessageKind,
    /// The text in the order it was written: the sender's own words, and what they quoted.
    pub pieces: Vec<TextPiece>,
    /// Whether there is more text than is shown here.
    pub is_cut: bool,
    /// Files, without pictures inside the text, and what is known of each.
    pub files: Vec<(Attachment, FileFacts)>,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TextPiece {
    /// The text, line by line.
    pub text: String,
    /// Whether it is folded away: it repeats an earlier message, or is a signature or a disclaimer.
    pub is_quoted: bool,
}

/// A message from us.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OurMessage {
    /// The message with what became of it.
    pub view: OutgoingView,
    /// Its text as HTML, everything but the formatting escaped.
    pub html: String,
    /// Who wrote it; empty when nobody is known any more.
    pub author: String,
    /// Whether its text can come back into a draft: it was not sent, and nobody has done so.
    pub can_be_taken_back: bool,
}

/// What the form of an answer is drawn from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Composing {
    /// To whom.
    pub candidate: CandidateId,
    /// What stands in it.
    pub form: AnswerForm,
    /// When this was asked for.
    pub now: Timestamp,
    /// When the draft was last kept; nothing when there is none.
    pub saved_at: Option<Timestamp>,
    /// Files that will go out with it.
    pub files: Vec<OutgoingFile>,
    /// What it may be about, the candidate's positions first; the last one is no position.
    pub positions: Vec<AnswerPosition>,
    /// The candidate's addresses.
    pub addresses: Vec<String>,
    /// Texts to begin with.
    pub templates: Vec<TemplateName>,
    /// What the draft reads like; nothing when it leaves nothing open.
    pub preview: Option<AnswerPreview>,
}

/// An answer with its placeholders filled in.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AnswerPreview {
    /// The subject; empty when it has no placeholder.
    pub subject: String,
    /// The text; empty when it has no placeholder.
    pub body: String,
    /// What is not known; then it stays as it is.
    pub missing: Vec<Placeholder>,
}

/// Something an answer may be about, and what follows from that.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AnswerPosition {
    /// The position; nothing when it is about none.
    pub id: Option<PositionId>,
    /// The position's title.
    pub title: String,
    /// As whom it leaves, and through what.
    pub sending: Sending,
    /// Whether there is a server to leave through at this moment.
    pub can_leave: bool,
    /// What is put below the text.
    pub signature: String,
}

/// The name of a template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TemplateName {
    /// Its identity.
    pub id: TemplateId,
    /// Its name.
    pub name: String,
}

/// An answer as it is typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AnswerForm {
    /// The position's identity; empty when it is about none.
    #[serde(default)]
    pub position: String,
    /// To: addresses with commas between them.
    #[serde(default)]
    pub to: String,
    /// Cc, in the same way.
    #[serde(default)]
    pub cc: String,
    /// The subject.
    #[serde(default)]
    pub subject: String,
    /// The text, see [`crate::formatting`].
    #[serde(default)]
    pub body: String,
    /// The newest message that whoever writes has seen, by its moment.
    #[serde(default)]
    pub seen: Timestamp,
    /// When the page that is typed into was drawn; 0 when it is not known. What was sent or thrown away since is over.
    #[serde(default)]
    pub begun: Timestamp,
    /// The template to be used.
    #[serde(default)]
    pub template: String,
    /// The name of a file that is chosen and not attached yet.
    #[serde(default)]
    pub file: String,
    /// When it is to be sent, as typed: `2026-11-25T10:00`.
    #[serde(default)]
    pub at: String,
    /// The same moment in milliseconds since 1970, where the browser could work it out in its own zone.
    #[serde(default)]
    pub at_millis: String,
}

/// A value that a template leaves open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Placeholder {
    /// The first word of the candidate's name.
    FirstName,
    /// The candidate's name.
    Name,
    /// The title of the position.
    Position,
    /// The name of the company that the position belongs to.
    Company,
    /// The name of whoever writes.
    Recruiter,
}

impl Placeholder {
    /// All of them, in the order they are explained.
    pub const ALL: [Self; 5] = [Self::FirstName, Self::Name, Self::Position, Self::Company, Self::Recruiter];

    /// As it stands in a text.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::FirstName => "{first_name}",
            Self::Name => "{name}",
            Self::Position => "{position}",
            Self::Company => "{company}",
            Self::Recruiter => "{recruiter}",
        }
    }
}

/// A text that answers begin with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Template {
    /// Its identity.
    pub id: TemplateId,
    /// What it is called.
    pub name: String,
    /// The subject, possibly empty: then the answer keeps its own.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// What is put below the answers of a company.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Signature {
    /// Whose.
    pub company: CompanyId,
    /// The company's name.
    pub company_name: String,
    /// The text; empty for the main company's.
    pub text: String,
    /// Whether it is the main company's.
    pub is_main: bool,
}
