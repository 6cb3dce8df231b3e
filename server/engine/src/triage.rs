//! Deciding whose a message is: what is suggested, what a person decides, and undoing that.

mod decisions;
mod position;
mod prefill;
mod suggestions;
mod undo;

use types::{
    Decided, DecisionId, MessageId, MessageState, OutgoingId, PositionId, Prefill, Problem, Reason, Timestamp, Triage,
};

use self::suggestions::Matter;
use crate::{
    Engine, Error, Result,
    candidates::candidate_id,
    db::{read, row},
    matching,
};

/// Messages that one decision may be about: a page of the list.
pub(crate) const MESSAGES_MAX: usize = 50;

row! {
    struct Row {
        from_address: String,
        reply_to_address: String,
        outgoing_id: Option<Vec<u8>>,
        forwarded_by_detail: Option<String>,
        candidate_id: Option<Vec<u8>>,
        candidate_name: Option<String>,
        position_id: Option<Vec<u8>>,
        position_title: Option<String>,
    }
}

row! {
    struct DecidedRow {
        id: Vec<u8>,
        by_name: String,
        decided_at: i64,
        state_after: String,
    }
}

impl Engine {
    /// Everything that is needed to decide whose these messages are: what is suggested is made from the first, unless
    /// they come from several senders.
    pub(crate) async fn triage(&self, ids: &[MessageId]) -> Result<Triage> {
        let (id, others) = ids.split_first().ok_or(Problem::NothingChosen)?;
        if ids.len() > MESSAGES_MAX {
            return Err(Problem::NothingChosen.into());
        }
        let mut triage = self.triage_of(*id).await?;
        for id in others {
            triage.others.push(self.message_row(*id).await?);
        }
        let sender = triage.row.from_address.to_lowercase();
        if triage.others.iter().any(|row| row.from_address.to_lowercase() != sender) {
            triage.suggestions.clear();
            triage.prefill = Prefill { position: triage.prefill.position, ..Prefill::default() };
        }
        Ok(triage)
    }

    async fn triage_of(&self, id: MessageId) -> Result<Triage> {
        let row = self.message_row(id).await?;
        let stored = self.triage_row(id).await?;
        let decided = self.last_decision(id).await?;
        let candidate = stored.candidate_id.as_deref().map(candidate_id).transpose()?;
        let positions: Vec<_> =
            self.position_choices().await?.into_iter().filter(|position| position.is_open).collect();
        let own = self.own_domains().await?;
        let person =
            person(&stored.from_address, &stored.reply_to_address, stored.forwarded_by_detail.as_deref(), &own);
        let is_forwarded = row.reason == Reason::Forwarded || stored.forwarded_by_detail.is_some();
        let found =
            self.found_in_text(id, &row, is_forwarded, person.as_deref().unwrap_or_default(), &positions).await?;
        let matter = Matter {
            outgoing: stored.outgoing_id.as_deref().and_then(OutgoingId::from_slice),
            person,
            is_forwarded,
            name: found.name.clone(),
            phone: found.phone.clone(),
            not: candidate,
        };
        let is_to_decide = row.reason != Reason::Arrived && row.reason != Reason::ConnectionTest;
        let suggestions = if is_to_decide { self.suggestions(&matter).await? } else { Vec::new() };
        let position = stored.position_id.as_deref().and_then(PositionId::from_slice);
        Ok(Triage {
            candidate: candidate.zip(stored.candidate_name),
            position: position.zip(stored.position_title),
            decided,
            suggestions,
            prefill: found,
            positions,
            others: Vec::new(),
            row,
        })
    }

    async fn triage_row(&self, id: MessageId) -> Result<Row> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT m.from_address, m.reply_to_address, m.outgoing_id, m.candidate_id, m.position_id,
                    CASE WHEN m.reason = 'forwarded' THEN m.reason_detail ELSE
                        (SELECT d.detail_before FROM decision d WHERE d.message_id = m.id AND d.reason_before = 'forwarded'
                         ORDER BY d.decided_at LIMIT 1) END AS forwarded_by_detail,
                    c.name AS candidate_name, p.title AS position_title
                 FROM message m LEFT JOIN candidate c ON c.id = m.candidate_id LEFT JOIN position p ON p.id = m.position_id
                 WHERE m.id = $1",
            )
            .bind(id.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        Ok(row.ok_or(Problem::NotFound)?)
    }

    /// The last decision about a message, unless it was undone or something else has happened since.
    async fn last_decision(&self, id: MessageId) -> Result<Option<Decided>> {
        let row: Option<DecidedRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT d.id, p.name AS by_name, d.decided_at, d.state_after FROM decision d
                 JOIN person p ON p.id = d.person_id JOIN message m ON m.id = d.message_id
                 WHERE d.message_id = $1 AND d.undone_at IS NULL AND d.version_after = m.version
                 ORDER BY d.decided_at DESC LIMIT 1",
            )
            .bind(id.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        let read = |row: DecidedRow| {
            Ok(Decided {
                decision: DecisionId::from_slice(&row.id).ok_or(Error::Stored("decision id"))?,
                by: row.by_name,
                at: Timestamp(row.decided_at),
                state: MessageState::from_stored(&row.state_after).ok_or(Error::Stored("message state"))?,
            })
        };
        row.map(read).transpose()
    }
}

/// The address that may be remembered: of the person who wrote it, and never a colleague's. `forwarded` is what is known
/// of the original sender when a colleague forwarded it.
fn person(from: &str, reply_to: &str, forwarded: Option<&str>, own: &matching::OwnDomains) -> Option<String> {
    let (from, reply_to) = (from.to_lowercase(), reply_to.to_lowercase());
    match forwarded {
        Some(original) => Some(original.to_owned()).filter(|original| !original.is_empty()),
        None if own.has(&from) => None,
        None => matching::person(&from, &reply_to),
    }
}
