//! What is put below the answers of each company.

use types::{CompanyId, InputField, Problem, Signature};

use super::{Values, checked_text};
use crate::{
    Engine, Error, Result,
    db::{read, row, write},
};

/// Longest signature, in characters: with everything that a company's letters must name.
const SIGNATURE_MAX_CHARS: usize = 2_000;
/// What stands between the text and the signature: mail programs know the line by it (RFC 3676 section 4.3).
const DELIMITER: &str = "\n\n-- \n";
/// Most companies that are listed.
const COMPANIES_MAX: i64 = 500;

row! {
    struct Row {
        id: Vec<u8>,
        name: String,
        signature: String,
        main_id: Option<Vec<u8>>,
    }
}

impl Engine {
    /// The signatures of all companies in use, the main company's first.
    pub(crate) async fn signatures(&self) -> Result<Vec<Signature>> {
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT id, name, signature, main_id FROM company WHERE retired_at IS NULL
                 ORDER BY CASE WHEN main_id IS NULL THEN 0 ELSE 1 END, name, id LIMIT $1",
            )
            .bind(COMPANIES_MAX)
            .fetch_all(pool)
            .await?
        });
        let read = |row: Row| {
            let company = CompanyId::from_slice(&row.id).ok_or(Error::Stored("company id"))?;
            Ok(Signature { company, company_name: row.name, text: row.signature, is_main: row.main_id.is_none() })
        };
        rows.into_iter().map(read).collect()
    }

    /// Stores a company's signature; an empty one means the main company's.
    pub(crate) async fn save_signature(&self, company: CompanyId, text: &str) -> Result<()> {
        let text = checked_text(text, SIGNATURE_MAX_CHARS, InputField::Signature)?;
        let n_saved = write!(self.inner.db, tx => {
            sqlx::query("UPDATE company SET signature = $2 WHERE id = $1")
                .bind(company.as_bytes().as_slice())
                .bind(&text)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        if n_saved == 0 { Err(Problem::NotFound.into()) } else { Ok(()) }
    }

    /// What is put below an answer of this company that `recruiter` writes: with its delimiter, or nothing at all.
    pub(crate) async fn signature(&self, company: CompanyId, recruiter: &str) -> Result<String> {
        let row: Option<(String, String, Option<String>)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT c.name, c.signature, m.signature FROM company c LEFT JOIN company m ON m.id = c.main_id WHERE c.id = $1",
            )
            .bind(company.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        let (company, own, main) = row.ok_or(Problem::NotFound)?;
        let text = if own.is_empty() { main.unwrap_or_default() } else { own };
        if text.is_empty() {
            return Ok(text);
        }
        let values = Values { company: Some(company), recruiter: Some(recruiter.to_owned()), ..Values::default() };
        Ok(format!("{DELIMITER}{}", values.fill(&text).0))
    }
}
