//! A person says whose messages are. Every decision is kept with what was before.

use types::{
    CandidateForm, CandidateId, Decision, DecisionId, MessageId, MessageState, PersonId, PositionId, Problem,
    Timestamp, Topic, Whose,
};
use uuid::Uuid;

use super::MESSAGES_MAX;
use crate::{
    Engine, Error, Result,
    candidates::{
        checked_address, checked_form, index_words, insert_application, insert_candidate, living, refresh_activity,
    },
    db::{Turn, row, write},
    drafts::stop_overtaken,
    matching::OwnDomains,
};

row! {
    struct Before {
        received_at: i64,
        state: String,
        reason: String,
        reason_detail: String,
        version: i64,
        candidate_id: Option<Vec<u8>>,
        position_id: Option<Vec<u8>>,
        from_address: String,
        reply_to_address: String,
        forwarded: Option<String>,
    }
}

/// A message as it is, unless somebody has decided about it since. To be used in a transaction.
macro_rules! before {
    ($tx:ident, $seen:expr) => {{
        let before: Option<Before> = sqlx::query_as(
            "SELECT received_at, state, reason, reason_detail, version, candidate_id, position_id, from_address, reply_to_address,
                CASE WHEN reason = 'forwarded' THEN reason_detail ELSE
                    (SELECT d.detail_before FROM decision d WHERE d.message_id = message.id AND d.reason_before = 'forwarded'
                     ORDER BY d.decided_at LIMIT 1) END AS forwarded
             FROM message WHERE id = $1",
        )
        .bind($seen.id.as_bytes().as_slice())
        .fetch_optional(&mut *$tx)
        .await?;
        let before = before.ok_or(Problem::NotFound)?;
        if before.version != i64::from($seen.version) || before.state == "deleted" || before.reason == "arrived" {
            return Err(Problem::ChangedMeanwhile.into());
        }
        before
    }};
}

/// Adds the address to the candidate's; whether they did not have it. To be used in a transaction.
macro_rules! learn {
    ($tx:ident, $address:expr, $candidate:expr, $now:expr) => {
        sqlx::query("INSERT INTO candidate_address (address, candidate_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind($address)
            .bind($candidate.as_bytes().as_slice())
            .bind($now.0)
            .execute(&mut *$tx)
            .await?
            .rows_affected()
            > 0
    };
}

/// Takes the address from a candidate who has it only because of an earlier decision; whether they had. To be used in a
/// transaction.
macro_rules! unlearn {
    ($tx:ident, $address:expr, $candidate:expr) => {{
        let n_taken = sqlx::query(
            "DELETE FROM candidate_address WHERE address = $1 AND candidate_id = $2 AND EXISTS
                (SELECT 1 FROM decision d WHERE d.learned_address = $1 AND d.candidate_after = $2 AND d.undone_at IS NULL)",
        )
        .bind($address)
        .bind($candidate.as_bytes().as_slice())
        .execute(&mut *$tx)
        .await?
        .rows_affected();
        if n_taken > 0 {
            index_words!($tx, $candidate);
        }
        n_taken > 0
    }};
}

/// Puts a message where it was decided to be. To be used in a transaction.
macro_rules! put {
    ($tx:ident, $seen:expr, $candidate:expr, $position:expr) => {{
        let (candidate, position): (Option<CandidateId>, Option<PositionId>) = ($candidate, $position);
        let state = if candidate.is_some() { MessageState::Candidate } else { MessageState::Unassigned };
        let n_put = sqlx::query(
            "UPDATE message SET state = $3, reason = 'decided', reason_detail = '', candidate_id = $4, position_id = $5,
                version = version + 1, is_searchable = FALSE WHERE id = $1 AND version = $2",
        )
        .bind($seen.id.as_bytes().as_slice())
        .bind(i64::from($seen.version))
        .bind(state.as_str())
        .bind(candidate.map(|id| id.as_bytes().to_vec()))
        .bind(position.map(|id| id.as_bytes().to_vec()))
        .execute(&mut *$tx)
        .await?
        .rows_affected();
        if n_put == 0 {
            return Err(Problem::ChangedMeanwhile.into());
        }
        state
    }};
}

/// The position of the candidate's one application that goes on. To be used in a transaction.
macro_rules! one_open {
    ($tx:ident, $candidate:expr) => {{
        let open: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT position_id FROM application WHERE candidate_id = $1 AND stage IN ('new', 'in_review', 'interview', 'offer') LIMIT 2",
        )
        .bind($candidate.as_bytes().as_slice())
        .fetch_all(&mut *$tx)
        .await?;
        if let [position] = &open[..] { PositionId::from_slice(position) } else { None }
    }};
}

/// What was learned and made with one message.
#[derive(Default)]
struct Made {
    learned: Option<String>,
    unlearned: Option<String>,
    application: Option<types::ApplicationId>,
    candidate: bool,
}

/// Keeps the decision about one message. To be used in a transaction.
macro_rules! keep {
    ($tx:ident, $id:expr, $person:expr, $now:expr, $seen:expr, $before:expr, $state:expr, $candidate:expr, $made:expr) => {
        sqlx::query(
            "INSERT INTO decision (id, message_id, person_id, decided_at, version_after, state_before, reason_before,
                detail_before, candidate_before, position_before, state_after, candidate_after, learned_address,
                unlearned_address, made_candidate, made_application)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind($id.as_bytes().as_slice())
        .bind($seen.id.as_bytes().as_slice())
        .bind($person.as_bytes().as_slice())
        .bind($now.0)
        .bind($before.version + 1)
        .bind(&$before.state)
        .bind(&$before.reason)
        .bind(&$before.reason_detail)
        .bind(&$before.candidate_id)
        .bind(&$before.position_id)
        .bind($state.as_str())
        .bind($candidate.map(|id: CandidateId| id.as_bytes().to_vec()))
        .bind($made.learned.as_deref().unwrap_or_default())
        .bind($made.unlearned.as_deref().unwrap_or_default())
        .bind($made.candidate)
        .bind($made.application.map(|id| id.as_bytes().to_vec()))
        .execute(&mut *$tx)
        .await?
    };
}

impl Engine {
    /// Carries a decision out; whose the messages are now. Nothing happens when somebody else has decided about one of
    /// them since it was seen.
    pub(crate) async fn decide(
        &self,
        person: PersonId,
        decision: Decision,
    ) -> Result<(DecisionId, Option<CandidateId>)> {
        if decision.messages.is_empty() || decision.messages.len() > MESSAGES_MAX {
            return Err(Error::Problem(Problem::NothingChosen));
        }
        let new = New::check(&decision.whose)?;
        let own = self.own_domains().await?;
        let (id, now) = (DecisionId::new(Uuid::now_v7()), self.now());
        let (candidate, left, overtaken) = write!(self.inner.db, tx => {
            tx.beside_merges().await?;
            let candidate = match (&decision.whose, &new) {
                (Whose::Candidate(id), _) => Some(living!(tx, *id)),
                (_, Some(new)) => {
                    insert_candidate!(tx, new.id, new.form, now);
                    Some(new.id)
                }
                _ => None,
            };
            let (mut left, mut overtaken) = (Vec::<CandidateId>::new(), Vec::new());
            for seen in &decision.messages {
                let before = before!(tx, seen);
                let old = before.candidate_id.as_deref().and_then(CandidateId::from_slice).filter(|old| Some(*old) != candidate);
                let address = new.as_ref().and_then(|new| new.address.clone()).or_else(|| before.person(&own));
                let mut made = Made { candidate: new.is_some(), ..Made::default() };
                if let (Some(old), Some(address)) = (old, before.person(&own)) {
                    made.unlearned = unlearn!(tx, &address, old).then_some(address);
                }
                let mut position = decision.position.filter(|_| candidate.is_some());
                if let Some(candidate) = candidate {
                    if let Some(address) = address.filter(|_| decision.remember_address) {
                        made.learned = learn!(tx, &address, candidate, now).then_some(address);
                    }
                    match position {
                        Some(position) => made.application = insert_application!(tx, candidate, position, Timestamp(before.received_at)),
                        None => position = one_open!(tx, candidate),
                    }
                }
                let state = put!(tx, seen, candidate, position);
                keep!(tx, id, person, now, seen, before, state, candidate, made);
                if before.candidate_id.as_deref().and_then(CandidateId::from_slice) != candidate {
                    overtaken.extend(stop_overtaken!(tx, seen.id, now));
                }
                left.extend(old);
            }
            if let Some(candidate) = candidate {
                index_words!(tx, candidate);
            }
            for candidate in candidate.iter().chain(&left) {
                refresh_activity!(tx, candidate);
            }
            (candidate, left, overtaken)
        });
        self.publish_decided(decision.messages.iter().map(|seen| seen.id), candidate.into_iter().chain(left));
        self.give_back_overtaken(overtaken).await?;
        Ok((id, candidate))
    }

    /// Tells everybody who shows one of these.
    pub(crate) fn publish_decided(
        &self,
        messages: impl Iterator<Item = MessageId>,
        candidates: impl Iterator<Item = CandidateId>,
    ) {
        messages.for_each(|id| self.publish(Topic::Message(id)));
        self.publish(Topic::Messages);
        candidates.for_each(|id| self.publish_candidate(id));
    }
}

impl Before {
    fn person(&self, own: &OwnDomains) -> Option<String> {
        super::person(&self.from_address, &self.reply_to_address, self.forwarded.as_deref(), own)
    }
}

/// A candidate to be added, checked.
struct New {
    id: CandidateId,
    form: CandidateForm,
    address: Option<String>,
}

impl New {
    fn check(whose: &Whose) -> Result<Option<Self>> {
        let Whose::New(newcomer) = whose else { return Ok(None) };
        let form = CandidateForm { name: newcomer.name.clone(), phone: newcomer.phone.clone(), notes: String::new() };
        let address = &newcomer.address;
        let address = if address.trim().is_empty() { None } else { Some(checked_address(address)?) };
        Ok(Some(Self { id: CandidateId::new(Uuid::now_v7()), form: checked_form(form)?, address }))
    }
}
