//! The mails of a connection test as they were sent.

use serde::{Deserialize, Serialize};
use types::{Cause, EmailAddress, TestId, TestedSettings, Timestamp};

use crate::Engine;

use super::outside;

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Half {
    /// From the custom address, through the company's server.
    Own,
    /// From an address of ours, through the relay: as a candidate's would come.
    Outside,
}

/// A mail of a test.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct SentMail {
    pub half: Half,
    /// From, and the sender in the envelope.
    pub from: EmailAddress,
    pub reply_to: Option<EmailAddress>,
    /// Without angle brackets.
    pub message_id: String,
    pub subject: String,
    /// The value of the header field with the moment it was written.
    pub written_at: String,
    pub hand_over: HandOver,
}

/// Whether a server has taken it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum HandOver {
    /// Not yet tried.
    Planned,
    /// Taken.
    Done(Timestamp),
    /// Not taken.
    Refused(Cause),
    /// There is no relay.
    NoRelay,
}

impl SentMail {
    /// When a server took it.
    pub(crate) const fn taken_at(&self) -> Option<Timestamp> {
        match self.hand_over {
            HandOver::Done(at) => Some(at),
            _ => None,
        }
    }
}

impl Engine {
    /// The two mails of a test, not yet sent.
    pub(crate) fn loop_mails(&self, test: TestId, settings: &TestedSettings, now: Timestamp) -> Vec<SentMail> {
        let domain = &self.inner.mail_domain;
        let mail = |half, id: String, from: EmailAddress, reply_to, hand_over| SentMail {
            half,
            from,
            reply_to,
            message_id: format!("postroom-test.{id}@{domain}"),
            subject: format!("{} ({}{})", self.inner.test_mail_subject, super::TOKEN_LINE, self.test_token(test, half)),
            written_at: now.rfc3339(),
            hand_over,
        };
        let own = mail(Half::Own, test.to_string(), settings.custom_address.clone(), None, HandOver::Planned);
        let addresses = outside::addresses(domain);
        let hand_over = if self.has_relay() { HandOver::Planned } else { HandOver::NoRelay };
        let outside = addresses
            .map(|(from, reply_to)| mail(Half::Outside, format!("{test}.outside"), from, Some(reply_to), hand_over));
        [Some(own), outside].into_iter().flatten().collect()
    }
}
