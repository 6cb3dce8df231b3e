//! What was found out, as stored.

use types::{Authentication, MessageId, MessageKind, Timestamp, Verified, VerifiedBy};

use super::Looked;
use crate::{
    Engine, Error, Result,
    db::{read, row, write_redoable},
};

/// Messages that are taken up together.
const BATCH_MESSAGES: i64 = 16;
/// When a message is looked at again after the name servers did not answer: minutes after each attempt. Keys are taken
/// back after days, so there is no point in waiting longer.
const RETRY_AFTER_MINUTES: &[i64] = &[10, 60];

row! {
    /// A message that is to be looked at.
    #[derive(Debug)]
    struct DueRow {
        id: Vec<u8>,
        mail_from: String,
        client: String,
        helo: String,
        test_id: Option<Vec<u8>>,
        kind: String,
        n_attempts: Option<i64>,
    }
}

/// A message that is to be looked at.
#[derive(Debug)]
pub(super) struct Due {
    pub id: Vec<u8>,
    pub mail_from: String,
    pub client: String,
    pub helo: String,
    pub test_id: Option<Vec<u8>>,
    /// Whether a service asks in it to confirm a redirection.
    pub is_confirmation: bool,
    /// How often it was looked at in vain.
    pub n_attempts: usize,
}

row! {
    struct Row {
        checked_at: i64,
        verdict: String,
        reason: String,
        domain: String,
        results: String,
    }
}

impl Engine {
    pub(super) async fn messages_to_authenticate(&self) -> Result<Vec<Due>> {
        let now = self.now();
        let rows: Vec<DueRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT m.id, m.mail_from, m.client, m.helo, m.test_id, m.kind, a.n_attempts FROM message m
                 LEFT JOIN authentication a ON a.message_id = m.id
                 WHERE m.authenticate_at IS NOT NULL AND m.authenticate_at <= $1 ORDER BY m.authenticate_at LIMIT $2",
            )
            .bind(now.0)
            .bind(BATCH_MESSAGES)
            .fetch_all(pool)
            .await?
        });
        let due = |row: DueRow| Due {
            id: row.id,
            mail_from: row.mail_from,
            client: row.client,
            helo: row.helo,
            test_id: row.test_id,
            is_confirmation: row.kind == MessageKind::Confirmation.as_str(),
            n_attempts: row.n_attempts.and_then(|n| usize::try_from(n).ok()).unwrap_or_default(),
        };
        Ok(rows.into_iter().map(due).collect())
    }

    pub(super) async fn store_authentications(&self, looked: &[Looked]) -> Result<()> {
        let now = self.now();
        write_redoable!(self.inner.db, tx => {
            for Looked { id, judgement, n_attempts, .. } in looked {
                let retry_at = RETRY_AFTER_MINUTES
                    .get(*n_attempts)
                    .filter(|_| judgement.reason == VerifiedBy::NoAnswer)
                    .map(|minutes| now.plus_secs(minutes * 60).0);
                // Selected from the message, which may be gone by now.
                sqlx::query(
                    "INSERT INTO authentication (message_id, checked_at, verdict, reason, domain, results, signed_by, n_attempts)
                     SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM message WHERE id = $1
                     ON CONFLICT (message_id) DO UPDATE SET checked_at = $2, verdict = $3, reason = $4, domain = $5,
                        results = $6, signed_by = $7, n_attempts = $8",
                )
                .bind(id.as_bytes().as_slice())
                .bind(now.0)
                .bind(judgement.verdict().as_str())
                .bind(judgement.reason.as_str())
                .bind(&judgement.domain)
                .bind(&judgement.results)
                .bind(&judgement.signed_by)
                .bind(i64::try_from(n_attempts + 1).unwrap_or(i64::MAX))
                .execute(&mut *tx)
                .await?;
                sqlx::query("UPDATE message SET authenticate_at = $2 WHERE id = $1")
                    .bind(id.as_bytes().as_slice())
                    .bind(retry_at)
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    /// What was found out about a message's sender; nothing when nobody has looked.
    pub(crate) async fn authentication(&self, id: MessageId) -> Result<Option<Authentication>> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT checked_at, verdict, reason, domain, results FROM authentication WHERE message_id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let read = |row: Row| {
            Some(Authentication {
                verdict: Verified::from_stored(&row.verdict)?,
                reason: VerifiedBy::from_stored(&row.reason)?,
                domain: row.domain,
                results: row.results,
                checked_at: Timestamp(row.checked_at),
            })
        };
        row.map(|row| read(row).ok_or(Error::Stored("authentication"))).transpose()
    }
}
