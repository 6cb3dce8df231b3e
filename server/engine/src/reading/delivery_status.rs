//! What a delivery report says: the machine's part of it (RFC 3464) where there is one, otherwise the words of servers
//! that write reports their own way.

mod phrases;
mod quoted;
mod reason;
mod words;

use types::ReportReason;

use super::{fields::Fields, line, part::Part, parts::Parts};
use words::{by_words, status_in};

pub(super) use {quoted::quotes, words::quoted_ids};

/// Most recipients taken from one report.
const MAX_RECIPIENTS: usize = 50;
/// Bytes of a report's own part, or of its text, that are read.
const MAX_REPORT_BYTES: usize = 256 << 10;
/// Longest explanation kept of one recipient, in characters.
const MAX_WORDS_CHARS: usize = 1_000;

/// What happened to a recipient's copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Action {
    /// It came back.
    #[default]
    Failed,
    /// It is still under way.
    Delayed,
    /// It arrived.
    Delivered,
    /// It went on to where no reports come from.
    Relayed,
    /// It went on to several others.
    Expanded,
}

impl Action {
    /// As RFC 3464 section 2.3.3 writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Relayed => "relayed",
            Self::Expanded => "expanded",
        }
    }

    /// Whether the recipient, or somebody after it, has the message.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Delivered | Self::Relayed | Self::Expanded)
    }
}

/// One recipient in a delivery report.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReportedRecipient {
    /// The address it was sent to, as far as it is told.
    pub recipient: String,
    /// What happened.
    pub action: Action,
    /// Enhanced status code (RFC 3463), possibly empty.
    pub status: String,
    /// The explanation, possibly empty.
    pub words: String,
    /// Whether trying again is of no use: the address itself is bad, or it is refused for good.
    pub is_permanent: bool,
    /// Why, as a person would say it.
    pub reason: ReportReason,
    /// Message-ID of the message it is about, without angle brackets; nothing when the report does not name it.
    pub message_id: Option<String>,
}

/// What is said about each recipient.
pub(super) fn reported(parts: &Parts<'_>) -> Vec<ReportedRecipient> {
    let status_parts =
        parts.leaves().filter(|part| part.is(&["message/delivery-status", "message/global-delivery-status"]));
    let mut found: Vec<ReportedRecipient> =
        status_parts.flat_map(|part| by_machine(&content(part))).take(MAX_RECIPIENTS).collect();
    let text = words::text(parts);
    if found.is_empty() && text.to_lowercase().contains("final-recipient:") {
        // The machine's part under a wrong name, or in the middle of the words.
        let start = text.to_lowercase().find("final-recipient:").filter(|start| text.is_char_boundary(*start));
        found = by_machine(text.get(start.unwrap_or_default()..).unwrap_or_default().as_bytes());
    }
    if found.is_empty() {
        found = by_words(parts, &text);
    }
    let message_id = super::enclosed_ids(parts, true).into_iter().next();
    for one in &mut found {
        let about = words::about(&text, &one.recipient);
        one.reason = reason::reason(one.action, &one.status, &one.words, &about);
        if one.reason == ReportReason::Other {
            // Some say the reason first, and then whom it is about.
            one.reason = reason::reason(one.action, "", &text, &parts.root().fields.text("Subject"));
        }
        if one.status.is_empty() {
            one.status = status_in(&about);
        }
        one.is_permanent = is_permanent(one);
        one.message_id.clone_from(&message_id);
    }
    found
}

fn content(part: &Part<'_>) -> Vec<u8> {
    part.content_start(MAX_REPORT_BYTES).into_owned()
}

/// Whether trying again is of no use.
fn is_permanent(one: &ReportedRecipient) -> bool {
    if one.action != Action::Failed {
        return false;
    }
    match (one.status.as_bytes().first(), reason::reply_code(&one.words)) {
        (Some(b'5'), _) => true,
        (Some(b'4'), _) => false,
        (_, Some(code)) => code >= 500,
        _ => !matches!(
            one.reason,
            ReportReason::Expired | ReportReason::Unreachable | ReportReason::RateLimited | ReportReason::MailboxFull
        ),
    }
}

/// The recipients of RFC 3464's part: groups of fields, the first of which is about the message.
fn by_machine(content: &[u8]) -> Vec<ReportedRecipient> {
    let mut rest = content;
    let mut recipients = Vec::new();
    while !rest.is_empty() && recipients.len() < MAX_RECIPIENTS {
        let (fields, end) = Fields::split(rest, false);
        rest = &rest[end.max(1).min(rest.len())..];
        recipients.extend(group(&fields));
    }
    recipients
}

/// What one group says; nothing when it is about no recipient.
fn group(fields: &Fields<'_>) -> Option<ReportedRecipient> {
    let named = |name: &str| typed_value(&fields.text(name)).map(|address| bare(&address));
    let (last, original) = (named("Final-Recipient"), named("Original-Recipient"));
    let original = original.map(|written| original_recipient(written, last.as_deref()));
    let addresses = [original, last.clone(), named("X-Actual-Recipient")].into_iter().flatten();
    let recipient = addresses.into_iter().find(|address| address.contains('@')).or(last)?;
    let status = fields.word("Status").split_whitespace().next().map(str::to_owned).unwrap_or_default();
    let action = match fields.word("Action").split(|c: char| !c.is_ascii_alphabetic()).next() {
        Some("failed" | "failure") => Action::Failed,
        Some("delayed") => Action::Delayed,
        Some("delivered") => Action::Delivered,
        Some("relayed") => Action::Relayed,
        Some("expanded") => Action::Expanded,
        _ if status.starts_with('4') => Action::Delayed,
        _ if status.starts_with('2') => Action::Delivered,
        _ => Action::Failed,
    };
    let diagnostic = typed_value(&fields.text("Diagnostic-Code")).unwrap_or_default();
    let remark = fields.text("X-Supplementary-Info");
    let words = if diagnostic.is_empty() { remark } else { diagnostic };
    // A server that knows no more than `5.0.0` often has the exact code in its words.
    let told = status_in(&words);
    let is_vague = !words::is_status(&status) || (status.ends_with(".0.0") && !told.is_empty());
    let status = if is_vague && (!told.is_empty() || !words::is_status(&status)) { told } else { status };
    let words = line::one_line(&words, MAX_WORDS_CHARS);
    Some(ReportedRecipient { recipient, action, status, words, ..ReportedRecipient::default() })
}

/// An address without brackets.
fn bare(address: &str) -> String {
    address.trim().trim_matches(['<', '>', '"']).to_owned()
}

/// The address in Original-Recipient. RFC 3464 section 2.3.1 wants it as whoever sent the message gave it; some servers
/// repeat the parameter ORCPT instead, in which special characters are encoded (RFC 3461 section 4). The address in
/// Final-Recipient never is.
fn original_recipient(written: String, last: Option<&str>) -> String {
    if last.is_some_and(|last| last.eq_ignore_ascii_case(&written)) {
        return written;
    }
    let decoded = xtext(&written);
    // `max+40example.org` says that it is encoded, `max+40@example.org` that it is not.
    if decoded.parse::<types::EmailAddress>().is_ok() { decoded } else { written }
}

/// What is meant by `xtext` (RFC 3461 section 4): `+2B` is a plus sign, each once.
fn xtext(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('+') {
        decoded.push_str(before);
        let is_digit = |c: char| c.is_ascii_digit() || ('A'..='F').contains(&c);
        let digits = after.get(..2).filter(|digits| digits.chars().all(is_digit));
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii_graphic);
        decoded.push(code.map_or('+', char::from));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    decoded + rest
}

/// The value in `type; value` (RFC 3464 section 2.1.2); nothing when there is none.
fn typed_value(text: &str) -> Option<String> {
    let value = match text.split_once(';') {
        Some((kind, value)) if !kind.trim().contains(char::is_whitespace) => value,
        _ => text,
    };
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests;
