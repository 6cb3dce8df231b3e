//! Who applies for a position.

use types::{Applicant, ApplicantPage, ApplicationId, ApplicationStage, CandidateId, PositionId, Timestamp};

use super::PAGE_ROWS;
use crate::{
    Engine, Error, Result,
    cursor::Cursor,
    db::{read, row},
};

row! {
    struct Row {
        id: Vec<u8>,
        candidate_id: Vec<u8>,
        name: String,
        stage: String,
        applied_at: i64,
    }
}

impl Engine {
    /// A page of those who apply, newest first, from `before` (a page's `next`) on.
    pub(crate) async fn applicants(&self, position: PositionId, before: Option<&str>) -> Result<ApplicantPage> {
        self.position(position).await?;
        let Cursor { at, id } = Cursor::parse(before)?;
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT a.id, a.candidate_id, c.name, a.stage, a.applied_at FROM application a JOIN candidate c ON c.id = a.candidate_id
                 WHERE a.position_id = $1 AND (a.applied_at, a.id) < ($2, $3) AND c.merged_into IS NULL
                 ORDER BY a.applied_at DESC, a.id DESC LIMIT $4",
            )
            .bind(position.as_bytes().as_slice())
            .bind(at)
            .bind(id)
            .bind(i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX))
            .fetch_all(pool)
            .await?
        });
        let has_more = rows.len() > PAGE_ROWS;
        let rows = rows.iter().take(PAGE_ROWS).map(Row::listed).collect::<Result<Vec<_>>>()?;
        let next =
            rows.last().filter(|_| has_more).map(|row| Cursor::write(row.applied_at.0, row.application.as_bytes()));
        Ok(ApplicantPage { rows, next })
    }
}

impl Row {
    fn listed(&self) -> Result<Applicant> {
        Ok(Applicant {
            application: ApplicationId::from_slice(&self.id).ok_or(Error::Stored("application id"))?,
            candidate: CandidateId::from_slice(&self.candidate_id).ok_or(Error::Stored("candidate id"))?,
            name: self.name.clone(),
            stage: ApplicationStage::from_stored(&self.stage).ok_or(Error::Stored("stage"))?,
            applied_at: Timestamp(self.applied_at),
        })
    }
}
