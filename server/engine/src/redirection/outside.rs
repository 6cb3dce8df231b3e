//! The mail that comes from outside, as a candidate's does: through the relay, from an address of ours.

use types::{Cause, EmailAddress};

use crate::{
    Engine, Reach,
    smtp::{Journal, Path, Session},
};

/// The local part that test mails from outside come from; reports about them come back to it. No account's recruiting
/// address looks like it: those end in `-jobs`.
const FROM: &str = "loop-test";
/// The local part that answers would go to.
const REPLY_TO: &str = "loop-answer";

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
    /// Hands a mail over to the relay as from an address of ours.
    pub(super) async fn hand_to_relay(&self, from: &EmailAddress, to: &EmailAddress, mail: &[u8]) -> Result<(), Cause> {
        let Some((relay, reach)) = self.relay() else { return Err(Cause::ConnectionRefused) };
        // Somebody waits at a screen.
        let reach = Reach { limits: self.inner.reach.limits, ..reach };
        let mut journal = Journal::new(|_| (), relay.censor());
        let mut session = Session::open(&reach, &self.inner.clock, &relay, self.mail_domain(), &mut journal).await?;
        let (sender, recipient) = (Path::new(from), Path::new(to));
        let handed_over = async {
            session.sender(&reach, &sender, sender.needs_utf8() || recipient.needs_utf8(), &mut journal).await?;
            session.recipient(&reach, &recipient, &mut journal).await?;
            session.hand_over(&reach, mail, &mut journal).await
        };
        let handed_over = handed_over.await;
        session.quit().await;
        handed_over.map_err(|stopped| stopped.cause)
    }
}
