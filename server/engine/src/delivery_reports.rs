//! Delivery reports: tied to the message they are about, and written down there.

mod perhaps;

use types::{CandidateId, CompanyId, MessageId, MessageState, OutgoingId, OutgoingWord, PositionId, Reason};

use crate::{
    Action, Engine, Reading, ReportedRecipient, Result,
    db::{read, write},
    matching::Place,
    outbox::{set_known, turn_to},
};

/// How a report came in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub message: MessageId,
    /// Whether its envelope names no sender, as that of a report (RFC 3464 section 2).
    pub is_from_nobody: bool,
    /// Whose recruiting address it came to.
    pub company: Option<CompanyId>,
}

/// How certain it is that a report is about a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Belief {
    /// Enough to go by it.
    Sure,
    /// Enough to show it to whoever reads the conversation.
    Perhaps,
}

/// The message that a report is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ReportedOn {
    pub outgoing: OutgoingId,
    pub candidate: Option<CandidateId>,
    pub position: Option<PositionId>,
    pub belief: Belief,
    /// Whom the report names first.
    pub reported: String,
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
    /// Where the report goes: to the conversation, when there is one. What it is only perhaps about, that has its address
    /// as the reason's detail, is shown there.
    pub(crate) fn place(&self) -> Place {
        let state = if self.candidate.is_some() { MessageState::Candidate } else { MessageState::HeldBack };
        Place {
            candidate: self.candidate,
            position: self.position,
            outgoing: Some(self.outgoing),
            detail: if self.belief == Belief::Perhaps { self.reported.clone() } else { String::new() },
            ..Place::nobodys(state, Reason::DeliveryReport)
        }
    }
}

impl Engine {
    /// Ties a report to the message it is about, and writes down there what it says; nothing when it is about none of
    /// ours. Twice without harm.
    pub(crate) async fn file_report(&self, reading: &Reading, arrival: &Arrival) -> Result<Option<ReportedOn>> {
        let Some((about, is_named)) = self.reported_on(reading, arrival).await? else { return Ok(None) };
        for reported in &reading.reported {
            if about.belief == Belief::Sure && (is_named || !reported.action.is_success()) {
                self.note_reported(about.outgoing, reported).await?;
            }
        }
        self.outbox_changed(about.candidate);
        Ok(Some(about))
    }

    /// What a report is about, and whether it names it.
    async fn reported_on(&self, reading: &Reading, arrival: &Arrival) -> Result<Option<(ReportedOn, bool)>> {
        // Ours cannot be made up: what names one is about it, whoever it is from.
        let named = [&reading.enclosed_ids, &reading.in_reply_to, &reading.references].into_iter().flatten();
        for id in named.filter_map(|id| self.outgoing_of_message_id(id)) {
            if let Some(about) = self.about(id, Belief::Sure, reading).await? {
                return Ok(Some((about, true)));
            }
        }
        let Some((id, belief)) = self.perhaps_about(reading, arrival).await? else { return Ok(None) };
        Ok(self.about(id, belief, reading).await?.map(|about| (about, false)))
    }

    async fn about(&self, outgoing: OutgoingId, belief: Belief, reading: &Reading) -> Result<Option<ReportedOn>> {
        let reported = reading.reported.first().map(|reported| reported.recipient.clone()).unwrap_or_default();
        let addressee = self.addressee(outgoing).await?;
        Ok(addressee.map(|(candidate, position)| ReportedOn { outgoing, candidate, position, belief, reported }))
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
            turn_to!(tx, outgoing);
            let n_noted = note_recipient!(tx, outgoing, address, said, now, "state = 'bounced', ", "<> 'bounced'").rows_affected();
            // One that is still tried for others, or in doubt for them, shows it when that has ended.
            if n_noted > 0 {
                set_known!(tx, outgoing, "'sent', 'unclear', 'refused'", OutgoingWord::Sent, Some(&said.words), now);
            } else if address.is_empty() {
                // It came back from somewhere behind one of several recipients.
                sqlx::query(
                    "UPDATE outgoing SET state = 'bounced', reason = 'reported_failed', server_words = $2, ended_at = $3, settled_at = NULL
                     WHERE id = $1 AND state IN ('sent', 'refused')",
                )
                .bind(outgoing.as_bytes().as_slice())
                .bind(&said.words)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            }
        });
        self.wake_outbox();
        Ok(())
    }

    async fn note_delayed(&self, outgoing: OutgoingId, address: &str, said: &ReportedRecipient) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            turn_to!(tx, outgoing);
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
            turn_to!(tx, outgoing);
            note_recipient!(tx, outgoing, address, said, now, "state = 'delivered', ", "IN ('taken', 'unclear')");
            // What arrived was sent: that ends the doubt, when no other recipient is left in it.
            set_known!(tx, outgoing, "'sent', 'unclear'", OutgoingWord::ReportedDelivered, Some(&said.words), now);
        });
        // For whom it waited beside the doubt, it goes on.
        self.wake_outbox();
        Ok(())
    }
}
