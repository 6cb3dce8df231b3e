//! The mail that comes from outside, as a candidate's does: through the relay, from an address of ours.

use std::{
    collections::{HashMap, VecDeque},
    sync::PoisonError,
};

use tokio::time::timeout;
use types::{Cause, EmailAddress, Timestamp};

use crate::{
    Engine, Reach,
    smtp::{Journal, MailServer, Path, Session},
};

/// The local part that test mails from outside come from; reports about them come back to it. No account's recruiting
/// address looks like it: those end in `-jobs`.
const FROM: &str = "loop-test";
/// The local part that answers would go to.
const REPLY_TO: &str = "loop-answer";

/// Mails from outside that may leave to one address within [`WINDOW_SECS`]: more than anybody needs who changes a
/// redirection and tests it.
const OUTSIDE_MAX: usize = 20;
/// The time that is looked back, in seconds.
const WINDOW_SECS: i64 = 60 * 60;

/// When mails from outside left lately, by address, in lower case.
#[derive(Debug, Default)]
pub(crate) struct OutsidePace(HashMap<String, VecDeque<Timestamp>>);

impl OutsidePace {
    /// Counts one to this address, when it may leave.
    fn begin(&mut self, to: &EmailAddress, now: Timestamp) -> bool {
        // Who has nothing to be counted is forgotten, so that this grows with what left within the hour.
        self.0.retain(|_, left| {
            while left.front().is_some_and(|at| *at <= now.plus_secs(-WINDOW_SECS)) {
                left.pop_front();
            }
            !left.is_empty()
        });
        let left = self.0.entry(to.as_str().to_lowercase()).or_default();
        let may_leave = left.len() < OUTSIDE_MAX;
        if may_leave {
            left.push_back(now);
        }
        may_leave
    }
}

/// From and Reply-To, below this domain.
pub(crate) fn addresses(mail_domain: &str) -> Option<(EmailAddress, EmailAddress)> {
    let address = |local_part: &str| format!("{local_part}@{mail_domain}").parse().ok();
    Some((address(FROM)?, address(REPLY_TO)?))
}

/// Whether mail for this envelope recipient is about test mails.
pub(crate) fn is_ours(recipient: &str, mail_domain: &str) -> bool {
    recipient.rsplit_once('@').is_some_and(|(local_part, domain)| {
        domain.eq_ignore_ascii_case(mail_domain)
            && [FROM, REPLY_TO].iter().any(|known| local_part.eq_ignore_ascii_case(known))
    })
}

impl Engine {
    /// Whether one more mail from outside may leave to this address now; then it is counted.
    pub(super) fn may_send_outside(&self, to: &EmailAddress) -> bool {
        self.inner.outside_pace.lock().unwrap_or_else(PoisonError::into_inner).begin(to, self.now())
    }

    /// Hands a mail over to the relay as from an address of ours.
    pub(crate) async fn hand_to_relay(&self, from: &EmailAddress, to: &EmailAddress, mail: &[u8]) -> Result<(), Cause> {
        let Some((relay, reach)) = self.relay() else { return Err(Cause::ConnectionRefused) };
        // Somebody waits at a screen.
        let reach = Reach { limits: self.inner.reach.limits, ..reach };
        let dialogue = self.outside_dialogue(&reach, &relay, from, to, mail);
        // A relay that answers each command just in time holds nobody up.
        timeout(reach.limits.whole, dialogue).await.unwrap_or(Err(Cause::TooSlow))
    }

    async fn outside_dialogue(
        &self,
        reach: &Reach,
        relay: &MailServer,
        from: &EmailAddress,
        to: &EmailAddress,
        mail: &[u8],
    ) -> Result<(), Cause> {
        let mut journal = Journal::new(|_| (), relay.censor());
        let mut session = Session::open(reach, &self.inner.clock, relay, self.mail_domain(), &mut journal).await?;
        let (sender, recipient) = (Path::new(from), Path::new(to));
        let handed_over = async {
            session.sender(reach, &sender, sender.needs_utf8() || recipient.needs_utf8(), &mut journal).await?;
            session.recipient(reach, &recipient, &mut journal).await?;
            session.hand_over(reach, mail, &mut journal).await
        };
        let handed_over = handed_over.await;
        session.quit().await;
        handed_over.map_err(|stopped| stopped.cause)
    }
}

#[cfg(test)]
mod tests {
    use types::{EmailAddress, Timestamp};

    use super::{OUTSIDE_MAX, OutsidePace, WINDOW_SECS};

    #[test]
    fn few_leave_to_one_address_within_an_hour() {
        let (mut pace, now) = (OutsidePace::default(), Timestamp(1_795_460_801_000_000));
        let address = |text: &str| text.parse::<EmailAddress>().unwrap();
        let stranger = address("carla@example.org");
        for n in 0..OUTSIDE_MAX {
            assert!(pace.begin(&stranger, now.plus_secs(n as i64)));
        }
        assert!(!pace.begin(&address("Carla@example.org"), now.plus_secs(60)), "written otherwise");
        assert!(pace.begin(&address("dora@example.org"), now.plus_secs(60)));
        assert!(pace.begin(&stranger, now.plus_secs(WINDOW_SECS)), "the first one has left an hour ago");
        assert!(!pace.begin(&stranger, now.plus_secs(WINDOW_SECS)));
        pace.begin(&stranger, now.plus_secs(3 * WINDOW_SECS));
        assert_eq!(pace.0.len(), 1, "what is past is forgotten");
    }
}
