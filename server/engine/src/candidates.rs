//! Candidates: who they are, where they write from, what they applied for.

mod addresses;
mod applications;
mod list;
mod merge;
mod profile;
mod search;
pub(crate) mod words;

use types::{CandidateForm, CandidateId, InputFault, InputField, Problem, Topic};
use uuid::Uuid;

use crate::{Engine, Error, Result, company::checked_name, db::write};

/// Longest phone number kept, in characters: with an extension and what people write around it.
const PHONE_MAX_CHARS: usize = 60;
/// Most merges from one candidate to the one whom they count as: nobody comes near it, and a circle ends there.
pub(crate) const MERGES_IN_A_ROW_MAX: usize = 100;
/// Longest notes about one candidate, in characters: several pages.
const NOTES_MAX_CHARS: usize = 20_000;

/// The candidate whom this one counts as: whoever it was merged into. Nobody is merged until the transaction ends. To be
/// used in a transaction, before anything else.
macro_rules! living {
    ($tx:ident, $id:expr) => {{
        $crate::db::Turn::beside_merges(&mut $tx).await?;
        $crate::candidates::living_one!($tx, $id).ok_or(types::Problem::NotFound)?
    }};
}

/// The same for what may belong to somebody who is not there any more. To be used in a transaction that has taken its
/// turn beside merges.
macro_rules! living_one {
    ($tx:ident, $id:expr) => {{
        let (mut id, mut found): (types::CandidateId, _) = ($id, None);
        for _ in 0..$crate::candidates::MERGES_IN_A_ROW_MAX {
            let row: Option<Option<Vec<u8>>> = sqlx::query_scalar("SELECT merged_into FROM candidate WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(&mut *$tx)
                .await?;
            let Some(merged_into) = row else { break };
            match merged_into.as_deref().and_then(types::CandidateId::from_slice) {
                Some(kept) => id = kept,
                None => {
                    found = Some(id);
                    break;
                }
            }
        }
        found
    }};
}

/// Writes down anew what a candidate is found by. To be used in a transaction, after every change of it.
macro_rules! index_words {
    ($tx:ident, $id:expr) => {{
        let id: types::CandidateId = $id;
        let (name, phone): (String, String) = sqlx::query_as("SELECT name, phone FROM candidate WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .fetch_one(&mut *$tx)
            .await?;
        let addresses: Vec<String> =
            sqlx::query_scalar("SELECT address FROM candidate_address WHERE candidate_id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_all(&mut *$tx)
                .await?;
        sqlx::query("UPDATE candidate SET search = $2 WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .bind($crate::candidates::words::name_key(&name))
            .execute(&mut *$tx)
            .await?;
        sqlx::query("DELETE FROM candidate_word WHERE candidate_id = $1")
            .bind(id.as_bytes().as_slice())
            .execute(&mut *$tx)
            .await?;
        for word in $crate::candidates::words::of_candidate(&name, addresses.iter().map(String::as_str), &phone) {
            sqlx::query("INSERT INTO candidate_word (word, candidate_id) VALUES ($1, $2)")
                .bind(word)
                .bind(id.as_bytes().as_slice())
                .execute(&mut *$tx)
                .await?;
        }
    }};
}

/// Adds a candidate without addresses and words. To be used in a transaction.
macro_rules! insert_candidate {
    ($tx:ident, $id:expr, $form:expr, $now:expr) => {
        sqlx::query(
            "INSERT INTO candidate (id, name, phone, notes, search, created_at, last_message_at)
             VALUES ($1, $2, $3, $4, '', $5, $5)",
        )
        .bind($id.as_bytes().as_slice())
        .bind(&$form.name)
        .bind(&$form.phone)
        .bind(&$form.notes)
        .bind($now.0)
        .execute(&mut *$tx)
        .await?
    };
}

/// Reads anew when something was last heard of a candidate. To be used in a transaction that took messages away.
macro_rules! refresh_activity {
    ($tx:ident, $id:expr) => {
        sqlx::query(
            "UPDATE candidate SET last_message_at = COALESCE(
                 (SELECT MAX(m.received_at) FROM message m WHERE m.candidate_id = candidate.id), created_at)
             WHERE id = $1",
        )
        .bind($id.as_bytes().as_slice())
        .execute(&mut *$tx)
        .await?
    };
}

pub(crate) use addresses::checked_address;
pub(crate) use applications::insert_application;
pub(crate) use list::candidate_id;
pub(crate) use {index_words, insert_candidate, living, living_one, refresh_activity};

impl Engine {
    /// Adds somebody who has not written yet, or whose messages come later.
    pub(crate) async fn create_candidate(&self, form: CandidateForm, address: &str) -> Result<CandidateId> {
        let form = checked_form(form)?;
        let address = if address.trim().is_empty() { None } else { Some(checked_address(address)?) };
        let (id, now) = (CandidateId::new(Uuid::now_v7()), self.now());
        write!(self.inner.db, tx => {
            insert_candidate!(tx, id, form, now);
            if let Some(address) = &address {
                sqlx::query("INSERT INTO candidate_address (address, candidate_id, added_at) VALUES ($1, $2, $3)")
                    .bind(address)
                    .bind(id.as_bytes().as_slice())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
            index_words!(tx, id);
        });
        self.publish_candidate(id);
        Ok(id)
    }

    /// Changes name, phone and notes, as they were `seen`: what somebody else has written since is not overwritten.
    pub(crate) async fn change_candidate(&self, id: CandidateId, form: CandidateForm, seen: &str) -> Result<()> {
        let form = checked_form(form)?;
        let id = write!(self.inner.db, tx => {
            let id = living!(tx, id);
            let (name, phone, notes): (String, String, String) =
                sqlx::query_as("SELECT name, phone, notes FROM candidate WHERE id = $1")
                    .bind(id.as_bytes().as_slice())
                    .fetch_one(&mut *tx)
                    .await?;
            let is_there = (&name, &phone, &notes) == (&form.name, &form.phone, &form.notes);
            let n_changed = sqlx::query(
                "UPDATE candidate SET name = $2, phone = $3, notes = $4
                 WHERE id = $1 AND name = $5 AND phone = $6 AND notes = $7",
            )
            .bind(id.as_bytes().as_slice())
            .bind(&form.name)
            .bind(&form.phone)
            .bind(&form.notes)
            .bind(&name)
            .bind(&phone)
            .bind(&notes)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if n_changed == 0 || !(is_there || self.seen_details(&name, &phone, &notes) == seen) {
                return Err(Problem::ChangedMeanwhile.into());
            }
            index_words!(tx, id);
            id
        });
        self.publish_candidate(id);
        Ok(())
    }

    /// Tells that a candidate, and with them the list, changed.
    pub(crate) fn publish_candidate(&self, id: CandidateId) {
        self.publish(Topic::Candidate(id));
        self.publish(Topic::Candidates);
    }
}

/// Name, phone and notes as they are kept.
pub(crate) fn checked_form(form: CandidateForm) -> Result<CandidateForm> {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('\0', "");
    let (name, phone) = (checked_name(&form.name.replace('\0', ""), InputField::CandidateName)?, one_line(&form.phone));
    let notes = form.notes.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
    if phone.chars().count() > PHONE_MAX_CHARS {
        return Err(Error::invalid(InputField::Phone, InputFault::TooLong));
    }
    if notes.chars().count() > NOTES_MAX_CHARS {
        return Err(Error::invalid(InputField::Notes, InputFault::TooLong));
    }
    Ok(CandidateForm { name, phone, notes })
}
