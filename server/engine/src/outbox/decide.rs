//! What people decide about messages on their way out.

use types::{
    CandidateId, Cause, CompanyId, EmailAddress, FileId, InputFault, InputField, Mailbox, NewOutgoing, OutgoingId,
    OutgoingState, OutgoingView, PersonId, Problem, RecipientState,
};
use uuid::Uuid;

use crate::{
    Engine, Error, Result,
    db::{read, write},
};

use super::queue::give_up_at;

/// Whose message a decision changed; nothing when it had gone on meanwhile.
type Changed = Option<Option<Vec<u8>>>;

/// Changes a message that is in one of these states, `$2` being this moment. To be used in a transaction.
macro_rules! change {
    ($tx:ident, $id:expr, $now:expr, $change:literal, $states:literal) => {{
        let changed: Changed = sqlx::query_scalar(concat!(
            "UPDATE outgoing SET ",
            $change,
            " WHERE id = $1 AND state IN (",
            $states,
            ") RETURNING candidate_id"
        ))
        .bind($id.as_bytes().as_slice())
        .bind($now.0)
        .fetch_optional(&mut *$tx)
        .await?;
        changed
    }};
}

/// The same for those of its recipients that are in one of these states. To be used in a transaction.
macro_rules! change_recipients {
    ($tx:ident, $id:expr, $now:expr, $state:literal, $states:literal) => {
        sqlx::query(concat!(
            "UPDATE outgoing_recipient SET changed_at = $2, state = '",
            $state,
            "' WHERE outgoing_id = $1 AND state IN (",
            $states,
            ")"
        ))
        .bind($id.as_bytes().as_slice())
        .bind($now.0)
        .execute(&mut *$tx)
        .await?
    };
}

impl Engine {
    /// Tries a message that waits at once.
    pub(crate) async fn retry_outgoing(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            change!(tx, id, now, "not_before = $2", "'waiting', 'delayed'")
        });
        self.decided(id, changed).await
    }

    /// Stops a message that waits.
    pub(crate) async fn cancel_outgoing(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            change!(tx, id, now, "state = 'cancelled', reason = 'cancelled', ended_at = $2", "'waiting', 'delayed'")
        });
        self.decided(id, changed).await
    }

    /// Sends again, to whoever may not have it: after a person has looked whether it arrived, or mended what was
    /// refused. Its Message-ID stays, so that a mailbox that has it already can tell.
    pub(crate) async fn resend_outgoing(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            let changed = change!(
                tx,
                id,
                now,
                "state = 'waiting', reason = 'queued', not_before = $2, n_attempts = 0, lease = NULL, leased_until = NULL,
                 data_begun_at = NULL, ended_at = NULL, settled_at = NULL",
                "'unclear', 'refused'"
            );
            if changed.is_some() {
                sqlx::query("UPDATE outgoing SET give_up_at = $2 WHERE id = $1")
                    .bind(id.as_bytes().as_slice())
                    .bind(give_up_at(now).0)
                    .execute(&mut *tx)
                    .await?;
                change_recipients!(tx, id, now, "waiting", "'unclear', 'refused', 'delayed'");
            }
            changed
        });
        self.decided(id, changed).await
    }

    /// Takes a person's word that an unclear message was sent.
    pub(crate) async fn mark_outgoing_sent(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            let changed = change!(
                tx,
                id,
                now,
                "state = 'sent', reason = 'said_to_be_sent', ended_at = COALESCE(ended_at, $2), lease = NULL,
                 leased_until = NULL, data_begun_at = NULL",
                "'unclear'"
            );
            if changed.is_some() {
                change_recipients!(tx, id, now, "taken", "'unclear'");
            }
            changed
        });
        self.decided(id, changed).await
    }

    /// Takes a message out of what needs a person; what became of it stays written there.
    pub(crate) async fn settle_outgoing(&self, id: OutgoingId) -> Result<()> {
        let now = self.now();
        let changed = write!(self.inner.db, tx => {
            change!(tx, id, now, "settled_at = $2", "'refused', 'unclear', 'bounced'")
        });
        self.decided(id, changed).await
    }

    /// Queues a copy, as a new message, to this address instead of those that did not get it.
    pub(crate) async fn resend_to(&self, id: OutgoingId, address: &str, person: PersonId) -> Result<OutgoingId> {
        let address: EmailAddress =
            address.parse().map_err(|_| Error::invalid(InputField::Recipients, InputFault::NotAnAddress))?;
        let OutgoingView { row, body, recipients, files } = self.outgoing(id).await?;
        if !(row.is_open && matches!(row.state, OutgoingState::Bounced | OutgoingState::Refused)) {
            return Err(Problem::TooLate.into());
        }
        let name = row.to.first().map(|mailbox| mailbox.name.clone()).unwrap_or_default();
        let lacks_it = |mailbox: &&Mailbox| {
            let state = recipients.iter().find(|one| one.address.as_str() == mailbox.address).map(|one| one.state);
            !matches!(state, Some(RecipientState::Taken | RecipientState::Delivered))
        };
        // A wrong To is replaced; then those in Cc who have it already would only get it twice.
        let is_to_wrong = row.to.iter().any(|mailbox| lacks_it(&mailbox));
        let cc = row.cc.iter().filter(lacks_it).filter(|_| is_to_wrong).cloned().collect();
        let threading = self.threading(id).await?;
        let copies = self.copy_files(&files.iter().map(|file| file.id).collect::<Vec<_>>(), person).await?;
        let new = NewOutgoing {
            candidate: row.candidate,
            position: threading.0,
            to: vec![Mailbox { name, address: address.to_string() }],
            cc,
            subject: row.subject,
            body,
            in_reply_to: Some(threading.1).filter(|id| !id.is_empty()),
            references: threading.2.split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            files: copies.clone(),
            send_at: None,
        };
        let queued = self.queue_instead(new, person, id).await;
        if queued.is_err() {
            // They would turn up in a draft.
            self.discard_copies(&copies).await?;
        }
        queued
    }

    /// Other settings are in force for this company, and for those that inherit them: what waits is tried again.
    pub(crate) async fn sending_changed(&self, company: CompanyId) -> Result<()> {
        self.server_works(company).await?;
        self.due_again(Some(company)).await
    }

    /// Has everything tried again that waits for other settings or for a server of this company; of every company
    /// without one. What is to be sent later stays so.
    pub(super) async fn due_again(&self, company: Option<CompanyId>) -> Result<()> {
        let now = self.now();
        let n_due = match company {
            Some(company) => write!(self.inner.db, tx => {
                sqlx::query(
                    "UPDATE outgoing SET not_before = $2 WHERE state IN ('waiting', 'delayed') AND reason <> 'queued'
                        AND not_before > $2 AND company_id IN (SELECT id FROM company WHERE id = $1 OR main_id = $1)",
                )
                .bind(company.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?
                .rows_affected()
            }),
            None => write!(self.inner.db, tx => {
                sqlx::query(
                    "UPDATE outgoing SET not_before = $1 WHERE state = 'waiting' AND reason IN ('no_server', 'settings_incomplete')
                        AND not_before > $1",
                )
                .bind(now.0)
                .execute(&mut *tx)
                .await?
                .rows_affected()
            }),
        };
        if n_due > 0 {
            self.outbox_changed(None);
            self.wake_outbox();
        }
        Ok(())
    }

    /// Delays what else is due at a server that lets nobody in; `tried` has its own next moment.
    pub(super) async fn delay_due(
        &self,
        company: CompanyId,
        tried: OutgoingId,
        cause: Cause,
        words: &[String],
    ) -> Result<()> {
        /// The next of them finds out whether the server is back.
        const PAUSE_SECS: i64 = 60;
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE outgoing SET state = 'delayed', reason = $2, server_words = $3, not_before = $4
                 WHERE company_id = $1 AND state IN ('waiting', 'delayed') AND not_before <= $5
                    AND (leased_until IS NULL OR leased_until <= $5)
                    AND id <> $6 AND NOT (person_id IS NULL AND candidate_id IS NULL)",
            )
            .bind(company.as_bytes().as_slice())
            .bind(cause.id())
            .bind(words.join("\n"))
            .bind(now.plus_secs(PAUSE_SECS).0)
            .bind(now.0)
            .bind(tried.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        });
        self.outbox_changed(None);
        Ok(())
    }

    async fn threading(&self, id: OutgoingId) -> Result<(Option<types::PositionId>, String, String)> {
        let row: Option<(Option<Vec<u8>>, String, String)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT position_id, in_reply_to, refs FROM outgoing WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let (position, in_reply_to, refs) = row.ok_or(Problem::NotFound)?;
        Ok((position.as_deref().and_then(types::PositionId::from_slice), in_reply_to, refs))
    }

    /// Copies of files, waiting with a draft until they are taken up.
    async fn copy_files(&self, files: &[FileId], person: PersonId) -> Result<Vec<FileId>> {
        let copies: Vec<FileId> = files.iter().map(|_| FileId::new(Uuid::now_v7())).collect();
        write!(self.inner.db, tx => {
            for (file, copy) in files.iter().zip(&copies) {
                sqlx::query(
                    "INSERT INTO outgoing_file (id, candidate_id, person_id, place, name, media_type, size_bytes, bytes)
                     SELECT $2, candidate_id, $3, place, name, media_type, size_bytes, bytes FROM outgoing_file WHERE id = $1",
                )
                .bind(file.as_bytes().as_slice())
                .bind(copy.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
            }
        });
        Ok(copies)
    }

    async fn discard_copies(&self, copies: &[FileId]) -> Result<()> {
        write!(self.inner.db, tx => {
            for copy in copies {
                sqlx::query("DELETE FROM outgoing_file WHERE id = $1 AND outgoing_id IS NULL")
                    .bind(copy.as_bytes().as_slice())
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    /// Tells about a decision, or why there was nothing to decide.
    async fn decided(&self, id: OutgoingId, changed: Changed) -> Result<()> {
        if let Some(candidate) = changed {
            self.outbox_changed(candidate.as_deref().and_then(CandidateId::from_slice));
            self.wake_outbox();
            return Ok(());
        }
        let found: Option<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT state FROM outgoing WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Err(if found.is_some() { Problem::TooLate } else { Problem::NotFound }.into())
    }
}
