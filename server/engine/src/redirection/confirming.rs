//! Services that ask to confirm a redirection, for the wizard.

use types::{CompanyId, Confirming, MessageId, Timestamp, Verified};

use crate::{
    Engine, Result,
    db::{read, row},
    reading,
};

/// How long a request is shown, in seconds: a week, in which Google's link works.
const SHOWN_SECS: i64 = 7 * 24 * 60 * 60;
/// Requests shown at once.
const MAX_SHOWN: usize = 3;
/// Requests looked at for these: some wait for a proof of their sender.
const MAX_LOOKED_AT: i64 = 20;

row! {
    struct Row {
        id: Vec<u8>,
        received_at: i64,
        subject: String,
        bytes: Vec<u8>,
        verdict: Option<String>,
    }
}

impl Engine {
    /// What was asked lately at the address of this company, the newest first. Nothing of it is opened by us, and nothing
    /// is shown of a sender who is not who he says.
    pub(crate) async fn confirming(&self, company: CompanyId) -> Result<Vec<Confirming>> {
        let since = self.now().plus_secs(-SHOWN_SECS);
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT m.id, m.received_at, m.subject, r.bytes, a.verdict FROM message m JOIN raw_message r ON r.message_id = m.id
                 LEFT JOIN authentication a ON a.message_id = m.id
                 WHERE m.kind = 'confirmation' AND m.company_id = $1 AND m.received_at > $2 AND m.state <> 'deleted'
                    AND (a.verdict IS NULL OR a.verdict <> $4)
                 ORDER BY m.received_at DESC, m.id DESC LIMIT $3",
            )
            .bind(company.as_bytes().as_slice())
            .bind(since.0)
            .bind(MAX_LOOKED_AT)
            .bind(Verified::No.as_str())
            .fetch_all(pool)
            .await?
        });
        let asked = |row: Row| {
            let is_verified = row.verdict.as_deref() == Some(Verified::Yes.as_str());
            let found = reading::confirmation(&row.bytes).filter(|found| is_verified || !found.needs_proof())?;
            Some(Confirming {
                message: MessageId::from_slice(&row.id)?,
                service: found.service.to_owned(),
                subject: row.subject,
                code: found.code,
                link: found.link,
                at: Timestamp(row.received_at),
            })
        };
        Ok(rows.into_iter().filter_map(asked).take(MAX_SHOWN).collect())
    }
}
