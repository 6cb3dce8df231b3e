//! What was taken of a mailbox: each message once, whatever happens in between.

use types::{CompanyId, MessageId};
use uuid::Uuid;

use crate::{
    Engine, Error, Incoming, Result,
    db::{read, write},
};

/// Messages marked at once, of those that a crash has left unmarked.
const UNMARKED_MAX: i64 = 500;

impl Engine {
    /// Accepts a message of a mailbox, unless it is here already; whether it was accepted now. Its identity is written
    /// down before: after a crash that tells whether it came as far as the disk.
    pub(super) async fn take(
        &self,
        company: CompanyId,
        uid_validity: u32,
        uid: u32,
        incoming: Incoming,
    ) -> Result<bool> {
        let known = self.taken(company, uid_validity, uid).await?;
        if let Some(id) = known
            && self.is_accepted(id).await?
        {
            return Ok(false);
        }
        // The same message under another number: moved away and back, or all numbers have changed.
        if self.has_mail(&incoming.digests()).await? {
            return Ok(false);
        }
        let id = match known {
            Some(id) => id,
            None => self.write_down(company, uid_validity, uid).await?,
        };
        self.accept_as(id, incoming, None).await?;
        Ok(true)
    }

    /// Notes that a message carries its mark.
    pub(super) async fn note_marked(&self, company: CompanyId, uid_validity: u32, uid: u32) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE mailbox_message SET is_marked = TRUE WHERE company_id = $1 AND uid_validity = $2 AND uid = $3")
                .bind(company.as_bytes().as_slice())
                .bind(i64::from(uid_validity))
                .bind(i64::from(uid))
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// Messages that were taken and carry no mark yet.
    pub(super) async fn unmarked(&self, company: CompanyId, uid_validity: u32) -> Result<Vec<u32>> {
        let uids: Vec<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT uid FROM mailbox_message WHERE company_id = $1 AND uid_validity = $2 AND NOT is_marked ORDER BY uid LIMIT $3",
            )
            .bind(company.as_bytes().as_slice())
            .bind(i64::from(uid_validity))
            .bind(UNMARKED_MAX)
            .fetch_all(pool)
            .await?
        });
        uids.into_iter().map(|uid| u32::try_from(uid).map_err(|_| Error::Stored("message number"))).collect()
    }

    /// Whether this message was fetched from a mailbox.
    pub(crate) async fn is_fetched(&self, message: MessageId) -> Result<bool> {
        let uid: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT uid FROM mailbox_message WHERE message_id = $1 LIMIT 1")
                .bind(message.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Ok(uid.is_some())
    }

    async fn taken(&self, company: CompanyId, uid_validity: u32, uid: u32) -> Result<Option<MessageId>> {
        let id: Option<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT message_id FROM mailbox_message WHERE company_id = $1 AND uid_validity = $2 AND uid = $3")
                .bind(company.as_bytes().as_slice())
                .bind(i64::from(uid_validity))
                .bind(i64::from(uid))
                .fetch_optional(pool)
                .await?
        });
        id.map(|id| MessageId::from_slice(&id).ok_or(Error::Stored("message id"))).transpose()
    }

    async fn is_accepted(&self, id: MessageId) -> Result<bool> {
        let found: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT received_at FROM message WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Ok(found.is_some())
    }

    async fn write_down(&self, company: CompanyId, uid_validity: u32, uid: u32) -> Result<MessageId> {
        let id = MessageId::new(Uuid::now_v7());
        write!(self.inner.db, tx => {
            sqlx::query("INSERT INTO mailbox_message (company_id, uid_validity, uid, message_id) VALUES ($1, $2, $3, $4)")
                .bind(company.as_bytes().as_slice())
                .bind(i64::from(uid_validity))
                .bind(i64::from(uid))
                .bind(id.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        });
        Ok(id)
    }
}
