//! Why a message did not arrive, as a person would say it: from the code (RFC 3463) where that is exact, else from the
//! words of the servers, in English and German.

use types::ReportReason::{self, *};

use super::{Action, phrases::PHRASES};

/// The reason: `words` are the server's, `about` is what the report says in its own.
pub(super) fn reason(action: Action, status: &str, words: &str, about: &str) -> ReportReason {
    if action.is_success() {
        return Delivered;
    }
    let words = words.to_lowercase();
    if let Some(reason) = by_exact_code(status, &words) {
        return reason;
    }
    by_phrases(&words)
        .or_else(|| by_code(status))
        .or_else(|| by_phrases(&about.to_lowercase()))
        .or_else(|| reply_code(&words).and_then(by_reply_code))
        .unwrap_or(Other)
}

fn by_phrases(words: &str) -> Option<ReportReason> {
    PHRASES
        .iter()
        .find(|(_, phrases)| phrases.split('|').any(|phrase| words.contains(phrase)))
        .map(|(reason, _)| *reason)
}

/// The codes that say it all, whatever the words are.
fn by_exact_code(status: &str, words: &str) -> Option<ReportReason> {
    let (_, detail) = status.split_once('.')?;
    Some(match detail {
        // Some use it for the domain too, and say so.
        "1.1" if by_phrases(words) == Some(HostUnknown) => HostUnknown,
        "1.1" | "1.6" => UnknownUser,
        "1.2" => HostUnknown,
        "2.2" => MailboxFull,
        "2.3" | "3.4" => TooLarge,
        "4.6" | "4.14" => MailLoop,
        "4.7" => Expired,
        _ => return None,
    })
}

/// What the other codes mean (RFC 3463 section 3, RFC 7372, Microsoft's table of reports).
fn by_code(status: &str) -> Option<ReportReason> {
    let (_, detail) = status.split_once('.')?;
    let (subject, number) = detail.split_once('.')?;
    let number: u32 = number.parse().ok()?;
    Some(match (subject, number) {
        ("1", 0 | 3 | 10) => UnknownUser,
        ("1", 7 | 8) => Policy,
        ("2", 1) => Inactive,
        ("3", 1..=3 | 5) => ServerFault,
        ("4", 1 | 2) => Unreachable,
        ("4", 4 | 310) => HostUnknown,
        ("4", _) => Unreachable,
        ("7", 509 | 511 | 606..=649 | 705 | 708 | 750) => Blocked,
        ("7", _) => Policy,
        _ => return None,
    })
}

/// What replies mean whose text says nothing (RFC 5321 section 4.2.3).
fn by_reply_code(code: u16) -> Option<ReportReason> {
    Some(match code {
        421 | 450 | 451 => ServerFault,
        452 => MailboxFull,
        550 | 551 | 553 => UnknownUser,
        552 => MailboxFull,
        _ => return None,
    })
}

/// The SMTP reply code in these words.
pub(super) fn reply_code(words: &str) -> Option<u16> {
    let numbers = words.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|word| word.len() == 3);
    numbers.filter_map(|word| word.parse().ok()).find(|code| (400..=599).contains(code))
}
