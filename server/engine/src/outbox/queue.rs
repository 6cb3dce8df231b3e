//! Putting a message into the outbox.

mod checking;

use types::{
    CandidateId, CompanyId, InputFault, InputField, Mailbox, NewOutgoing, OUTGOING_FILES_MAX_BYTES, OutgoingId,
    OutgoingWord, PersonId, PositionId, Problem, Timestamp,
};
use uuid::Uuid;

use self::checking::check;
use crate::{
    Engine, Error, Result,
    candidates::living,
    db::{read, write},
    drafts::note_draft_end,
};

/// How long a message is tried: four days, as long as a sender on the internet goes on (RFC 5321 section 4.5.4.1).
pub(super) const GIVE_UP_AFTER_SECS: i64 = 4 * 24 * 60 * 60;
/// Furthest moment a message can be kept for: a year.
const SEND_LATER_MAX_SECS: i64 = 366 * 24 * 60 * 60;

/// Who is behind a message, as stored.
struct Behind {
    candidate: Option<Vec<u8>>,
    position: Option<Vec<u8>>,
    person: Option<Vec<u8>>,
}

/// Puts a checked message into the outbox, with its recipients. To be used in a transaction.
macro_rules! insert {
    ($tx:ident, $id:expr, $message_id:expr, $company:expr, $behind:expr, $checked:expr, $now:expr, $not_before:expr) => {
        sqlx::query(
            "INSERT INTO outgoing (id, candidate_id, position_id, person_id, message_id, in_reply_to, refs, recipients, cc,
                subject, body, created_at, state, reason, server_words, queue_id, not_before, give_up_at, n_attempts,
                from_address, route, company_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'waiting', $13, '', '', $14, $15, 0, '', '', $16)",
        )
        .bind($id.as_bytes().as_slice())
        .bind(&$behind.candidate)
        .bind(&$behind.position)
        .bind(&$behind.person)
        .bind($message_id)
        .bind(&$checked.in_reply_to)
        .bind(&$checked.references)
        .bind(mailboxes_as_stored(&$checked.to)?)
        .bind(mailboxes_as_stored(&$checked.cc)?)
        .bind(&$checked.subject)
        .bind(&$checked.body)
        .bind($now.0)
        .bind(OutgoingWord::Queued.as_str())
        .bind($not_before.0)
        .bind($not_before.plus_secs(GIVE_UP_AFTER_SECS).0)
        .bind($company.as_bytes().as_slice())
        .execute(&mut *$tx)
        .await?;
        for address in &$checked.addresses {
            sqlx::query(
                "INSERT INTO outgoing_recipient (outgoing_id, address, state, status, words, changed_at)
                 VALUES ($1, $2, 'waiting', '', '', $3)",
            )
            .bind($id.as_bytes().as_slice())
            .bind(address.as_str())
            .bind($now.0)
            .execute(&mut *$tx)
            .await?;
        }
    };
}

/// Takes the files of a draft along. A file goes out once: with the draft of this candidate and person that it waits
/// with. To be used in a transaction.
macro_rules! take_files {
    ($tx:ident, $id:expr, $behind:expr, $files:expr) => {
        for file in $files {
            let n_taken = sqlx::query(
                "UPDATE outgoing_file SET outgoing_id = $1
                 WHERE id = $2 AND candidate_id = $3 AND person_id = $4 AND outgoing_id IS NULL",
            )
            .bind($id.as_bytes().as_slice())
            .bind(file.as_bytes().as_slice())
            .bind(&$behind.candidate)
            .bind(&$behind.person)
            .execute(&mut *$tx)
            .await?
            .rows_affected();
            if n_taken == 0 {
                return Err(Problem::NotFound.into());
            }
        }
    };
}

/// Takes what was attached to a draft since its files were listed: it must not go out with the next one. To be used in a
/// transaction.
macro_rules! take_rest {
    ($tx:ident, $id:expr, $behind:expr) => {
        sqlx::query(
            "UPDATE outgoing_file SET outgoing_id = $1 WHERE candidate_id = $2 AND person_id = $3 AND outgoing_id IS NULL",
        )
        .bind($id.as_bytes().as_slice())
        .bind(&$behind.candidate)
        .bind(&$behind.person)
        .execute(&mut *$tx)
        .await?
    };
}

/// Refuses more files than fit into a message. To be used in a transaction.
macro_rules! check_size {
    ($tx:ident, $id:expr) => {
        let size: i64 = sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM outgoing_file WHERE outgoing_id = $1",
        )
        .bind($id.as_bytes().as_slice())
        .fetch_one(&mut *$tx)
        .await?;
        if u64::try_from(size).unwrap_or(u64::MAX) > OUTGOING_FILES_MAX_BYTES {
            return Err(Error::invalid(InputField::Files, InputFault::TooLong));
        }
    };
}

/// Ends the draft whose text goes out. Where it is gone already, the same form was sent a moment ago: somebody pressed
/// twice, or has it open twice. To be used in a transaction, before its files are taken: whoever attaches one takes a
/// turn at the draft.
macro_rules! end_draft {
    ($tx:ident, $behind:expr, $now:expr) => {
        let n_ended = sqlx::query("DELETE FROM draft WHERE candidate_id = $1 AND person_id = $2")
            .bind(&$behind.candidate)
            .bind(&$behind.person)
            .execute(&mut *$tx)
            .await?
            .rows_affected();
        if n_ended == 0 {
            return Err(Problem::NewerMessage.into());
        }
        note_draft_end!($tx, &$behind.candidate, &$behind.person, $now);
    };
}

/// Takes a message that failed out of what needs a person, because a copy goes out instead, with its files. Where that is
/// done already, somebody pressed twice. To be used in a transaction.
macro_rules! end_failed {
    ($tx:ident, $failed:expr, $copy:expr, $now:expr) => {
        let n_ended = sqlx::query(
            "UPDATE outgoing SET settled_at = $2, replaced_by = $3
             WHERE id = $1 AND state IN ('refused', 'bounced') AND replaced_by IS NULL",
        )
        .bind($failed.as_bytes().as_slice())
        .bind($now.0)
        .bind($copy.as_bytes().as_slice())
        .execute(&mut *$tx)
        .await?
        .rows_affected();
        if n_ended == 0 {
            return Err(Problem::TooLate.into());
        }
        let files: Vec<Vec<u8>> = sqlx::query_scalar("SELECT id FROM outgoing_file WHERE outgoing_id = $1")
            .bind($failed.as_bytes().as_slice())
            .fetch_all(&mut *$tx)
            .await?;
        for file in files {
            sqlx::query(
                "INSERT INTO outgoing_file (id, outgoing_id, candidate_id, person_id, place, name, media_type, size_bytes, bytes)
                 SELECT $2, $3, candidate_id, person_id, place, name, media_type, size_bytes, bytes FROM outgoing_file WHERE id = $1",
            )
            .bind(file)
            .bind(Uuid::now_v7().as_bytes().as_slice())
            .bind($copy.as_bytes().as_slice())
            .execute(&mut *$tx)
            .await?;
        }
    };
}

/// What ends in the same step in which a message is queued, so that nothing goes out twice.
enum Ending {
    Nothing,
    Draft,
    Failed(OutgoingId),
}

impl Engine {
    /// Queues a message; its Message-ID is fixed from now on. `person` is who wrote it; nobody did when it is a notice
    /// of ours, which leaves through the relay.
    pub(crate) async fn queue_outgoing(&self, new: NewOutgoing, person: Option<PersonId>) -> Result<OutgoingId> {
        self.queue(new, person, Ending::Nothing).await
    }

    /// Queues what this person has as a draft, which ends with it.
    pub(crate) async fn queue_draft(&self, new: NewOutgoing, person: PersonId) -> Result<OutgoingId> {
        self.queue(new, Some(person), Ending::Draft).await
    }

    /// Queues what goes out instead of a message that failed and that nobody has dealt with yet.
    pub(super) async fn queue_instead(
        &self,
        new: NewOutgoing,
        person: PersonId,
        failed: OutgoingId,
    ) -> Result<OutgoingId> {
        self.queue(new, Some(person), Ending::Failed(failed)).await
    }

    async fn queue(&self, new: NewOutgoing, person: Option<PersonId>, ending: Ending) -> Result<OutgoingId> {
        let checked = check(&new)?;
        let company = self.company_of_position(new.position).await?;
        let id = OutgoingId::new(Uuid::now_v7());
        let now = self.now();
        let not_before = new.send_at.unwrap_or(now).clamp(now, now.plus_secs(SEND_LATER_MAX_SECS));
        let candidate = write!(self.inner.db, tx => {
            let candidate: Option<CandidateId> = match new.candidate {
                Some(candidate) => Some(living!(tx, candidate)),
                None => None,
            };
            let behind = Behind {
                candidate: candidate.map(|id| id.as_bytes().to_vec()),
                position: new.position.map(|id| id.as_bytes().to_vec()),
                person: person.map(|id| id.as_bytes().to_vec()),
            };
            insert!(tx, id, self.outgoing_message_id(id), company, behind, checked, now, not_before);
            match ending {
                Ending::Nothing => { take_files!(tx, id, behind, &new.files); }
                Ending::Draft => {
                    end_draft!(tx, behind, now);
                    take_files!(tx, id, behind, &new.files);
                    take_rest!(tx, id, behind);
                }
                Ending::Failed(failed) => { end_failed!(tx, failed, id, now); }
            }
            check_size!(tx, id);
            candidate
        });
        self.outbox_changed(candidate);
        self.wake_outbox();
        Ok(id)
    }

    /// The company that messages about this position are sent for.
    pub(crate) async fn company_of_position(&self, position: Option<PositionId>) -> Result<CompanyId> {
        let Some(position) = position else { return Ok(self.main_company().await?.ok_or(Problem::NotFound)?.id) };
        let company: Option<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT company_id FROM position WHERE id = $1")
                .bind(position.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        CompanyId::from_slice(&company.ok_or(Problem::NotFound)?).ok_or(Error::Stored("company id"))
    }
}

/// Mailboxes as the store keeps them.
pub(super) fn mailboxes_as_stored(mailboxes: &[Mailbox]) -> Result<String> {
    serde_json::to_string(mailboxes).map_err(|_| Error::Stored("recipients"))
}

/// Mailboxes from what the store keeps.
pub(crate) fn stored_mailboxes(text: &str) -> Result<Vec<Mailbox>> {
    serde_json::from_str(text).map_err(|_| Error::Stored("recipients"))
}

/// A moment in the outbox's terms: when trying ends for a message that begins to be tried now.
pub(super) const fn give_up_at(now: Timestamp) -> Timestamp {
    now.plus_secs(GIVE_UP_AFTER_SECS)
}
