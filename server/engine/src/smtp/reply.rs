//! What a server answers (RFC 5321 section 4.2), and what may come instead.

use types::{Cause, StageName};

use crate::explain::{Answer, explain};

/// A reply.
pub(crate) struct Reply {
    /// Its code, 200 to 599.
    pub(crate) code: u16,
    /// Its lines as sent, codes included, line ends not.
    pub(crate) lines: Vec<String>,
}

impl Reply {
    /// Whether the command was carried out.
    pub(crate) const fn is_done(&self) -> bool {
        self.code / 100 == 2
    }

    /// Whether the server is ready for the rest of the command.
    pub(crate) const fn wants_more(&self) -> bool {
        self.code / 100 == 3
    }

    /// Whether the command was refused, for now or for good.
    pub(crate) const fn is_refusal(&self) -> bool {
        self.code / 100 >= 4
    }

    /// Whether trying again later may help (RFC 5321 section 4.2.1).
    pub(crate) const fn is_for_now(&self) -> bool {
        self.code / 100 == 4
    }

    /// What it means when it refuses something at this stage.
    pub(crate) fn cause(&self, stage: StageName) -> Cause {
        explain(Some(stage), &Answer::new(self.lines.iter().map(String::as_str)))
    }

    /// Its lines without the codes.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.get(4..).unwrap_or_default())
    }
}

/// Why there is no reply.
pub(crate) enum WireFault {
    /// The limit passed.
    TimedOut,
    /// The connection ended.
    Dropped,
    /// TLS ended it.
    Tls(Cause),
    /// What came is not a reply; its first line.
    NotSmtp(String),
    /// What came is TLS.
    SpeaksTls,
    /// The server said this before it was asked.
    Early(String),
}

impl WireFault {
    /// What this means after the greeting.
    pub(crate) fn cause(&self) -> Cause {
        match self {
            Self::TimedOut => Cause::AnswerTimedOut,
            Self::Dropped => Cause::ConnectionDropped,
            Self::Tls(cause) => *cause,
            Self::NotSmtp(line) => not_smtp(line),
            Self::SpeaksTls => Cause::NotSmtp,
            Self::Early(_) => Cause::AnswersEarly,
        }
    }

    /// What came instead of a reply.
    pub(crate) fn words(self) -> Option<String> {
        match self {
            Self::NotSmtp(words) | Self::Early(words) => Some(words),
            _ => None,
        }
    }
}

/// What a line is that is no reply: IMAP (RFC 9051) and POP3 (RFC 1939) greet in ways of their own.
pub(crate) fn not_smtp(line: &str) -> Cause {
    let is_mailbox = ["* OK", "* PREAUTH", "* BYE", "+OK"].iter().any(|greeting| line.starts_with(greeting));
    if is_mailbox { Cause::MailboxServer } else { Cause::NotSmtp }
}

/// The code of a reply line, and whether it is the last of its reply.
pub(crate) fn reply_line(line: &str) -> Option<(u16, bool)> {
    let bytes = line.as_bytes();
    let (digits, rest) = bytes.split_at_checked(3)?;
    if !(b'2'..=b'5').contains(&digits[0]) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    match rest.first() {
        None | Some(b' ') => Some((code, true)),
        Some(b'-') => Some((code, false)),
        Some(_) => None,
    }
}

/// Whether these bytes begin as TLS does: an alert or a handshake, version 3 (RFC 8446 section 5.1).
pub(crate) fn is_tls_record(bytes: &[u8]) -> bool {
    matches!(bytes, [0x15 | 0x16, 3, ..])
}

/// Whether more of a line could make a reply of it.
pub(crate) fn may_become_reply(received: &[u8]) -> bool {
    let n_digits = received.len().min(3);
    received[..n_digits].iter().all(u8::is_ascii_digit)
}
