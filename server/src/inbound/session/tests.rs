//! The conversation without a network: what is said, and what is answered.

mod any_bytes;
mod chunks;
mod messages;
mod order;

use std::{net::Ipv4Addr, sync::Arc};

use engine::Incoming;
use types::MessageId;

use super::{Action, Fault, Protocol, Rules, Session};
use crate::inbound::Limits;

const LIMITS: fn() -> Limits = || Limits {
    message_bytes: 1000,
    discarded_bytes: 2000,
    recipients: 3,
    errors: 4,
    idle_commands: 6,
    ..Limits::default()
};

/// A session with a driver that knows `jobs` and `postmaster`, cannot say whether it knows `broken`, and stores all
/// mails until told otherwise.
struct Talk {
    session: Session,
    pending: Vec<u8>,
    stores: bool,
    against_mail: Option<Fault>,
    spooled: Vec<u8>,
    mails: Vec<Incoming>,
    is_closed: bool,
}

impl Talk {
    fn new() -> Self {
        Self::with_tls(false)
    }

    fn with_tls(offers_tls: bool) -> Self {
        Self::with_rules(Rules {
            domain: "in.example.com".into(),
            limits: LIMITS(),
            offers_tls,
            protocol: Protocol::Smtp,
        })
    }

    fn with_limits(limits: Limits) -> Self {
        Self::with_rules(Rules { domain: "in.example.com".into(), limits, offers_tls: false, protocol: Protocol::Smtp })
    }

    fn with_rules(rules: Rules) -> Self {
        Self {
            session: Session::new(Arc::new(rules), Ipv4Addr::LOCALHOST.into()),
            pending: Vec::new(),
            stores: true,
            against_mail: None,
            spooled: Vec::new(),
            mails: Vec::new(),
            is_closed: false,
        }
    }

    /// Past EHLO.
    fn greeted() -> Self {
        let mut talk = Self::new();
        assert_eq!(talk.say("EHLO client.example"), "250");
        talk
    }

    /// Past an accepted recipient.
    fn addressed() -> Self {
        let mut talk = Self::greeted();
        assert_eq!(talk.say("MAIL FROM:<anna@example.org>\r\nRCPT TO:<jobs@in.example.com>"), "250 2.1.0, 250 2.1.5");
        talk
    }

    /// Sends a line, or several, and returns the codes of the answers.
    fn say(&mut self, line: &str) -> String {
        codes(&self.send(format!("{line}\r\n").as_bytes()))
    }

    /// Sends bytes and returns the answers.
    fn send(&mut self, bytes: &[u8]) -> String {
        self.pending.extend_from_slice(bytes);
        let pending = std::mem::take(&mut self.pending);
        let mut rest = pending.as_slice();
        let mut out = Vec::new();
        loop {
            match self.session.advance(&mut rest, &mut out) {
                Action::Read => break,
                Action::AskMail => {
                    self.spooled.clear();
                    self.session.mail_allowed(self.against_mail, &mut out);
                }
                Action::Spool(bytes) => {
                    self.spooled.extend_from_slice(&bytes);
                    self.session.spooled(if self.stores { Ok(bytes) } else { Err(Fault::TryLater) });
                }
                Action::AskRecipient(address) => {
                    let known =
                        address.starts_with("jobs") || address.eq_ignore_ascii_case("postmaster@in.example.com");
                    let answer = (!address.starts_with("broken")).then_some(known);
                    self.session.recipient_answered(answer, &mut out);
                }
                Action::Accept(mut incoming) => {
                    incoming.raw.splice(..0, self.spooled.drain(..));
                    let stored = self.stores.then(|| MessageId::from_slice(&[7; 16]).unwrap());
                    self.session.mail_answered(stored, &mut out);
                    self.mails.extend(self.stores.then_some(incoming));
                }
                Action::StartTls => {
                    rest = &[];
                    self.session.tls_started();
                    break;
                }
                Action::Close => {
                    self.is_closed = true;
                    break;
                }
            }
        }
        self.pending = rest.to_vec();
        String::from_utf8(out).unwrap()
    }
}

/// `250 2.1.0` of each reply; of one over several lines, the last.
fn codes(replies: &str) -> String {
    let code = |line: &str| {
        let enhanced =
            line.split(' ').nth(1).filter(|word| word.starts_with(&line[..1]) && word.matches('.').count() == 2);
        enhanced.map_or(line[..3].to_owned(), |enhanced| format!("{} {enhanced}", &line[..3]))
    };
    let last_lines = replies.split_terminator("\r\n").filter(|line| line.as_bytes().get(3) == Some(&b' '));
    last_lines.map(code).collect::<Vec<_>>().join(", ")
}

/// Says each line to the session and compares the codes of the answers.
fn check(mut talk: Talk, conversation: &[(&str, &str)]) -> Talk {
    for (line, expected) in conversation {
        assert_eq!(talk.say(line), *expected, "{line}");
    }
    talk
}
