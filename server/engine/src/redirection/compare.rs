//! What came, beside what was sent.

use serde::{Deserialize, Serialize};
use types::{Arrival, EmailAddress, HeaderComparison, MessageKind, Timestamp};

use crate::{
    authentication::{Signature, Standing},
    dns::ascii_host,
    reading::{Came, Hop, TokenPlace},
};

use super::{
    Half, Returned, SentMail,
    loop_mail::{MOMENT_HEADER, TOKEN_HEADER},
};

/// Rounds through the same mailbox that make a circle when there is nothing between them: filters hand a mail to their
/// own server once.
const ROUNDS_OF_A_CIRCLE: usize = 3;
/// Bytes of our text that it is known by; mail programs break its lines after some more.
const BEGINNING_BYTES: usize = 40;
/// Subjects of answers, in lower case.
const ANSWERS: &[&str] = &["re:", "aw:", "antw:", "sv:"];

/// A mail of a test that came, with everything its verdict follows from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Found {
    pub half: Half,
    pub shape: Shape,
    /// The message, when it came, and what of its header came through.
    pub arrival: Arrival,
    pub envelope: Envelope,
    /// Fields that forwarders add.
    pub traces: Vec<(String, String)>,
    /// The servers it passed, with when, the first one first.
    pub hops: Vec<(String, Option<Timestamp>)>,
    /// Whether it passed the same mailbox again and again.
    pub is_circling: bool,
    /// What an answer says.
    pub said: String,
    /// Its signatures; nothing until somebody has looked at them.
    #[serde(default)]
    pub signatures: Option<Vec<Signature>>,
}

/// What of the mail came.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Shape {
    /// The mail itself.
    Itself,
    /// The mail as a file in another.
    Attached,
    /// Its words in another.
    Quoted,
    /// A report or an answer about it.
    Answer,
}

/// The sender in the envelope.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Envelope {
    pub found: String,
    pub change: EnvelopeChange,
}

/// What became of the sender in the envelope.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum EnvelopeChange {
    Unchanged,
    /// Sender rewriting scheme: reports go back by way of the company's server.
    Srs,
    /// The mailbox that redirects.
    Mailbox,
    Other,
}

impl Found {
    /// What came of this mail with this text.
    pub(super) fn new(
        sent: &SentMail,
        token: &str,
        text: &str,
        custom: &EmailAddress,
        expected: &EmailAddress,
        returned: Returned,
    ) -> Self {
        let Returned { message, at, mail_from, recipients, kind, said, came, .. } = returned;
        let headers = headers(sent, token, &came);
        let arrival = Arrival { message, at, headers, elsewhere: elsewhere(&recipients, expected) };
        Self {
            half: sent.half,
            shape: shape(kind, sent, text, &came),
            arrival,
            envelope: Envelope { change: envelope_change(sent, custom, &mail_from), found: mail_from },
            is_circling: is_circling(&came.hops, &came.traces),
            hops: came.hops.into_iter().map(|hop| (hop.by, hop.at)).collect(),
            traces: came.traces,
            said,
            signatures: None,
        }
    }

    /// Whether every field came through.
    pub(super) fn is_header_same(&self) -> bool {
        self.arrival.headers.iter().all(HeaderComparison::is_same)
    }

    /// A signature that does not hold any more. It was put on before the mail was changed, and another one of the same
    /// domain that does hold was not: some sign twice, by an old and a new method.
    pub(super) fn broken_signature(&self) -> Option<&Signature> {
        let signatures = self.signatures.as_deref().unwrap_or_default();
        let holds =
            |domain: &str| signatures.iter().any(|other| other.domain == domain && other.standing == Standing::Valid);
        signatures.iter().find(|signature| signature.standing.is_changed() && !holds(&signature.domain))
    }

    /// Whether this field came through; also when it was neither sent nor found.
    pub(super) fn is_same(&self, name: &str) -> bool {
        self.arrival.headers.iter().filter(|header| header.name == name).all(HeaderComparison::is_same)
    }
}

fn shape(kind: MessageKind, sent: &SentMail, text: &str, came: &Came) -> Shape {
    let is_same_from = came.from.as_ref().is_some_and(|from| is_mailbox(&sent.from, &from.address));
    let subject = came.subject.as_deref().unwrap_or_default().trim().to_lowercase();
    let is_answer =
        came.in_reply_to.contains(&sent.message_id) && ANSWERS.iter().any(|start| subject.starts_with(start));
    match (kind, came.place) {
        (MessageKind::Report | MessageKind::AutoReply | MessageKind::Receipt | MessageKind::Feedback, _) => {
            Shape::Answer
        }
        (_, TokenPlace::Header) => Shape::Itself,
        _ if is_answer => Shape::Answer,
        // Gateways drop fields they do not know; the identifier shows that it is the mail itself, or that nothing
        // stands above its text.
        (_, TokenPlace::Text) if came.message_id.as_deref() == Some(&sent.message_id) => Shape::Itself,
        (_, TokenPlace::Text) if is_same_from && came.beginning.starts_with(beginning(text)) => Shape::Itself,
        (_, TokenPlace::Attached) => Shape::Attached,
        (_, TokenPlace::Text) => Shape::Quoted,
    }
}

/// Enough of a text's beginning to know it by.
fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(text.len().min(BEGINNING_BYTES))]
}

fn headers(sent: &SentMail, token: &str, came: &Came) -> Vec<HeaderComparison> {
    let compared = |name: &str, sent: &str, found: Option<String>| HeaderComparison {
        name: name.to_owned(),
        sent: sent.to_owned(),
        found,
    };
    let as_sent = |sent: Option<&EmailAddress>, found: String| match sent {
        Some(sent) if is_mailbox(sent, &found) => sent.to_string(),
        _ => found,
    };
    let from = came.from.as_ref().map(|from| as_sent(Some(&sent.from), from.address.clone()));
    let found_reply_to = came.reply_to.clone().map(|found| as_sent(sent.reply_to.as_ref(), found));
    let reply_to = sent.reply_to.as_ref().map(EmailAddress::as_str);
    let mut headers = vec![
        compared("From", sent.from.as_str(), from),
        compared("Message-ID", &sent.message_id, came.message_id.clone()),
        compared("Subject", &sent.subject, came.subject.clone()),
        compared(TOKEN_HEADER, token, came.token.clone()),
        compared(MOMENT_HEADER, &sent.written_at, came.moment.clone()),
    ];
    if reply_to.is_some() || came.reply_to.is_some() {
        headers.insert(1, compared("Reply-To", reply_to.unwrap_or_default(), found_reply_to));
    }
    headers
}

/// Whether this is how the mailbox may be written: a domain travels in ASCII or as it is read (RFC 5890), and servers
/// change the case of either side of the at sign.
fn is_mailbox(mailbox: &EmailAddress, found: &str) -> bool {
    let Some((local_part, domain)) = found.rsplit_once('@') else { return false };
    let travelling = |domain: &str| ascii_host(domain).unwrap_or_else(|| domain.to_lowercase());
    local_part.to_lowercase() == mailbox.local_part().to_lowercase()
        && travelling(domain) == travelling(mailbox.domain())
}

fn envelope_change(sent: &SentMail, custom: &EmailAddress, found: &str) -> EnvelopeChange {
    let is = |address: &EmailAddress| is_mailbox(address, found);
    let start = found.get(..5).unwrap_or_default().to_ascii_uppercase();
    // Exchange Online writes it behind a plus.
    let is_srs =
        matches!(start.as_bytes(), [b'S', b'R', b'S', b'0' | b'1', b'=' | b'+' | b'-']) || found.contains("+SRS=");
    if is(&sent.from) {
        EnvelopeChange::Unchanged
    } else if is_srs {
        EnvelopeChange::Srs
    } else if is(custom) {
        EnvelopeChange::Mailbox
    } else {
        EnvelopeChange::Other
    }
}

/// Whether the same mailbox took it again and again: by what Postfix, qmail and others write into the header against
/// circles, or by the trace.
fn is_circling(hops: &[Hop], traces: &[(String, String)]) -> bool {
    let mut delivered: Vec<_> = traces
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("Delivered-To"))
        .map(|(_, value)| value.to_lowercase())
        .collect();
    delivered.sort_unstable();
    if delivered.windows(2).any(|pair| pair[0] == pair[1]) {
        return true;
    }
    let named = hops.iter().enumerate().filter(|(_, hop)| !hop.by.is_empty() && !hop.recipient.is_empty());
    named.clone().any(|(first, hop)| {
        let same: Vec<usize> = named
            .clone()
            .filter(|(_, other)| other.by == hop.by && other.recipient.eq_ignore_ascii_case(&hop.recipient))
            .map(|(place, _)| place)
            .collect();
        let is_back = same.iter().any(|place| {
            *place > first + 1
                && hops[first + 1..*place].iter().any(|between| between.by != hop.by && !between.by.is_empty())
        });
        is_back || same.len() >= ROUNDS_OF_A_CIRCLE
    })
}

/// The envelope recipient, when it is not the recruiting address that the redirection should lead to.
fn elsewhere(recipients: &[String], expected: &EmailAddress) -> Option<String> {
    let is_there = recipients.iter().any(|recipient| is_mailbox(expected, recipient));
    recipients.first().filter(|_| !is_there).cloned()
}
