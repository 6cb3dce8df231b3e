//! Words that both sides share: what travels between browser and server, and the rules that both check.
//!
//! Holds no input or output: it compiles for the browser in seconds. In reading order.

mod account_name;
mod address;
mod ids;
mod stored_word;
mod time;

mod company;
mod person;
mod problem;
mod reading;
#[cfg(not(target_arch = "wasm32"))]
mod reading_words;

mod recruiting_email;
mod sender;
mod smtp_settings;

mod authentication;
mod badge;
mod cause;
mod confirming;
mod connection_test;
mod discovery;
mod file_facts;
mod finding;
mod oauth;
mod stage_record;
mod verdict;

mod candidate;
mod conversation;
mod live;
mod message;
mod outgoing;
mod position;
mod practice;
mod scope;
mod search;
mod triage;

// In words that only the server writes.
#[cfg(not(target_arch = "wasm32"))]
mod it_report;
#[cfg(not(target_arch = "wasm32"))]
mod stage_words;

pub mod formatting;

pub mod text;

pub use account_name::AccountName;
pub use address::{AddressFault, EmailAddress};
pub use authentication::{Authentication, Belief, BeliefLine, DnsRecord, Proof, ProofState, Verified, VerifiedBy};
pub use badge::Badge;
pub use candidate::{
    ApplicationRow, ApplicationStage, CandidateAddress, CandidateFilter, CandidateForm, CandidatePage, CandidateRow,
    CandidateView, MergedCandidate, PositionChoice,
};
#[cfg(not(target_arch = "wasm32"))]
pub use cause::CauseWords;
pub use cause::{Cause, Field, Fixer};
pub use company::{CompanyChoice, CompanyLine, CompanyWarning};
pub use confirming::Confirming;
pub use connection_test::{
    ARRIVAL_WAIT_SECS, Arrival, ConnectionTest, Fact, HeaderComparison, Outcome, Stage, StageName, TestState,
    TestedSettings,
};
pub use conversation::{
    AnswerForm, AnswerPosition, AnswerPreview, Composing, ConversationPage, OurMessage, Placeholder, Signature,
    Template, TemplateName, TextPiece, TheirMessage, ThreadEntry, UNDO_SECS,
};
pub use discovery::{AccountKind, Discovery, FoundBy, FoundServer, PasswordKind, Proposal, Provider, ServerAnswer};
pub use file_facts::{FileFacts, ScanState, TextState};
pub use finding::{Finding, Remedy};
pub use ids::{
    ApplicationId, CandidateId, CompanyId, DecisionId, FileId, MergeId, MessageId, OutgoingId, PersonId, PositionId,
    TemplateId, TestId, TokenId, WebhookId,
};
#[cfg(not(target_arch = "wasm32"))]
pub use it_report::{ItReport, ReportBlock, ReportFindings, ReportSection};
pub use live::{Changed, EVERYTHING, Topic};
pub use message::{
    Attachment, Counts, FileWarning, Mailbox, MessageBody, MessageKind, MessagePage, MessageRow, MessageState,
    MessageView, Reason, SHOWN_MEDIA_TYPES, View,
};
pub use oauth::{OauthConnection, OauthFault, OauthProvider, SignInWith};
pub use outgoing::{
    BODY_MAX_BYTES, FailingServer, NewOutgoing, OUTGOING_FILES_MAX, OUTGOING_FILES_MAX_BYTES, OutboxCounts, OutboxView,
    OutgoingDecision, OutgoingFile, OutgoingPage, OutgoingReason, OutgoingRecipient, OutgoingRow, OutgoingState,
    OutgoingView, OutgoingWord, RECIPIENTS_MAX, RecipientState, SUBJECT_MAX_CHARS,
};
pub use person::{Me, PASSWORD_MIN_CHARS, Role};
pub use position::{
    Applicant, ApplicantPage, Outlook, Position, PositionForm, PositionPage, PositionQuery, PositionRow, PositionSaved,
    PositionStatus,
};
pub use practice::{Application, Fault, PracticeFacts, PracticeState, Redirection};
pub use problem::{InputFault, InputField, Problem};
pub use reading::{EnclosedMessage, Invitation, InvitationStep, ReadingProblem, ReportReason};
pub use recruiting_email::{Inheritance, RecruitingEmail, SenderForm, TypedSmtp};
pub use scope::Scope;
pub use search::{Found, Piece, SearchPage, SearchPlace, SearchQuery};
pub use sender::{Route, SenderSettings, Sending, sender};
pub use smtp_settings::{Encryption, SettingsFault, SettingsFaults, SmtpSettings};
pub use stage_record::{DialogueLine, SentLine, ShownCertificate, StageRecord};
pub use time::Timestamp;
pub use triage::{Clue, Decided, Decision, DecisionForm, Newcomer, Prefill, SeenMessage, Suggestion, Triage, Whose};
pub use verdict::Verdict;
