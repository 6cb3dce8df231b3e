//! What a delivery report says: the machine's part of it (RFC 3464) where there is one, otherwise the words of servers
//! that write reports their own way.

use types::ReportReason;

use super::{fields::Fields, line, part::Part, parts::Parts};

/// Most recipients taken from one report.
const MAX_RECIPIENTS: usize = 50;
/// Bytes of a report's own part, or of its text, that are read.
const MAX_REPORT_BYTES: usize = 256 << 10;
/// Longest explanation kept of one recipient, in characters.
const MAX_WORDS_CHARS: usize = 1_000;
/// Most lines of a text that belong to one recipient.
const MAX_WORDS_LINES: usize = 8;
/// Where the copy of the message begins in a report that has it in its own text, in lower case.
const COPY_MARKS: &[&str] = &[
    "--- below this line is a copy",
    "------ this is a copy",
    "----- original message",
    "--- the header of the original",
    "----- unsent message follows",
    "--- returned message",
    "return-path:",
    "received: ",
];
/// What the subject of a warning has in it, in lower case: the message is still under way.
const DELAY_SUBJECTS: &[&str] = &["warning", "delay", "verzöger", "still being retried", "warnung"];

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
    let by_machine: Vec<ReportedRecipient> = status_parts.flat_map(by_machine).take(MAX_RECIPIENTS).collect();
    if by_machine.is_empty() { by_words(parts) } else { by_machine }
}

/// Identifiers of the form of ours in a report's text.
pub(super) fn quoted_ids(parts: &Parts<'_>) -> Vec<String> {
    let mut ids = Vec::new();
    for part in parts.leaves().filter(|part| part.media_type.starts_with("text/")) {
        let (text, _) = part.text(MAX_REPORT_BYTES);
        let words =
            text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ',' | ';' | '(' | ')' | '&'));
        ids.extend(words.filter(|word| looks_like_ours(word)).map(str::to_owned));
    }
    ids
}

/// Two runs of 32 hexadecimal digits, a dot between them, before an @. Whether it is ours the key says.
fn looks_like_ours(word: &str) -> bool {
    let is_run = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    word.split_once('@')
        .and_then(|(local, _)| local.split_once('.'))
        .is_some_and(|(id, digest)| is_run(id) && is_run(digest))
}

/// The recipients of RFC 3464's part: groups of fields, the first of which is about the message.
fn by_machine(part: &Part<'_>) -> Vec<ReportedRecipient> {
    let content = part.content_start(MAX_REPORT_BYTES);
    let mut rest: &[u8] = &content;
    let mut recipients = Vec::new();
    while !rest.is_empty() && recipients.len() < MAX_RECIPIENTS {
        let (fields, end) = Fields::split(rest, false);
        rest = &rest[end.max(1).min(rest.len())..];
        let address =
            |name: &str| typed_value(&fields.text(name)).map(|address| address.trim_matches(['<', '>']).to_owned());
        let Some(recipient) = address("Original-Recipient").or_else(|| address("Final-Recipient")) else { continue };
        let action = match fields.word("Action").split_whitespace().next() {
            Some("failed") => Action::Failed,
            Some("delayed") => Action::Delayed,
            Some("delivered") => Action::Delivered,
            Some("relayed") => Action::Relayed,
            Some("expanded") => Action::Expanded,
            _ if fields.word("Status").starts_with('4') => Action::Delayed,
            _ if fields.word("Status").starts_with('2') => Action::Delivered,
            _ => Action::Failed,
        };
        let words = typed_value(&fields.text("Diagnostic-Code")).unwrap_or_default();
        let status = fields.word("Status").split_whitespace().next().map(str::to_owned).unwrap_or_default();
        let status = if is_status(&status) { status } else { status_in(&words) };
        recipients.push(ReportedRecipient {
            recipient,
            action,
            status,
            words: line::one_line(&words, MAX_WORDS_CHARS),
            is_permanent: false,
            reason: ReportReason::Other,
            message_id: None,
        });
    }
    recipients
}

/// The value in `type; value` (RFC 3464 section 2.1.2); nothing when there is none.
fn typed_value(text: &str) -> Option<String> {
    let value = text.split_once(';').map_or(text, |(_, value)| value).trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The recipients of a report in plain words: those that Exim and Google name in a field, otherwise those whose address
/// begins a paragraph, as in qmail's and old gateways' reports.
fn by_words(parts: &Parts<'_>) -> Vec<ReportedRecipient> {
    let fields = &parts.root().fields;
    let subject = fields.text("Subject").to_lowercase();
    let is_delay = DELAY_SUBJECTS.iter().any(|mark| subject.contains(mark));
    let action = if is_delay { Action::Delayed } else { Action::Failed };
    let text = parts.leaves().find(|part| part.media_type.starts_with("text/plain"));
    let text = text.map(|part| part.text(MAX_REPORT_BYTES).0).unwrap_or_default();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !COPY_MARKS.iter().any(|mark| line.to_lowercase().starts_with(mark)))
        .collect();
    let named: Vec<String> = fields
        .all("X-Failed-Recipients")
        .flat_map(|field| field.unfolded().split(',').map(|address| address.trim().to_owned()).collect::<Vec<_>>())
        .filter(|address| address.contains('@'))
        .collect();
    let found: Vec<(usize, String)> = match named.is_empty() {
        true => lines.iter().enumerate().filter_map(|(at, line)| Some((at, leading_address(line)?))).collect(),
        false => named
            .into_iter()
            .map(|address| (lines.iter().position(|line| line.contains(&address)).unwrap_or(lines.len()), address))
            .collect(),
    };
    let recipients = found.into_iter().take(MAX_RECIPIENTS).map(|(at, recipient)| {
        let about = lines.get(at..).unwrap_or_default().iter().enumerate();
        let about = about.take_while(|(n, line)| *n < MAX_WORDS_LINES && !line.is_empty()).map(|(_, line)| *line);
        let about = about.collect::<Vec<_>>().join(" ");
        let words = about.split_once(&recipient).map_or(about.as_str(), |(_, words)| words);
        let words = line::one_line(words.trim_start_matches(['>', ':', ' ']), MAX_WORDS_CHARS);
        ReportedRecipient {
            recipient,
            action,
            status: status_in(&words),
            words,
            is_permanent: false,
            reason: ReportReason::Other,
            message_id: None,
        }
    });
    recipients.collect()
}

/// The address that a line begins with: `<carla@example.org>:` or `carla@example.org`.
fn leading_address(line: &str) -> Option<String> {
    let word = line.split_whitespace().next()?.trim_end_matches(':');
    let word = word.strip_prefix('<').and_then(|word| word.strip_suffix('>')).unwrap_or(word);
    word.parse::<types::EmailAddress>().ok().map(|address| address.to_string())
}

/// The first status code among these words.
fn status_in(words: &str) -> String {
    let clean = |word: &str| word.trim_matches(['(', ')', '#', ',', ';', ':', '[', ']']).to_owned();
    words.split_whitespace().map(clean).find(|word| is_status(word)).unwrap_or_default()
}

fn is_status(text: &str) -> bool {
    text.starts_with(['2', '4', '5'])
        && text.split('.').count() == 3
        && text.split('.').all(|number| (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
