//! Answers that are being written: one per candidate and person, kept on the server while it is typed.

mod files;
mod overtaken;
mod taking_back;

use types::{
    AnswerForm, BODY_MAX_BYTES, CandidateId, InputFault, InputField, PersonId, PositionId, Problem, SUBJECT_MAX_CHARS,
    Timestamp,
};

use crate::{
    Engine, Error, Result,
    candidates::living,
    db::{read, row, write},
};

pub(crate) use overtaken::{Stopped, stop_overtaken};

/// Longest list of addresses as typed, in bytes: twenty of the longest.
const ADDRESSES_MAX_BYTES: usize = 8_000;

/// Notes that what somebody was writing was sent or thrown away. To be used in a transaction.
macro_rules! note_draft_end {
    ($tx:ident, $candidate:expr, $person:expr, $now:expr) => {
        sqlx::query(
            "INSERT INTO draft_end (candidate_id, person_id, ended_at) VALUES ($1, $2, $3)
             ON CONFLICT (candidate_id, person_id) DO UPDATE SET ended_at = $3",
        )
        .bind($candidate)
        .bind($person)
        .bind($now.0)
        .execute(&mut *$tx)
        .await?
    };
}

/// Refuses what was on its way here when the draft ended that it belongs to. To be used in a transaction, after the draft
/// was written to: whoever ends it meanwhile was waited for then.
macro_rules! refuse_late {
    ($tx:ident, $candidate:expr, $person:expr, $begun:expr) => {
        let ended_at: Option<i64> =
            sqlx::query_scalar("SELECT ended_at FROM draft_end WHERE candidate_id = $1 AND person_id = $2")
                .bind($candidate.as_bytes().as_slice())
                .bind($person.as_bytes().as_slice())
                .fetch_optional(&mut *$tx)
                .await?;
        if $begun != Timestamp::default() && ended_at.is_some_and(|ended_at| ended_at > $begun.0) {
            return Err(Problem::TooLate.into());
        }
    };
}

pub(crate) use note_draft_end;
use refuse_late;

row! {
    struct Row {
        position_id: Option<Vec<u8>>,
        recipients: String,
        cc: String,
        subject: String,
        body: String,
        seen_at: i64,
        changed_at: i64,
    }
}

impl Engine {
    /// What somebody is writing to a candidate, and when that was kept last.
    pub(crate) async fn draft(
        &self,
        candidate: CandidateId,
        person: PersonId,
    ) -> Result<Option<(AnswerForm, Timestamp)>> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT position_id, recipients, cc, subject, body, seen_at, changed_at FROM draft
                 WHERE candidate_id = $1 AND person_id = $2",
            )
            .bind(candidate.as_bytes().as_slice())
            .bind(person.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        Ok(row.map(|row| {
            let position = row.position_id.as_deref().and_then(PositionId::from_slice);
            let form = AnswerForm {
                position: position.map(|id| id.to_string()).unwrap_or_default(),
                to: row.recipients,
                cc: row.cc,
                subject: row.subject,
                body: row.body,
                seen: Timestamp(row.seen_at),
                ..AnswerForm::default()
            };
            (form, Timestamp(row.changed_at))
        }))
    }

    /// Keeps what is typed. What its writer had seen when they began stays as it was. What was on its way here by itself
    /// when the answer was sent or thrown away must not become a draft again: it is too late.
    pub(crate) async fn save_draft(&self, candidate: CandidateId, person: PersonId, form: &AnswerForm) -> Result<()> {
        check_lengths(form)?;
        let position = answer_position(form)?;
        let now = self.now();
        let text = |text: &str| text.replace("\r\n", "\n").replace('\0', "");
        write!(self.inner.db, tx => {
            let candidate = living!(tx, candidate);
            sqlx::query(
                "INSERT INTO draft (candidate_id, person_id, position_id, recipients, cc, subject, body, seen_at, changed_at)
                 VALUES ($1, $2, (SELECT id FROM position WHERE id = $3), $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (candidate_id, person_id) DO UPDATE SET position_id = excluded.position_id, recipients = $4, cc = $5,
                    subject = $6, body = $7, changed_at = $9",
            )
            .bind(candidate.as_bytes().as_slice())
            .bind(person.as_bytes().as_slice())
            .bind(position.map(|id| id.as_bytes().to_vec()))
            .bind(text(&form.to))
            .bind(text(&form.cc))
            .bind(text(&form.subject))
            .bind(text(&form.body))
            .bind(form.seen.min(now).0)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
            refuse_late!(tx, candidate, person, form.begun);
        });
        Ok(())
    }

    /// Whether something was said that the draft's writer has not seen; asking again says no.
    pub(crate) async fn sees_newer(&self, candidate: CandidateId, person: PersonId) -> Result<bool> {
        let newest = self.newest_moment(candidate).await?;
        let n_behind = write!(self.inner.db, tx => {
            sqlx::query("UPDATE draft SET seen_at = $3 WHERE candidate_id = $1 AND person_id = $2 AND seen_at < $3")
                .bind(candidate.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .bind(newest.0)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        Ok(n_behind > 0)
    }

    /// Throws a draft away, its files too.
    pub(crate) async fn discard_draft(&self, candidate: CandidateId, person: PersonId) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            let candidate = living!(tx, candidate);
            note_draft_end!(tx, candidate.as_bytes().as_slice(), person.as_bytes().as_slice(), now);
            for statement in [
                "DELETE FROM draft WHERE candidate_id = $1 AND person_id = $2",
                "DELETE FROM outgoing_file WHERE candidate_id = $1 AND person_id = $2 AND outgoing_id IS NULL",
            ] {
                sqlx::query(statement)
                    .bind(candidate.as_bytes().as_slice())
                    .bind(person.as_bytes().as_slice())
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }
}

/// The position that an answer is about.
pub(crate) fn answer_position(form: &AnswerForm) -> Result<Option<PositionId>> {
    match form.position.trim() {
        "" => Ok(None),
        id => Ok(Some(id.parse().map_err(|_| Problem::BadRequest)?)),
    }
}

fn check_lengths(form: &AnswerForm) -> Result<()> {
    for (field, is_too_long) in [
        (InputField::Recipients, form.to.len() > ADDRESSES_MAX_BYTES),
        (InputField::Cc, form.cc.len() > ADDRESSES_MAX_BYTES),
        (InputField::Subject, form.subject.chars().count() > SUBJECT_MAX_CHARS),
        (InputField::Body, form.body.len() > BODY_MAX_BYTES),
    ] {
        if is_too_long {
            return Err(Error::invalid(field, InputFault::TooLong));
        }
    }
    Ok(())
}
