//! A connection that has worked is tested each day, with the same two mails.

use types::CompanyId;

use crate::{
    Company, Engine, Error, Result, Secret,
    connection_test::Occasion,
    db::{read, write},
};

/// Time between two tests of one company, in seconds.
const EVERY_SECS: i64 = 24 * 60 * 60;
/// How long daily tests are kept, in seconds: a quarter of a year tells what is usual.
const KEPT_SECS: i64 = 90 * 24 * 60 * 60;
/// Tests kept of one company, of whatever kind, the newest first: more than decide anything, with room for the daily ones
/// of a quarter of a year.
pub(crate) const KEPT_TESTS: i64 = 400;

impl Engine {
    /// Begins the daily tests that are due now; how many. What is wrong at one company keeps no other from its test.
    pub(crate) async fn begin_daily_tests(&self) -> Result<usize> {
        let Some(companies) = self.companies().await? else { return Ok(0) };
        self.forget_daily_tests().await?;
        let mut n_begun = 0;
        for company in companies.all().filter(|company| !company.is_retired) {
            self.forget_old_tests(company.id).await?;
            match self.begin_daily_test(company).await {
                Ok(is_begun) => n_begun += usize::from(is_begun),
                Err(Error::Stopping) => return Err(Error::Stopping),
                Err(error) => tracing::error!(%error, company = %company.id, "a daily test could not begin"),
            }
        }
        Ok(n_begun)
    }

    /// Begins a company's test when it is due; whether it was.
    async fn begin_daily_test(&self, company: &Company) -> Result<bool> {
        let is_due = self.is_daily_test_due(company).await?;
        if is_due {
            self.begin_test(company, None, Secret::new(String::new()), Occasion::Daily).await?;
        }
        Ok(is_due)
    }

    /// Due is the test of settings in use that were proven once, a day after the newest of any kind.
    async fn is_daily_test_due(&self, company: &Company) -> Result<bool> {
        let Some(stored) = self.own_settings(company.id).await? else { return Ok(false) };
        if !stored.is_complete() || !self.is_tested_daily(company.id).await? {
            return Ok(false);
        }
        let newest: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT MAX(started_at) FROM connection_test WHERE company_id = $1")
                .bind(company.id.as_bytes().as_slice())
                .fetch_one(pool)
                .await?
        });
        let is_over = newest.is_some_and(|at| at <= self.now().plus_secs(-EVERY_SECS).0);
        Ok(is_over && self.last_proven_at(company.id, &stored.fingerprint).await?.is_some())
    }

    /// Whether the daily test is switched on at this company.
    pub(crate) async fn is_tested_daily(&self, company: CompanyId) -> Result<bool> {
        let is_on: Option<bool> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT daily_test FROM recruiting_email WHERE company_id = $1 AND given_back_at IS NULL")
                .bind(company.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Ok(is_on.unwrap_or_default())
    }

    /// Switches the daily test of a company on or off.
    pub(crate) async fn switch_daily_test(&self, company: CompanyId, is_on: bool) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE recruiting_email SET daily_test = $2 WHERE company_id = $1")
                .bind(company.as_bytes().as_slice())
                .bind(is_on)
                .execute(&mut *tx)
                .await?;
        });
        self.settings_changed();
        Ok(())
    }

    async fn forget_old_tests(&self, company: CompanyId) -> Result<()> {
        let oldest_kept: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT started_at FROM connection_test WHERE company_id = $1 ORDER BY started_at DESC LIMIT 1 OFFSET $2")
                .bind(company.as_bytes().as_slice())
                .bind(KEPT_TESTS - 1)
                .fetch_optional(pool)
                .await?
        });
        let Some(oldest_kept) = oldest_kept else { return Ok(()) };
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM connection_test WHERE company_id = $1 AND started_at < $2")
                .bind(company.as_bytes().as_slice())
                .bind(oldest_kept)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    async fn forget_daily_tests(&self) -> Result<()> {
        let before = self.now().plus_secs(-KEPT_SECS).0;
        let n_old: i64 = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT COUNT(*) FROM connection_test WHERE is_daily AND started_at < $1").bind(before).fetch_one(pool).await?
        });
        if n_old > 0 {
            write!(self.inner.db, tx => {
                sqlx::query("DELETE FROM connection_test WHERE is_daily AND started_at < $1").bind(before).execute(&mut *tx).await?;
            });
        }
        Ok(())
    }
}
