//! How fetching goes, and what was left in the mailbox.

use types::{CompanyId, Timestamp};

use crate::{
    Engine, Error, FetchCause, Result,
    db::{column, read, row, write},
    imap::Failure,
};

use super::place::Holder;

/// What is kept of mails that were not taken, of one mailbox.
const SKIPPED_MAX: i64 = 50;
/// Longest text kept of such a mail, in characters.
const NAMED_MAX_CHARS: usize = 200;
/// A failure that has lasted so long deserves a look, in seconds; shorter ones pass by themselves.
const WORTH_A_LOOK_SECS: i64 = 15 * 60;

/// How fetching goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FetchHealth {
    /// The account whose mailbox it is.
    pub account: String,
    /// When it was last looked into.
    pub looked_at: Option<Timestamp>,
    /// When a mail was last taken.
    pub fetched_at: Option<Timestamp>,
    /// How many were, ever.
    pub n_fetched: i64,
    /// Since when it cannot be looked into, and why.
    pub failing: Option<(Timestamp, FetchCause)>,
    /// What the server said about that; possibly empty.
    pub said: String,
    /// Whether people see a star or a flag at what was taken.
    pub is_flagged: bool,
    /// Whether what was taken carries no mark at all.
    pub is_unmarked: bool,
}

impl FetchHealth {
    /// Whether a person should look at it.
    pub(crate) fn is_worth_a_look(&self, now: Timestamp) -> bool {
        self.failing.is_some_and(|(since, cause)| cause.needs_a_person() || since <= now.plus_secs(-WORTH_A_LOOK_SECS))
    }
}

/// A mail that was left in the mailbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SkippedMail {
    /// Its number in the folder.
    pub uid: u32,
    /// When that was.
    pub at: Timestamp,
    /// Why.
    pub why: SkippedWhy,
    /// Its size in bytes.
    pub n_bytes: u64,
    /// From whom; possibly empty.
    pub sender: String,
    /// What it is about; possibly empty.
    pub subject: String,
}

/// Why a mail was left in the mailbox.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SkippedWhy {
    /// It is larger than what is taken.
    TooLarge,
    /// The server does not give it.
    Refused,
}

impl SkippedWhy {
    const fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Refused => "refused",
        }
    }
}

row! {
    struct Row {
        account: String,
        looked_at: Option<i64>,
        fetched_at: Option<i64>,
        n_fetched: i64,
        failing_since: Option<i64>,
        fault: Option<String>,
        said: String,
        mark: String,
    }
}

row! {
    struct SkippedRow {
        uid: i64,
        skipped_at: i64,
        why: String,
        size_bytes: i64,
        sender: String,
        subject: String,
    }
}

impl Engine {
    /// How fetching goes at a company; nothing while it is off.
    pub(crate) async fn fetch_health(&self, company: CompanyId) -> Result<Option<FetchHealth>> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT account, looked_at, fetched_at, n_fetched, failing_since, fault, said, mark
                 FROM mailbox WHERE company_id = $1 AND is_on",
            )
            .bind(company.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        let Some(row) = row else { return Ok(None) };
        let cause =
            row.fault.as_deref().map(|id| FetchCause::from_id(id).ok_or(Error::Stored("fetch cause"))).transpose()?;
        Ok(Some(FetchHealth {
            account: row.account,
            looked_at: row.looked_at.map(Timestamp),
            fetched_at: row.fetched_at.map(Timestamp),
            n_fetched: row.n_fetched,
            failing: row.failing_since.map(Timestamp).zip(cause),
            said: row.said,
            is_flagged: row.mark == "flagged",
            is_unmarked: row.mark == "nothing",
        }))
    }

    /// Notes that everything there is was taken, and how it is marked.
    pub(super) async fn note_looked(&self, company: CompanyId, holder: &Holder, mark: &str) -> Result<()> {
        let now = self.now();
        let before: Option<(Option<i64>, Option<i64>)> = write!(self.inner.db, tx => {
            let before = sqlx::query_as("SELECT looked_at, failing_since FROM mailbox WHERE company_id = $1")
                .bind(company.as_bytes().as_slice())
                .fetch_optional(&mut *tx)
                .await?;
            sqlx::query(
                "UPDATE mailbox SET looked_at = $3, failing_since = NULL, fault = NULL, said = '', mark = $4
                 WHERE company_id = $1 AND leased_by = $2",
            )
            .bind(company.as_bytes().as_slice())
            .bind(holder.as_slice())
            .bind(now.0)
            .bind(mark)
            .execute(&mut *tx)
            .await?;
            before
        });
        // Open pages show how long ago that was by themselves.
        if before.is_none_or(|(looked_at, failing_since)| looked_at.is_none() || failing_since.is_some()) {
            self.settings_changed();
        }
        Ok(())
    }

    /// Notes why the mailbox could not be looked into.
    pub(super) async fn note_fetch_failure(
        &self,
        company: CompanyId,
        holder: &Holder,
        failure: &Failure,
    ) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE mailbox SET failing_since = COALESCE(failing_since, $3), fault = $4, said = $5
                 WHERE company_id = $1 AND leased_by = $2",
            )
            .bind(company.as_bytes().as_slice())
            .bind(holder.as_slice())
            .bind(now.0)
            .bind(failure.cause.id())
            .bind(column(&failure.said, NAMED_MAX_CHARS))
            .execute(&mut *tx)
            .await?;
        });
        self.settings_changed();
        Ok(())
    }

    /// What was left in the mailbox, newest first.
    pub(super) async fn skipped_mails(&self, company: CompanyId) -> Result<Vec<SkippedMail>> {
        let rows: Vec<SkippedRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT uid, skipped_at, why, size_bytes, sender, subject FROM mailbox_skipped WHERE company_id = $1
                 ORDER BY skipped_at DESC, uid DESC LIMIT $2",
            )
            .bind(company.as_bytes().as_slice())
            .bind(SKIPPED_MAX)
            .fetch_all(pool)
            .await?
        });
        Ok(rows
            .into_iter()
            .map(|row| SkippedMail {
                uid: u32::try_from(row.uid).unwrap_or_default(),
                at: Timestamp(row.skipped_at),
                why: if row.why == SkippedWhy::TooLarge.as_str() { SkippedWhy::TooLarge } else { SkippedWhy::Refused },
                n_bytes: u64::try_from(row.size_bytes).unwrap_or_default(),
                sender: row.sender,
                subject: row.subject,
            })
            .collect())
    }

    /// Keeps by what name people find a mail that was not taken.
    pub(super) async fn keep_skipped(&self, company: CompanyId, uid_validity: u32, mail: &SkippedMail) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO mailbox_skipped (company_id, uid_validity, uid, skipped_at, why, size_bytes, sender, subject)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (company_id, uid_validity, uid) DO NOTHING",
            )
            .bind(company.as_bytes().as_slice())
            .bind(i64::from(uid_validity))
            .bind(i64::from(mail.uid))
            .bind(mail.at.0)
            .bind(mail.why.as_str())
            .bind(i64::try_from(mail.n_bytes).unwrap_or(i64::MAX))
            .bind(column(&mail.sender, NAMED_MAX_CHARS))
            .bind(column(&mail.subject, NAMED_MAX_CHARS))
            .execute(&mut *tx)
            .await?;
            sqlx::query(
                "DELETE FROM mailbox_skipped WHERE company_id = $1 AND skipped_at < (SELECT MIN(kept.skipped_at) FROM
                    (SELECT skipped_at FROM mailbox_skipped WHERE company_id = $1 ORDER BY skipped_at DESC LIMIT $2) AS kept)",
            )
            .bind(company.as_bytes().as_slice())
            .bind(SKIPPED_MAX)
            .execute(&mut *tx)
            .await?;
        });
        self.settings_changed();
        Ok(())
    }
}
