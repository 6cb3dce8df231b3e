//! What a test mail that came back tells about its way.

use types::Mailbox;

use super::{
    Fields, MAX_SUBJECT_CHARS,
    hops::{self, Hop},
    line, opened,
    parts::Parts,
    test_token,
};
use crate::redirection::{MOMENT_HEADER, TOKEN_HEADER};

/// Most fields kept of each sort that a forwarder adds; more would be noise on a screen.
const MAX_TRACES: usize = 12;
/// Longest value kept of a field, in characters.
const MAX_VALUE_CHARS: usize = 300;
/// How the fields begin that servers add when they send a mail on, in lower case.
const TRACES: &[&str] = &[
    "resent-",
    "x-forwarded-",
    "x-sieve",
    "x-ms-exchange-inbox-rules-loop",
    "x-gm-original-to",
    "x-srs-",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "list-id",
];

/// Where the token of the test stood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenPlace {
    /// In the header: it is the mail itself.
    Header,
    /// In a mail that is attached.
    Attached,
    /// In the text or the subject.
    Text,
}

/// What is to be compared with what was sent, as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Came {
    /// Where the token stood.
    pub place: TokenPlace,
    /// From.
    pub from: Option<Mailbox>,
    /// Reply-To.
    pub reply_to: Option<String>,
    /// Decoded subject.
    pub subject: Option<String>,
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// In-Reply-To.
    pub in_reply_to: Vec<String>,
    /// How the text begins, on one line.
    pub beginning: String,
    /// Fields that forwarders add, in order.
    pub traces: Vec<(String, String)>,
    /// The field with the token, as it stands.
    pub token: Option<String>,
    /// The field with the moment it was written.
    pub moment: Option<String>,
    /// Servers passed.
    pub hops: Vec<Hop>,
}

/// Reads the mail that carries this token.
pub(super) fn came(parts: &Parts<'_>, token: &str) -> Came {
    let fields = &parts.root().fields;
    let address = |name: &str| fields.mailboxes(name).into_iter().next();
    Came {
        place: place(parts, token),
        from: address("From"),
        reply_to: address("Reply-To").map(|mailbox| mailbox.address),
        subject: fields.has("Subject").then(|| line::one_line(&fields.text("Subject"), MAX_SUBJECT_CHARS)),
        message_id: fields.ids("Message-ID").into_iter().next(),
        in_reply_to: fields.ids("In-Reply-To"),
        beginning: line::one_line(&opened::text(parts), MAX_VALUE_CHARS),
        traces: traces(fields),
        token: fields.raw_text(TOKEN_HEADER),
        moment: fields.raw_text(MOMENT_HEADER),
        hops: hops::hops(fields),
    }
}

fn place(parts: &Parts<'_>, token: &str) -> TokenPlace {
    if parts.root().fields.all(TOKEN_HEADER).any(|field| field.unfolded() == token) {
        TokenPlace::Header
    } else if test_token::attached(parts).iter().any(|found| found == token) {
        TokenPlace::Attached
    } else {
        TokenPlace::Text
    }
}

fn traces(fields: &Fields<'_>) -> Vec<(String, String)> {
    let is_trace = |name: &str| TRACES.iter().any(|start| name.to_ascii_lowercase().starts_with(start));
    let found = fields.iter().filter(|field| is_trace(field.name));
    found
        .map(|field| (field.name.to_owned(), line::one_line(&field.unfolded(), MAX_VALUE_CHARS)))
        .take(MAX_TRACES)
        .collect()
}
