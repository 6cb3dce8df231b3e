//! What a candidate applied for, and how far that has come.

use types::{ApplicationId, ApplicationStage, CandidateId, PositionChoice, PositionId, Problem};

use super::living;
use crate::{
    Engine, Error, Result,
    db::{read, row, write},
};

/// Positions offered in a choice: more are found by nobody in a list.
const CHOICES_MAX: i64 = 500;

/// Adds the application unless there is one; its identity when there was none. To be used in a transaction.
macro_rules! insert_application {
    ($tx:ident, $candidate:expr, $position:expr, $at:expr) => {{
        let is_there: Option<i64> = sqlx::query_scalar("SELECT created_at FROM position WHERE id = $1")
            .bind($position.as_bytes().as_slice())
            .fetch_optional(&mut *$tx)
            .await?;
        is_there.ok_or(types::Problem::NotFound)?;
        let id = types::ApplicationId::new(uuid::Uuid::now_v7());
        let n_added = sqlx::query(
            "INSERT INTO application (id, candidate_id, position_id, stage, applied_at) VALUES ($1, $2, $3, 'new', $4)
             ON CONFLICT (candidate_id, position_id) DO NOTHING",
        )
        .bind(id.as_bytes().as_slice())
        .bind($candidate.as_bytes().as_slice())
        .bind($position.as_bytes().as_slice())
        .bind($at.0)
        .execute(&mut *$tx)
        .await?
        .rows_affected();
        (n_added > 0).then_some(id)
    }};
}
pub(crate) use insert_application;

row! {
    struct ChoiceRow {
        id: Vec<u8>,
        title: String,
        status: String,
        company: String,
        is_sub: bool,
    }
}

impl Engine {
    /// Adds an application; nothing happens when the candidate has one for that position already.
    pub(crate) async fn add_application(&self, candidate: CandidateId, position: PositionId) -> Result<()> {
        let now = self.now();
        let candidate = write!(self.inner.db, tx => {
            let candidate = living!(tx, candidate);
            insert_application!(tx, candidate, position, now);
            candidate
        });
        self.publish_candidate(candidate);
        Ok(())
    }

    /// Moves an application to a stage.
    pub(crate) async fn change_stage(&self, id: ApplicationId, stage: ApplicationStage) -> Result<()> {
        let candidate = write!(self.inner.db, tx => {
            sqlx::query("UPDATE application SET stage = $2 WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(stage.as_str())
                .execute(&mut *tx)
                .await?;
            let candidate: Option<Vec<u8>> = sqlx::query_scalar("SELECT candidate_id FROM application WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(&mut *tx)
                .await?;
            candidate
        });
        self.application_changed(candidate)
    }

    /// Takes an application away; the messages about it stay.
    pub(crate) async fn remove_application(&self, id: ApplicationId) -> Result<()> {
        let candidate = write!(self.inner.db, tx => {
            let candidate: Option<Vec<u8>> = sqlx::query_scalar("SELECT candidate_id FROM application WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(&mut *tx)
                .await?;
            sqlx::query("DELETE FROM application WHERE id = $1").bind(id.as_bytes().as_slice()).execute(&mut *tx).await?;
            candidate
        });
        self.application_changed(candidate)
    }

    fn application_changed(&self, candidate: Option<Vec<u8>>) -> Result<()> {
        let candidate = candidate.as_deref().and_then(CandidateId::from_slice).ok_or(Problem::NotFound)?;
        self.publish_candidate(candidate);
        Ok(())
    }

    /// Positions to choose, by title; the open ones first.
    pub(crate) async fn position_choices(&self) -> Result<Vec<PositionChoice>> {
        let rows: Vec<ChoiceRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT p.id, p.title, p.status, c.name AS company, c.main_id IS NOT NULL AS is_sub FROM position p
                 JOIN company c ON c.id = p.company_id ORDER BY p.created_at DESC, p.id DESC LIMIT $1",
            )
            .bind(CHOICES_MAX)
            .fetch_all(pool)
            .await?
        });
        let mut choices = rows.into_iter().map(ChoiceRow::choice).collect::<Result<Vec<_>>>()?;
        choices.sort_by_key(|choice| (!choice.is_open, choice.title.to_lowercase()));
        Ok(choices)
    }
}

impl ChoiceRow {
    fn choice(self) -> Result<PositionChoice> {
        let title = if self.is_sub { format!("{} ({})", self.title, self.company) } else { self.title };
        let id = PositionId::from_slice(&self.id).ok_or(Error::Stored("position id"))?;
        Ok(PositionChoice { id, title, is_open: self.status == "open" })
    }
}
