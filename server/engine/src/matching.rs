//! Whose an incoming message is: pure rules over what the message says and what is known, in the order of the design.

mod decide;
mod job_boards;
mod known;
mod own_domains;
#[cfg(test)]
mod tests;

use types::{CandidateId, MessageKind, MessageState, OutgoingId, PositionId, Reason};

pub(crate) use decide::decide;
pub(crate) use job_boards::is_nobody;
pub(crate) use own_domains::{OwnDomains, is_public_provider};

use crate::{Engine, Reading, reading};

/// Message-IDs of ours that are looked up for one message: the newest of a conversation say it all.
const ANSWERED_MAX: usize = 3;
/// Starts of subjects that mail programs give to what they forward, in lower case.
const FORWARD_SUBJECTS: &[&str] = &["fw:", "fwd:", "wg:", "tr:", "rv:", "vs:", "i:"];

/// What a message says that decides whose it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// What sort of mail it is.
    pub kind: MessageKind,
    /// Who it is from, in lower case.
    pub from: String,
    /// The address that stands for the person who wrote it, in lower case.
    pub person: Option<String>,
    /// The job board that it came through.
    pub board: Option<&'static str>,
    /// A colleague forwarded it; the address of whoever wrote it first, when that can be read.
    pub forwarded: Option<Option<String>>,
    /// Messages of ours that it names, the likeliest first.
    pub answered: Vec<OutgoingId>,
}

/// Where a message goes, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub state: MessageState,
    pub reason: Reason,
    /// What the reason is about.
    pub detail: String,
    pub candidate: Option<CandidateId>,
    pub position: Option<PositionId>,
    /// The message of ours that it answers.
    pub outgoing: Option<OutgoingId>,
}

impl Place {
    /// With nobody.
    pub const fn nobodys(state: MessageState, reason: Reason) -> Self {
        Self { state, reason, detail: String::new(), candidate: None, position: None, outgoing: None }
    }
}

impl Engine {
    /// What this message says. `raw` is looked into only when a colleague forwarded it.
    pub(crate) fn facts(&self, message: &Reading, raw: &[u8], own: &OwnDomains) -> Facts {
        let address =
            |mailboxes: &[types::Mailbox]| mailboxes.first().map(|m| m.address.to_lowercase()).unwrap_or_default();
        let (from, reply_to) = (address(&message.from), address(&message.reply_to));
        let board = job_boards::board(&from);
        let named = message.in_reply_to.iter().chain(message.references.iter().rev());
        let mut answered: Vec<OutgoingId> = Vec::new();
        for id in named.filter_map(|id| self.outgoing_of_message_id(id)) {
            if answered.len() < ANSWERED_MAX && !answered.contains(&id) {
                answered.push(id);
            }
        }
        let forwarded = own.has(&from).then(|| forwarded(message, raw, &reply_to, own)).flatten();
        Facts { kind: message.kind, person: person(&from, &reply_to), from, board, forwarded, answered }
    }
}

/// The address that stands for the person: Reply-To of what came through a job board, else From.
pub(crate) fn person(from: &str, reply_to: &str) -> Option<String> {
    let is_person = |address: &&str| !address.is_empty() && !is_nobody(address);
    let reply_to = Some(reply_to).filter(|_| job_boards::board(from).is_some());
    reply_to.filter(is_person).or_else(|| Some(from).filter(is_person)).map(str::to_owned)
}

/// Whether a colleague forwarded this, and who wrote it first.
fn forwarded(message: &Reading, raw: &[u8], reply_to: &str, own: &OwnDomains) -> Option<Option<String>> {
    let is_stranger = |address: &String| !address.is_empty() && !own.has(address) && !is_nobody(address);
    let original = reading::forwarded_from(raw).map(|mailbox| mailbox.address.to_lowercase()).filter(is_stranger);
    // A form on the company's own web site writes as the company, and names the applicant in Reply-To.
    let original = original.or_else(|| Some(reply_to.to_owned()).filter(is_stranger));
    let subject = message.subject.trim_start().to_lowercase();
    let says_so = FORWARD_SUBJECTS.iter().any(|start| subject.starts_with(start)) || !message.enclosed_ids.is_empty();
    (original.is_some() || says_so).then_some(original)
}
