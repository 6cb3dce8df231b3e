//! Tokens: what a script shows to be let in. Kept as a hash, shown once.

mod pace;

use sha2::{Digest, Sha256};
use types::{InputFault, InputField, Problem, Scope, Timestamp, TokenId};
use uuid::Uuid;

use crate::{
    Engine, Error, Hatch, Result, Secret,
    company::checked_name,
    db::{read, row, write},
    random,
};

pub(crate) use pace::Paces;

/// What every token begins with, so that scanners find one that was published by mistake.
const TOKEN_START: &str = "postroom_";
/// Longest token that is looked up, in bytes; ours have 52.
const TOKEN_MAX_BYTES: usize = 100;
/// Tokens that are in force at most: each is a person's or a program's, not a visitor's.
const TOKENS_MAX: i64 = 200;
/// Tokens that are listed at most, the revoked among them.
const LISTED_MAX: i64 = 1_000;
/// The use of a token is written down at most this often, in seconds, so that reading does not write.
const USE_NOTED_SECS: i64 = 60;

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for, in its owner's words.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Requests in a minute.
    pub per_minute: u32,
}

/// A token as it is listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// Its identity, which opens nothing.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Requests in a minute.
    pub per_minute: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// What a script that shows a token is told.
#[derive(Debug)]
pub enum Admission {
    /// Come in.
    Granted(Hatch),
    /// There is no such token, or not any more.
    Unknown,
    /// It has asked too often.
    TooOften {
        /// Seconds until the next request is looked at.
        wait_secs: u32,
    },
}

row! {
    struct Row {
        id: Vec<u8>,
        name: String,
        scopes: String,
        per_minute: i64,
        created_at: i64,
        last_used_at: Option<i64>,
        revoked_at: Option<i64>,
    }
}

impl Engine {
    /// Makes a token. It is told here and never again.
    pub async fn create_token(&self, new: NewToken) -> Result<(TokenId, Secret)> {
        let name = checked_name(&new.name, InputField::TokenName)?;
        if new.scopes.is_empty() || new.per_minute == 0 {
            return Err(Error::invalid(InputField::TokenScopes, InputFault::Empty));
        }
        let id = TokenId::new(Uuid::now_v7());
        let token = Secret::new(format!("{TOKEN_START}{}", random::token()?));
        let now = self.now();
        let words: Vec<_> =
            Scope::ALL.iter().filter(|scope| new.scopes.contains(scope)).map(|scope| scope.as_str()).collect();
        let n_made = write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO api_token (id, token_hash, name, scopes, per_minute, created_at)
                 SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT COUNT(*) FROM api_token WHERE revoked_at IS NULL) < $7",
            )
            .bind(id.as_bytes().as_slice())
            .bind(hash(&token))
            .bind(&name)
            .bind(words.join(" "))
            .bind(i64::from(new.per_minute))
            .bind(now.0)
            .bind(TOKENS_MAX)
            .execute(&mut *tx)
            .await?
            .rows_affected()
        });
        if n_made == 0 {
            return Err(Error::invalid(InputField::TokenName, InputFault::TooMany));
        }
        Ok((id, token))
    }

    /// The tokens, the newest first.
    pub async fn tokens(&self) -> Result<Vec<Token>> {
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT id, name, scopes, per_minute, created_at, last_used_at, revoked_at FROM api_token
                 ORDER BY created_at DESC, id DESC LIMIT $1",
            )
            .bind(LISTED_MAX)
            .fetch_all(pool)
            .await?
        });
        rows.into_iter().map(Row::listed).collect()
    }

    /// Takes a token back: from now on it opens nothing.
    pub async fn revoke_token(&self, id: TokenId) -> Result<()> {
        let now = self.now();
        let n_revoked = write!(self.inner.db, tx => {
            sqlx::query("UPDATE api_token SET revoked_at = COALESCE(revoked_at, $2) WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        if n_revoked == 0 { Err(Problem::NotFound.into()) } else { Ok(()) }
    }

    /// Lets a script in that shows this token.
    pub async fn admit(&self, token: &Secret) -> Result<Admission> {
        if !token.expose().starts_with(TOKEN_START) || token.expose().len() > TOKEN_MAX_BYTES {
            return Ok(Admission::Unknown);
        }
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT id, name, scopes, per_minute, created_at, last_used_at, revoked_at FROM api_token
                 WHERE token_hash = $1 AND revoked_at IS NULL",
            )
            .bind(hash(token))
            .fetch_optional(pool)
            .await?
        });
        let Some(row) = row else { return Ok(Admission::Unknown) };
        let token = row.listed()?;
        let now = self.now();
        if let Err(wait_secs) = self.inner.paces.take(token.id, token.per_minute, now) {
            return Ok(Admission::TooOften { wait_secs });
        }
        if token.last_used_at.is_none_or(|at| at < now.plus_secs(-USE_NOTED_SECS)) {
            self.note_token_use(token.id, now).await?;
        }
        Ok(Admission::Granted(Hatch::new(self.clone(), token.scopes)))
    }

    async fn note_token_use(&self, id: TokenId, now: Timestamp) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE api_token SET last_used_at = $2 WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }
}

impl Row {
    fn listed(self) -> Result<Token> {
        Ok(Token {
            id: TokenId::from_slice(&self.id).ok_or(Error::Stored("token id"))?,
            name: self.name,
            scopes: self.scopes.split_whitespace().filter_map(Scope::from_stored).collect(),
            per_minute: u32::try_from(self.per_minute).unwrap_or_default(),
            created_at: Timestamp(self.created_at),
            last_used_at: self.last_used_at.map(Timestamp),
            revoked_at: self.revoked_at.map(Timestamp),
        })
    }
}

/// A token has 256 random bits: there is nothing to guess, so its hash needs no salt and no slowness.
fn hash(token: &Secret) -> Vec<u8> {
    Sha256::digest(token.expose().as_bytes()).to_vec()
}
