//! Messages that are not sent become drafts again.

use types::{CandidateId, OutgoingId, OutgoingWord, PersonId, PositionId, Problem};

use crate::{
    Engine, Error, Result,
    candidates::living,
    db::{read, row, write},
    outbox::stored_mailboxes,
};

row! {
    struct Row {
        candidate_id: Option<Vec<u8>>,
        position_id: Option<Vec<u8>>,
        person_id: Option<Vec<u8>>,
        recipients: String,
        cc: String,
        subject: String,
        body: String,
        created_at: i64,
    }
}

impl Engine {
    /// Stops a message that waits and puts its text, and its files, back into this person's draft, below what may
    /// stand there already. Also for one that was stopped before; but only once, and not when somebody may have it.
    pub(crate) async fn take_back(&self, id: OutgoingId, person: PersonId) -> Result<CandidateId> {
        let now = self.now();
        let Some(row) = self.unsent(id).await? else { return Err(Problem::NotFound.into()) };
        let candidate = row.candidate_id.as_deref().and_then(CandidateId::from_slice).ok_or(Problem::NotFound)?;
        let body = self.without_signature(&row).await?;
        let (n_taken, candidate) = write!(self.inner.db, tx => {
            let candidate = living!(tx, candidate);
            let n_taken = sqlx::query(
                "UPDATE outgoing SET reason = CASE WHEN state = 'cancelled' THEN reason ELSE $2 END, state = 'cancelled',
                    ended_at = COALESCE(ended_at, $3), settled_at = $3
                 WHERE id = $1 AND state IN ('waiting', 'cancelled') AND settled_at IS NULL AND NOT is_doubtful
                    AND NOT EXISTS (SELECT 1 FROM outgoing_recipient r WHERE r.outgoing_id = outgoing.id
                        AND r.state IN ('taken', 'delivered', 'bounced', 'unclear'))",
            )
            .bind(id.as_bytes().as_slice())
            .bind(OutgoingWord::Cancelled.as_str())
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if n_taken > 0 {
                sqlx::query(
                    "INSERT INTO draft (candidate_id, person_id, position_id, recipients, cc, subject, body, seen_at, changed_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                     ON CONFLICT (candidate_id, person_id) DO UPDATE SET changed_at = $9,
                        body = CASE WHEN TRIM(draft.body) = '' THEN $7 ELSE draft.body || $10 || $7 END",
                )
                .bind(candidate.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .bind(&row.position_id)
                .bind(addresses(&row.recipients)?)
                .bind(addresses(&row.cc)?)
                .bind(&row.subject)
                .bind(&body)
                // What came after it was written has not been answered yet.
                .bind(row.created_at)
                .bind(now.0)
                .bind("\n\n")
                .execute(&mut *tx)
                .await?;
                sqlx::query("UPDATE outgoing_file SET outgoing_id = NULL, person_id = $2 WHERE outgoing_id = $1")
                    .bind(id.as_bytes().as_slice())
                    .bind(person.as_bytes().as_slice())
                    .execute(&mut *tx)
                    .await?;
            }
            (n_taken, candidate)
        });
        if n_taken == 0 {
            return Err(Problem::TooLate.into());
        }
        self.outbox_changed(Some(candidate));
        Ok(candidate)
    }

    async fn unsent(&self, id: OutgoingId) -> Result<Option<Row>> {
        Ok(read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT candidate_id, position_id, person_id, recipients, cc, subject, body, created_at FROM outgoing WHERE id = $1",
            )
            .bind(id.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        }))
    }

    /// The text as it was typed: what was put below it would come twice otherwise.
    async fn without_signature(&self, row: &Row) -> Result<String> {
        let company = self.company_of_position(row.position_id.as_deref().and_then(PositionId::from_slice)).await?;
        let author: Option<String> = match &row.person_id {
            None => None,
            Some(person) => read!(self.inner.db, pool => {
                sqlx::query_scalar("SELECT name FROM person WHERE id = $1").bind(person).fetch_optional(pool).await?
            }),
        };
        let signature = self.signature(company, author.as_deref().unwrap_or_default()).await?;
        Ok(row.body.strip_suffix(&signature).filter(|_| !signature.is_empty()).unwrap_or(&row.body).to_owned())
    }
}

/// Stored mailboxes as somebody types them.
fn addresses(stored: &str) -> Result<String> {
    let mailboxes = stored_mailboxes(stored).map_err(|_| Error::Stored("recipients"))?;
    Ok(mailboxes.into_iter().map(|mailbox| mailbox.address).collect::<Vec<_>>().join(", "))
}
