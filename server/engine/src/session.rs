//! Signing in, staying signed in, signing out.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use types::{EmailAddress, Me, PersonId, Problem, Timestamp};

use crate::{
    Desk, Engine, Error, Result, Secret,
    db::{read, row, write},
    random,
};

/// A session ends this long after it was last used, in seconds: one week, so that a long weekend does not end it.
const IDLE_SECS: i64 = 7 * 86_400;
/// A session ends at the latest after this time, in seconds: 30 days.
const LIFE_SECS: i64 = 30 * 86_400;
/// The use of a session is written down at most this often, in seconds, so that reading pages does not write.
const USE_NOTED_SECS: i64 = 600;

/// What a browser keeps to show who it is; stored as a hash only.
#[derive(Clone, Debug)]
pub struct SessionToken(pub(crate) Secret);

impl SessionToken {
    /// From a cookie.
    pub fn new(text: String) -> Self {
        Self(Secret::new(text))
    }

    /// For the cookie.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.expose().as_bytes()).to_vec()
    }
}

row! {
    struct SessionRow {
        person_id: Vec<u8>,
        name: String,
        address: String,
        role: String,
        last_used_at: i64,
    }
}

impl Engine {
    /// Begins a session for somebody.
    pub(crate) async fn begin_session(&self, person: PersonId) -> Result<SessionToken> {
        let token = SessionToken(Secret::new(random::token()?));
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM session WHERE last_used_at < $1 OR created_at < $2")
                .bind(now.plus_secs(-IDLE_SECS).0)
                .bind(now.plus_secs(-LIFE_SECS).0)
                .execute(&mut *tx)
                .await?;
            sqlx::query("INSERT INTO session (token_hash, person_id, created_at, last_used_at) VALUES ($1, $2, $3, $3)")
                .bind(token.hash())
                .bind(person.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(token)
    }

    /// The desk of whoever this session belongs to; nothing when it has ended.
    pub async fn desk(&self, token: &SessionToken) -> Result<Option<Desk>> {
        let now = self.now();
        let hash = token.hash();
        let row: Option<SessionRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT s.person_id, p.name, p.address, p.role, s.last_used_at FROM session s JOIN person p ON p.id = s.person_id
                 WHERE s.token_hash = $1 AND s.last_used_at >= $2 AND s.created_at >= $3",
            )
            .bind(&hash)
            .bind(now.plus_secs(-IDLE_SECS).0)
            .bind(now.plus_secs(-LIFE_SECS).0)
            .fetch_optional(pool)
            .await?
        });
        let Some(row) = row else { return Ok(None) };
        if Timestamp(row.last_used_at) < now.plus_secs(-USE_NOTED_SECS) {
            self.note_use(&hash, now).await?;
        }
        let company_name = self.main_company().await?.map(|company| company.name).unwrap_or_default();
        let me = Me {
            id: PersonId::from_slice(&row.person_id).ok_or(Error::Stored("person id"))?,
            name: row.name,
            address: row.address.parse().map_err(|_| Error::Stored("person address"))?,
            role: row.role.parse().map_err(|_| Error::Stored("role"))?,
            company_name,
            practice: self.inner.practice.is_some(),
        };
        Ok(Some(Desk::new(self.clone(), me)))
    }

    /// Ends a session; nothing happens when it has ended already.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM session WHERE token_hash = $1").bind(token.hash()).execute(&mut *tx).await?;
        });
        Ok(())
    }

    async fn note_use(&self, hash: &[u8], now: Timestamp) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE session SET last_used_at = $2 WHERE token_hash = $1").bind(hash).bind(now.0).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// The person with this address and their password's hash.
    pub(crate) async fn person_by_address(&self, address: &EmailAddress) -> Result<Option<(PersonId, String)>> {
        let row: Option<(Vec<u8>, String)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, password_hash FROM person WHERE address = $1").bind(address.as_str()).fetch_optional(pool).await?
        });
        row.map(|(id, hash)| Ok((PersonId::from_slice(&id).ok_or(Error::Stored("person id"))?, hash))).transpose()
    }

    /// Seals what somebody typed, for a short-lived cookie that brings it back after a failed post without script.
    pub fn seal_typed(&self, typed: &str) -> Result<String> {
        let sealed = self.inner.keys.seal("cookie/typed", &Secret::new(typed.to_owned()))?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens what [`Self::seal_typed`] sealed.
    pub fn open_typed(&self, sealed: &str) -> Result<String> {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed).map_err(|_| Problem::BadRequest)?;
        Ok(self.inner.keys.unseal("cookie/typed", &sealed)?.expose().to_owned())
    }
}
