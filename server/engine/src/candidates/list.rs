//! The list of candidates, those last heard of first.

use std::collections::HashMap;

use types::{
    ApplicationId, ApplicationRow, ApplicationStage, CandidateFilter, CandidateId, CandidatePage, CandidateRow,
    PositionId, Timestamp,
};

use crate::{
    Engine, Error, Result,
    cursor::Cursor,
    db::{marks, numbered, read, row},
};

/// Lines of one page.
pub(super) const PAGE_ROWS: usize = 50;
/// Candidates offered to choose from while somebody types.
const CHOICES: usize = 8;
/// Addresses and applications shown of each.
const SHOWN_OF_EACH: usize = 3;

row! {
    struct Row {
        id: Vec<u8>,
        name: String,
        last_message_at: i64,
    }
}

row! {
    struct StoredApplication {
        id: Vec<u8>,
        candidate_id: Vec<u8>,
        position_id: Vec<u8>,
        title: String,
        stage: String,
        applied_at: i64,
    }
}

impl Engine {
    /// A page of candidates from `before` (a page's `next`) on.
    pub(crate) async fn candidates(&self, filter: &CandidateFilter, before: Option<&str>) -> Result<CandidatePage> {
        self.candidate_page(filter, before, PAGE_ROWS).await
    }

    /// A page of at most `n` candidates from `before` on.
    pub(crate) async fn candidate_page(
        &self,
        filter: &CandidateFilter,
        before: Option<&str>,
        n: usize,
    ) -> Result<CandidatePage> {
        let mut rows = self.candidate_rows(filter, Cursor::parse(before)?, n + 1).await?;
        let has_more = rows.len() > n;
        rows.truncate(n);
        let next = rows.last().filter(|_| has_more).map(|row| Cursor::write(row.last_message_at.0, row.id.as_bytes()));
        Ok(CandidatePage { rows, next })
    }

    /// The first candidates that this filter finds; nobody without a word.
    pub(crate) async fn find_candidates(&self, filter: &CandidateFilter) -> Result<Vec<CandidateRow>> {
        if filter.search.trim().is_empty() {
            return Ok(Vec::new());
        }
        self.candidate_rows(filter, Cursor::parse(None)?, CHOICES).await
    }

    async fn candidate_rows(
        &self,
        filter: &CandidateFilter,
        Cursor { at, id }: Cursor,
        n: usize,
    ) -> Result<Vec<CandidateRow>> {
        let Some(conditions) = self.conditions(filter).await? else { return Ok(Vec::new()) };
        // Adding nothing keeps the database from walking along the list where a condition leads to few.
        let moment = if conditions.leads_to_few { "c.last_message_at + 0" } else { "c.last_message_at" };
        let more: String = conditions.sql.iter().map(|condition| format!(" AND {condition}")).collect();
        let sql = format!(
            "SELECT c.id, c.name, c.last_message_at FROM candidate c WHERE ({moment}, c.id) < (?, ?) AND c.merged_into IS NULL{more}
             ORDER BY {moment} DESC, c.id DESC LIMIT {n}"
        );
        let sql = numbered(&sql, 1);
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            // A list of candidates is another statement with each length: none of them is worth keeping.
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone())).persistent(!conditions.leads_to_few);
            let mut query = query.bind(at).bind(id.as_slice());
            for value in &conditions.values {
                query = query.bind(value.as_slice());
            }
            query.fetch_all(pool).await?
        });
        let rows =
            rows.iter().map(|row| Ok((candidate_id(&row.id)?, row.name.clone(), Timestamp(row.last_message_at))));
        self.with_details(rows.collect::<Result<Vec<_>>>()?).await
    }

    /// These candidates, in this order; those that are gone are left out.
    pub(crate) async fn candidate_rows_of(&self, ids: &[CandidateId]) -> Result<Vec<CandidateRow>> {
        let sql = numbered(
            &format!(
                "SELECT id, name, last_message_at FROM candidate WHERE merged_into IS NULL AND id IN ({})",
                marks(ids.len())
            ),
            1,
        );
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()));
            for id in ids {
                query = query.bind(id.as_bytes().as_slice());
            }
            query.fetch_all(pool).await?
        });
        let mut found = Vec::new();
        for id in ids {
            let row = rows.iter().find(|row| row.id == id.as_bytes());
            found.extend(row.map(|row| (*id, row.name.clone(), Timestamp(row.last_message_at))));
        }
        self.with_details(found).await
    }

    async fn with_details(&self, found: Vec<(CandidateId, String, Timestamp)>) -> Result<Vec<CandidateRow>> {
        let ids: Vec<_> = found.iter().map(|(id, ..)| *id).collect();
        let mut addresses = self.addresses_of(&ids).await?;
        let mut applications = self.applications_of(&ids).await?;
        let rows = found.into_iter().map(|(id, name, last_message_at)| {
            let mut addresses = addresses.remove(&id).unwrap_or_default();
            let mut applications = applications.remove(&id).unwrap_or_default();
            addresses.truncate(SHOWN_OF_EACH);
            applications.truncate(SHOWN_OF_EACH);
            CandidateRow { id, name, addresses, applications, last_message_at }
        });
        Ok(rows.collect())
    }

    /// The addresses of these candidates, the oldest first.
    pub(crate) async fn addresses_of(&self, ids: &[CandidateId]) -> Result<HashMap<CandidateId, Vec<String>>> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        if ids.is_empty() {
            return Ok(found);
        }
        let sql = numbered(
            &format!(
                "SELECT candidate_id, address FROM candidate_address WHERE candidate_id IN ({}) ORDER BY added_at, address",
                marks(ids.len())
            ),
            1,
        );
        let rows: Vec<(Vec<u8>, String)> = read!(self.inner.db, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()));
            for id in ids {
                query = query.bind(id.as_bytes().as_slice());
            }
            query.fetch_all(pool).await?
        });
        for (id, address) in rows {
            found.entry(candidate_id(&id)?).or_default().push(address);
        }
        Ok(found)
    }

    /// The applications of these candidates, the newest first.
    pub(crate) async fn applications_of(
        &self,
        ids: &[CandidateId],
    ) -> Result<HashMap<CandidateId, Vec<ApplicationRow>>> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        if ids.is_empty() {
            return Ok(found);
        }
        let sql = numbered(
            &format!(
                "SELECT a.id, a.candidate_id, a.position_id, p.title, a.stage, a.applied_at FROM application a
                 JOIN position p ON p.id = a.position_id WHERE a.candidate_id IN ({}) ORDER BY a.applied_at DESC, a.id DESC",
                marks(ids.len())
            ),
            1,
        );
        let rows: Vec<StoredApplication> = read!(self.inner.db, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()));
            for id in ids {
                query = query.bind(id.as_bytes().as_slice());
            }
            query.fetch_all(pool).await?
        });
        for row in rows {
            found.entry(candidate_id(&row.candidate_id)?).or_default().push(row.read()?);
        }
        Ok(found)
    }
}

impl StoredApplication {
    fn read(self) -> Result<ApplicationRow> {
        Ok(ApplicationRow {
            id: ApplicationId::from_slice(&self.id).ok_or(Error::Stored("application id"))?,
            position: PositionId::from_slice(&self.position_id).ok_or(Error::Stored("position id"))?,
            title: self.title,
            stage: ApplicationStage::from_stored(&self.stage).ok_or(Error::Stored("stage"))?,
            applied_at: Timestamp(self.applied_at),
        })
    }
}

/// The identity as stored.
pub(crate) fn candidate_id(bytes: &[u8]) -> Result<CandidateId> {
    CandidateId::from_slice(bytes).ok_or(Error::Stored("candidate id"))
}
