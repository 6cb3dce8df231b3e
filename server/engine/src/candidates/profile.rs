//! A candidate's profile.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use types::{
    CandidateAddress, CandidateForm, CandidateId, CandidateView, MergeId, MergedCandidate, Problem, Timestamp,
};

use super::{MERGES_IN_A_ROW_MAX, list::candidate_id};
use crate::{
    Engine, Error, Result,
    db::{read, row},
};

/// Bytes of what stands for a candidate's details: nobody has to be kept from making one up.
const SEEN_BYTES: usize = 12;
/// Merges that are shown, and so can be undone.
const MERGES_SHOWN: i64 = 20;

row! {
    struct Row {
        name: String,
        phone: String,
        notes: String,
        created_at: i64,
        merged_into: Option<Vec<u8>>,
    }
}

row! {
    struct MergeRow {
        id: Vec<u8>,
        name: String,
        by_name: String,
        merged_at: i64,
    }
}

impl Engine {
    /// The profile; of the candidate whom this one was merged into, when it was.
    pub(crate) async fn candidate(&self, id: CandidateId) -> Result<CandidateView> {
        let (id, row) = self.living_candidate(id).await?;
        let applications = self.applications_of(&[id]).await?.remove(&id).unwrap_or_default();
        let mut positions = self.position_choices().await?;
        positions.retain(|choice| choice.is_open && !applications.iter().any(|row| row.position == choice.id));
        Ok(CandidateView {
            id,
            positions,
            seen: self.seen_details(&row.name, &row.phone, &row.notes),
            form: CandidateForm { name: row.name, phone: row.phone, notes: row.notes },
            addresses: self.candidate_addresses(id).await?,
            applications,
            merges: self.merges_into(id).await?,
            created_at: Timestamp(row.created_at),
        })
    }

    /// What stands for a candidate's details as they were shown.
    pub(super) fn seen_details(&self, name: &str, phone: &str, notes: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(&self.inner.keys.digest("candidate details", &[name, phone, notes])[..SEEN_BYTES])
    }

    async fn living_candidate(&self, mut id: CandidateId) -> Result<(CandidateId, Row)> {
        for _ in 0..MERGES_IN_A_ROW_MAX {
            let row: Option<Row> = read!(self.inner.db, pool => {
                sqlx::query_as("SELECT name, phone, notes, created_at, merged_into FROM candidate WHERE id = $1")
                    .bind(id.as_bytes().as_slice())
                    .fetch_optional(pool)
                    .await?
            });
            let row = row.ok_or(Problem::NotFound)?;
            match row.merged_into.as_deref() {
                Some(kept) => id = candidate_id(kept)?,
                None => return Ok((id, row)),
            }
        }
        Err(Error::Stored("merge"))
    }

    async fn candidate_addresses(&self, id: CandidateId) -> Result<Vec<CandidateAddress>> {
        let rows: Vec<(String, i64)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT a.address, (SELECT COUNT(*) FROM candidate_address o WHERE o.address = a.address AND o.candidate_id <> a.candidate_id)
                 FROM candidate_address a WHERE a.candidate_id = $1 ORDER BY a.added_at, a.address",
            )
            .bind(id.as_bytes().as_slice())
            .fetch_all(pool)
            .await?
        });
        let read =
            |(address, n): (String, i64)| CandidateAddress { address, n_others: u32::try_from(n).unwrap_or(u32::MAX) };
        Ok(rows.into_iter().map(read).collect())
    }

    async fn merges_into(&self, id: CandidateId) -> Result<Vec<MergedCandidate>> {
        let rows: Vec<MergeRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT m.id, c.name, p.name AS by_name, m.merged_at FROM merge m JOIN candidate c ON c.id = m.gone_id
                 JOIN person p ON p.id = m.person_id WHERE m.kept_id = $1 AND m.undone_at IS NULL
                 ORDER BY m.merged_at DESC LIMIT $2",
            )
            .bind(id.as_bytes().as_slice())
            .bind(MERGES_SHOWN)
            .fetch_all(pool)
            .await?
        });
        let read = |row: MergeRow| {
            let merge = MergeId::from_slice(&row.id).ok_or(Error::Stored("merge id"))?;
            Ok(MergedCandidate { merge, name: row.name, at: Timestamp(row.merged_at), by: row.by_name })
        };
        rows.into_iter().map(read).collect()
    }
}
