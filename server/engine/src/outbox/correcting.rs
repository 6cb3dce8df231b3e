//! A message that failed goes out as a copy, to a right address.

use types::{
    EmailAddress, InputFault, InputField, Mailbox, NewOutgoing, OutgoingId, OutgoingRecipient, OutgoingState,
    OutgoingView, PersonId, PositionId, Problem, RecipientState,
};

use crate::{Engine, Error, Result, db::read};

impl Engine {
    /// Queues a copy, as a new message, to this address instead of one that did not get it, and to everybody else who
    /// lacks it. Once: whoever sees that the copy failed too corrects the copy.
    pub(crate) async fn resend_to(
        &self,
        id: OutgoingId,
        instead: &str,
        address: &str,
        person: PersonId,
    ) -> Result<OutgoingId> {
        let address: EmailAddress =
            address.parse().map_err(|_| Error::invalid(InputField::Recipients, InputFault::NotAnAddress))?;
        let OutgoingView { row, body, recipients, .. } = self.outgoing(id).await?;
        if row.replaced_by.is_some() || !matches!(row.state, OutgoingState::Bounced | OutgoingState::Refused) {
            return Err(Problem::TooLate.into());
        }
        let lacks_it = |mailbox: &Mailbox| {
            let is_it = |one: &&OutgoingRecipient| one.address.as_str() == mailbox.address;
            recipients.iter().find(is_it).is_some_and(|one| has_failed(one.state))
        };
        if !row.to.iter().chain(&row.cc).any(|mailbox| mailbox.address == instead && lacks_it(mailbox)) {
            return Err(Problem::TooLate.into());
        }
        // The name stays with its place: it was the address that was wrong.
        let corrected = |mailbox: &Mailbox| Mailbox {
            address: if mailbox.address == instead { address.to_string() } else { mailbox.address.clone() },
            name: mailbox.name.clone(),
        };
        let still_to_get_it = |all: &[Mailbox]| all.iter().filter(|one| lacks_it(one)).map(corrected).collect();
        let (mut to, mut cc): (Vec<_>, Vec<_>) = (still_to_get_it(&row.to), still_to_get_it(&row.cc));
        if to.is_empty() {
            std::mem::swap(&mut to, &mut cc);
        }
        let threading = self.threading(id).await?;
        let new = NewOutgoing {
            candidate: row.candidate,
            position: threading.0,
            to,
            cc,
            subject: row.subject,
            body,
            in_reply_to: Some(threading.1).filter(|id| !id.is_empty()),
            references: threading.2.split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            ..NewOutgoing::default()
        };
        self.queue_instead(new, person, id).await
    }

    async fn threading(&self, id: OutgoingId) -> Result<(Option<PositionId>, String, String)> {
        let row: Option<(Option<Vec<u8>>, String, String)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT position_id, in_reply_to, refs FROM outgoing WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let (position, in_reply_to, refs) = row.ok_or(Problem::NotFound)?;
        Ok((position.as_deref().and_then(PositionId::from_slice), in_reply_to, refs))
    }
}

/// Whether somebody did not get it, and does not by itself.
const fn has_failed(state: RecipientState) -> bool {
    matches!(state, RecipientState::Refused | RecipientState::Bounced)
}
