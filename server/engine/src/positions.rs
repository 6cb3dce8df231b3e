//! Positions as listed, opened, made and changed.

mod applicants;

use types::{
    CompanyId, Counts, InputField, Outlook, Position, PositionForm, PositionId, PositionPage, PositionQuery,
    PositionRow, PositionSaved, PositionStatus, Problem, Timestamp, Topic,
};
use uuid::Uuid;

use crate::{
    Engine, Error, Result,
    company::{Companies, NAME_MAX_CHARS, checked_name},
    cursor::Cursor,
    db::{read, row, write},
};

/// Lines of one page.
const PAGE_ROWS: usize = 50;

row! {
    struct Row {
        id: Vec<u8>,
        company_id: Vec<u8>,
        title: String,
        status: String,
        created_at: i64,
        n_candidates: i64,
    }
}

/// The columns of [`Row`]; `$1` is where counting stops.
macro_rules! select_positions {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.company_id, p.title, p.status, p.created_at, (SELECT COUNT(*) FROM (SELECT 1 FROM application a ",
            "JOIN candidate c ON c.id = a.candidate_id WHERE a.position_id = p.id AND c.merged_into IS NULL LIMIT $1) AS counted) ",
            "AS n_candidates FROM position p ",
            $rest
        )
    };
}

impl Engine {
    /// A page of positions, newest first, from `before` (a page's `next`) on.
    pub(crate) async fn positions(&self, query: &PositionQuery, before: Option<&str>) -> Result<PositionPage> {
        let Cursor { at, id } = Cursor::parse(before)?;
        let companies = self.companies().await?.ok_or(Problem::NotFound)?;
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(select_positions!(
                "WHERE (p.created_at, p.id) < ($2, $3) AND ($4 = '' OR p.status = $4) AND ($5 = '' OR p.search LIKE $5 ESCAPE '\\')
                 ORDER BY p.created_at DESC, p.id DESC LIMIT $6"
            ))
            .bind(i64::from(Counts::MAX))
            .bind(at)
            .bind(id)
            .bind(query.status.map(PositionStatus::as_str).unwrap_or_default())
            .bind(containing(&query.text))
            .bind(i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX))
            .fetch_all(pool)
            .await?
        });
        let shown = &rows[..rows.len().min(PAGE_ROWS)];
        let has_more = rows.len() > PAGE_ROWS;
        let listed = shown.iter().map(|row| row.listed(&companies)).collect::<Result<Vec<_>>>()?;
        let end = shown.last().zip(listed.last()).filter(|_| has_more);
        let next = end.map(|(row, listed)| Cursor::write(row.created_at, listed.id.as_bytes()));
        Ok(PositionPage { rows: listed, next })
    }

    /// A position, opened.
    pub(crate) async fn position(&self, id: PositionId) -> Result<Position> {
        let companies = self.companies().await?.ok_or(Problem::NotFound)?;
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(select_positions!("WHERE p.id = $2"))
                .bind(i64::from(Counts::MAX))
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let row = row.ok_or(Problem::NotFound)?;
        Ok(Position { company: row.company()?, created_at: Timestamp(row.created_at), row: row.listed(&companies)? })
    }

    /// Makes a position.
    pub(crate) async fn create_position(&self, form: PositionForm) -> Result<PositionId> {
        let title = checked_name(&form.title, InputField::Title)?;
        self.check_takes_positions(form.company).await?;
        let id = PositionId::new(Uuid::now_v7());
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query("INSERT INTO position (id, company_id, title, search, status, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(id.as_bytes().as_slice())
                .bind(form.company.as_bytes().as_slice())
                .bind(&title)
                .bind(title.to_lowercase())
                .bind(form.status.as_str())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        });
        self.publish(Topic::Positions);
        Ok(id)
    }

    /// Stores a position's details. Another company that changes who answers open conversations is stored only when
    /// it is the one whose outlook was `seen`.
    pub(crate) async fn change_position(
        &self,
        id: PositionId,
        form: PositionForm,
        seen: Option<CompanyId>,
    ) -> Result<PositionSaved> {
        let title = checked_name(&form.title, InputField::Title)?;
        let before = self.position(id).await?;
        let is_moved = before.company != form.company;
        if is_moved {
            self.check_takes_positions(form.company).await?;
        }
        let is_unseen = is_moved
            && seen != Some(form.company)
            && self.outlook(Some(id), Some(form.company)).await?.n_conversations > 0;
        let company = if is_unseen { before.company } else { form.company };
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE position SET company_id = $2, title = $3, search = $4, status = $5 WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(company.as_bytes().as_slice())
                .bind(&title)
                .bind(title.to_lowercase())
                .bind(form.status.as_str())
                .execute(&mut *tx)
                .await?;
        });
        self.publish(Topic::Positions);
        Ok(if is_unseen { PositionSaved::ButForCompany(form.company) } else { PositionSaved::Whole })
    }

    /// What this company means for the position, or for a new one. Without a company, what things are like now.
    pub(crate) async fn outlook(&self, position: Option<PositionId>, company: Option<CompanyId>) -> Result<Outlook> {
        let Some(id) = position else {
            let company = match company {
                Some(company) => company,
                None => self.main_company().await?.ok_or(Problem::NotFound)?.id,
            };
            return Ok(Outlook { company, sending: self.sending(company).await?, n_conversations: 0 });
        };
        let position = self.position(id).await?;
        let company = company.unwrap_or(position.company);
        let sending = self.sending(company).await?;
        let is_same = position.company == company || self.sending(position.company).await?.from == sending.from;
        Ok(Outlook { company, sending, n_conversations: if is_same { 0 } else { position.row.n_candidates } })
    }

    async fn check_takes_positions(&self, company: CompanyId) -> Result<()> {
        if self.company(company).await?.is_retired { Err(Problem::BadRequest.into()) } else { Ok(()) }
    }
}

impl Row {
    fn company(&self) -> Result<CompanyId> {
        CompanyId::from_slice(&self.company_id).ok_or(Error::Stored("company id"))
    }

    fn listed(&self, companies: &Companies) -> Result<PositionRow> {
        Ok(PositionRow {
            id: PositionId::from_slice(&self.id).ok_or(Error::Stored("position id"))?,
            title: self.title.clone(),
            status: PositionStatus::from_stored(&self.status).ok_or(Error::Stored("position status"))?,
            company_name: companies.get(self.company()?).map(|company| company.name.clone()).unwrap_or_default(),
            n_candidates: u32::try_from(self.n_candidates).unwrap_or(Counts::MAX),
        })
    }
}

/// The pattern of texts that contain these words as typed; empty for all.
fn containing(typed: &str) -> String {
    let text: String = typed.trim().to_lowercase().chars().filter(|c| *c != '\0').take(NAME_MAX_CHARS).collect();
    if text.is_empty() {
        return text;
    }
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
