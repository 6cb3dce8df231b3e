//! The addresses a candidate writes from. One may be known of several people, and then decides nothing.

use types::{CandidateId, EmailAddress, InputFault, InputField, Problem};

use super::{index_words, living};
use crate::{Engine, Error, Result, db::write, matching};

/// Most addresses of one candidate.
const ADDRESSES_MAX: i64 = 20;

impl Engine {
    /// Adds an address. Whoever else has it keeps it, and no message moves.
    pub(crate) async fn add_address(&self, id: CandidateId, address: &str) -> Result<()> {
        let address = checked_address(address)?;
        let now = self.now();
        let id = write!(self.inner.db, tx => {
            let id = living!(tx, id);
            let n: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM candidate_address WHERE candidate_id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_one(&mut *tx)
                .await?;
            if n >= ADDRESSES_MAX {
                return Err(Error::invalid(InputField::CandidateAddress, InputFault::TooMany));
            }
            sqlx::query("INSERT INTO candidate_address (address, candidate_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(&address)
                .bind(id.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            index_words!(tx, id);
            id
        });
        self.publish_candidate(id);
        Ok(())
    }

    /// Takes an address away; messages that came from it stay where they are.
    pub(crate) async fn remove_address(&self, id: CandidateId, address: &str) -> Result<()> {
        let id = write!(self.inner.db, tx => {
            let id = living!(tx, id);
            let n_removed = sqlx::query("DELETE FROM candidate_address WHERE candidate_id = $1 AND address = $2")
                .bind(id.as_bytes().as_slice())
                .bind(address.to_lowercase())
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if n_removed == 0 {
                return Err(Problem::NotFound.into());
            }
            index_words!(tx, id);
            id
        });
        self.publish_candidate(id);
        Ok(())
    }
}

/// A candidate's address as it is kept: one that people write from, in lower case.
pub(crate) fn checked_address(text: &str) -> Result<String> {
    let fault = |fault| Error::invalid(InputField::CandidateAddress, fault);
    let address: EmailAddress = text.parse().map_err(|_| fault(InputFault::NotAnAddress))?;
    let address = address.as_str().to_lowercase();
    if matching::is_nobody(&address) {
        return Err(fault(InputFault::NotAPersonsAddress));
    }
    Ok(address)
}
