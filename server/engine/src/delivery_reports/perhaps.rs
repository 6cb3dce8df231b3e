//! Reports that do not name the message they are about. Anybody can write one: so it must come from nobody, to whoever
//! sent the message, about an address that one message went to, and quote something of it before it changes anything.

use types::{OutgoingId, OutgoingState};

use crate::{
    Action, Engine, Reading, ReportedRecipient, Result,
    db::{read, row},
    messages::on_reading_thread,
    reading,
};

use super::{Arrival, Belief};

/// How long after a message was taken over a report without its Message-ID counts as being about it. Servers give up
/// after five days at most.
const REPORTS_WITHIN_SECS: i64 = 7 * 24 * 60 * 60;
/// Shortest queue id, and shortest subject, in characters, that a report quotes by more than chance.
const EVIDENCE_MIN_CHARS: usize = 6;

row! {
    struct SentRow {
        id: Vec<u8>,
        state: String,
        queue_id: String,
        subject: String,
    }
}

impl Engine {
    /// The message that such a report may be about, and whether that is certain enough to write it down there; nothing
    /// when there is none, or several.
    pub(super) async fn perhaps_about(
        &self,
        reading: &Reading,
        arrival: &Arrival,
    ) -> Result<Option<(OutgoingId, Belief)>> {
        if !arrival.is_from_nobody {
            return Ok(None);
        }
        for reported in reading.reported.iter().filter(|reported| is_bad_news(reported)) {
            if let Some(sent) = self.only_sent_to(&reported.recipient, arrival).await? {
                let Some(id) = OutgoingId::from_slice(&sent.id) else { return Ok(None) };
                // Of what is in doubt a stranger's word must not end the doubt.
                let is_unclear = sent.state == OutgoingState::Unclear.as_str();
                let is_sure = !is_unclear && self.is_quoted(&sent, reading, arrival).await?;
                return Ok(Some((id, if is_sure { Belief::Sure } else { Belief::Perhaps })));
            }
        }
        Ok(None)
    }

    /// The one message that a server took over for this address, of the company that the report came to or of one that
    /// sends in its name.
    async fn only_sent_to(&self, address: &str, arrival: &Arrival) -> Result<Option<SentRow>> {
        let since = self.now().plus_secs(-REPORTS_WITHIN_SECS);
        let mut rows: Vec<SentRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT o.id, o.state, o.queue_id, o.subject FROM outgoing_recipient r JOIN outgoing o ON o.id = r.outgoing_id
                 WHERE lower(r.address) = $1 AND r.changed_at >= $2
                    AND r.state IN ('taken', 'unclear', 'delivered', 'bounced')
                    AND o.company_id IN (SELECT id FROM company WHERE id = $3 OR main_id = $3) LIMIT 2",
            )
            .bind(address.to_ascii_lowercase())
            .bind(since.0)
            .bind(arrival.company.map(|company| company.as_bytes().to_vec()))
            .fetch_all(pool)
            .await?
        });
        Ok(rows.pop().filter(|_| rows.is_empty()))
    }

    /// Whether the report quotes the server's number of this message, or its subject.
    async fn is_quoted(&self, sent: &SentRow, reading: &Reading, arrival: &Arrival) -> Result<bool> {
        let is_telling = |text: &&str| text.chars().count() >= EVIDENCE_MIN_CHARS;
        let queue_id = Some(sent.queue_id.as_str()).filter(is_telling).map(str::to_owned);
        let subject = Some(sent.subject.as_str()).filter(is_telling).map(str::to_owned);
        if subject.as_ref().is_some_and(|subject| reading.subject.ends_with(&format!(": {subject}"))) {
            return Ok(true);
        }
        let raw = self.raw_message(arrival.message).await?;
        let quotes = move || reading::quotes(&raw, queue_id.as_deref(), subject.as_deref());
        on_reading_thread(quotes).await
    }
}

/// Without its Message-ID nothing is taken to have arrived.
fn is_bad_news(reported: &ReportedRecipient) -> bool {
    matches!(reported.action, Action::Failed | Action::Delayed)
}
