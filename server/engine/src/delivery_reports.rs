//! Delivery reports: tied to the message they are about, and written down there.

use types::{CandidateId, EmailAddress, MessageState, OutgoingId, PositionId, Reason};

use crate::{
    Action, Engine, Reading, ReportedRecipient, Result,
    db::{read, write},
    matching::Place,
};

/// How long after a message was taken over a report without its Message-ID counts as being about it. Servers give up
/// after five days at most.
const REPORTS_WITHIN_SECS: i64 = 7 * 24 * 60 * 60;

/// The message that a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ReportedOn {
    pub outgoing: OutgoingId,
    pub candidate: Option<CandidateId>,
    pub position: Option<PositionId>,
}

/// Writes down what is said about a recipient in such a state. To be used in a transaction.
macro_rules! note_recipient {
    ($tx:ident, $outgoing:expr, $address:expr, $said:expr, $now:expr, $change:literal, $in_state:literal) => {
        sqlx::query(concat!(
            "UPDATE outgoing_recipient SET ",
            $change,
            "status = $3, words = $4, changed_at = $5 WHERE outgoing_id = $1 AND address = $2 AND state ",
            $in_state
        ))
        .bind($outgoing.as_bytes().as_slice())
        .bind($address)
        .bind(&$said.status)
        .bind(&$said.words)
        .bind($now.0)
        .execute(&mut *$tx)
        .await?
    };
}

impl ReportedOn {
    /// Where the report goes: to the conversation, when there is one.
    pub(crate) fn place(&self) -> Place {
        let state = if self.candidate.is_some() { MessageState::Candidate } else { MessageState::HeldBack };
        Place {
            candidate: self.candidate,
            position: self.position,
            outgoing: Some(self.outgoing),
            ..Place::nobodys(state, Reason::DeliveryReport)
        }
    }
}

impl Engine {
    /// Ties a report to the message it is about, and writes down there what it says; nothing when it is about none of
    /// ours. Twice without harm.
    pub(crate) async fn file_report(&self, reading: &Reading) -> Result<Option<ReportedOn>> {
        let Some(about) = self.reported_on(reading).await? else { return Ok(None) };
        for reported in &reading.reported {
            self.note_reported(about.outgoing, reported).await?;
        }
        self.outbox_changed(about.candidate);
        Ok(Some(about))
    }

    async fn reported_on(&self, reading: &Reading) -> Result<Option<ReportedOn>> {
        // Ours cannot be made up: what names one is about it, whoever it is from.
        let named = [&reading.enclosed_ids, &reading.in_reply_to, &reading.references].into_iter().flatten();
        for id in named.filter_map(|id| self.outgoing_of_message_id(id)) {
            if let Some(about) = self.about(id).await? {
                return Ok(Some(about));
            }
        }
        for reported in &reading.reported {
            if let Some(id) = self.last_sent_to(&reported.recipient).await? {
                return self.about(id).await;
            }
        }
        Ok(None)
    }

    /// The newest message that somebody's server took over for this address, as far as reports about it still come.
    async fn last_sent_to(&self, address: &str) -> Result<Option<OutgoingId>> {
        let Ok(address) = address.parse::<EmailAddress>() else { return Ok(None) };
        let since = self.now().plus_secs(-REPORTS_WITHIN_SECS);
        let id: Option<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT outgoing_id FROM outgoing_recipient
                 WHERE address = $1 AND state IN ('taken', 'unclear', 'delivered', 'bounced') AND changed_at >= $2
                 ORDER BY changed_at DESC LIMIT 1",
            )
            .bind(address.as_str())
            .bind(since.0)
            .fetch_optional(pool)
            .await?
        });
        Ok(id.as_deref().and_then(OutgoingId::from_slice))
    }

    async fn about(&self, outgoing: OutgoingId) -> Result<Option<ReportedOn>> {
        let addressee = self.addressee(outgoing).await?;
        Ok(addressee.map(|(candidate, position)| ReportedOn { outgoing, candidate, position }))
    }

    async fn note_reported(&self, outgoing: OutgoingId, reported: &ReportedRecipient) -> Result<()> {
        let addresses: Vec<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT address FROM outgoing_recipient WHERE outgoing_id = $1")
                .bind(outgoing.as_bytes().as_slice())
                .fetch_all(pool)
                .await?
        });
        let is_same = |address: &&String| address.to_lowercase() == reported.recipient.to_lowercase();
        // A mailbox may pass its mail on, and then the report names one we have never heard of.
        let only = addresses.first().filter(|_| addresses.len() == 1);
        let address = addresses.iter().find(is_same).or(only).cloned().unwrap_or_default();
        match reported.action {
            Action::Failed => self.note_failed(outgoing, &address, reported).await,
            Action::Delayed => self.note_delayed(outgoing, &address, reported).await,
            Action::Delivered | Action::Relayed | Action::Expanded => {
                self.note_delivered(outgoing, &address, reported).await
            }
        }
    }

    async fn note_failed(&self, outgoing: OutgoingId, address: &str, said: &ReportedRecipient) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            note_recipient!(tx, outgoing, address, said, now, "state = 'bounced', ", "<> 'bounced'");
            // One that is still tried for others shows it when that has ended.
            sqlx::query(
                "UPDATE outgoing SET state = 'bounced', reason = 'reported_failed', server_words = $2, ended_at = $3,
                    lease = NULL, settled_at = NULL
                 WHERE id = $1 AND state IN ('sent', 'unclear', 'refused')",
            )
            .bind(outgoing.as_bytes().as_slice())
            .bind(&said.words)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        });
        Ok(())
    }

    async fn note_delayed(&self, outgoing: OutgoingId, address: &str, said: &ReportedRecipient) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            note_recipient!(tx, outgoing, address, said, now, "", "= 'taken'");
            sqlx::query("UPDATE outgoing SET reason = 'reported_delayed', server_words = $2 WHERE id = $1 AND state = 'sent'")
                .bind(outgoing.as_bytes().as_slice())
                .bind(&said.words)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    async fn note_delivered(&self, outgoing: OutgoingId, address: &str, said: &ReportedRecipient) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            note_recipient!(tx, outgoing, address, said, now, "state = 'delivered', ", "IN ('taken', 'unclear')");
            // What arrived was sent: that ends the doubt, when no other recipient is left in it.
            sqlx::query(
                "UPDATE outgoing SET state = 'sent', reason = 'reported_delivered', server_words = $2
                 WHERE id = $1 AND state IN ('sent', 'unclear') AND NOT EXISTS (
                    SELECT 1 FROM outgoing_recipient r WHERE r.outgoing_id = $1 AND r.state = 'unclear')",
            )
            .bind(outgoing.as_bytes().as_slice())
            .bind(&said.words)
            .execute(&mut *tx)
            .await?;
        });
        Ok(())
    }
}
