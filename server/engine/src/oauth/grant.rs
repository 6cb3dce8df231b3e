//! What a provider gave a company, as stored: tokens sealed, each for its place.

use types::{CompanyId, OauthConnection, OauthFault, OauthProvider, Timestamp};

use crate::{
    Engine, Error, Result, Secret,
    db::{read, row, write},
};

use super::token_endpoint::Tokens;

row! {
    struct Row {
        provider: String,
        account: String,
        sealed_access: Vec<u8>,
        access_until: i64,
        sealed_refresh: Vec<u8>,
        connected_at: i64,
        ends_at: Option<i64>,
        ended_at: Option<i64>,
        fault: Option<String>,
        version: i64,
    }
}

/// A grant with its tokens.
pub(super) struct Grant {
    pub(super) connection: OauthConnection,
    pub(super) access: Secret,
    pub(super) refresh: Secret,
    pub(super) version: i64,
}

impl Engine {
    /// A company's own connection with a provider, when it has one.
    pub(crate) async fn oauth_connection(&self, company: CompanyId) -> Result<Option<OauthConnection>> {
        self.grant_row(company).await?.map(|row| connection(&row)).transpose()
    }

    /// The same with the tokens.
    pub(super) async fn grant(&self, company: CompanyId) -> Result<Option<Grant>> {
        let Some(row) = self.grant_row(company).await? else { return Ok(None) };
        let unseal = |kind: &str, sealed: &[u8]| self.inner.keys.unseal(&place(kind, company), sealed);
        Ok(Some(Grant {
            connection: connection(&row)?,
            access: unseal("access", &row.sealed_access)?,
            refresh: unseal("refresh", &row.sealed_refresh)?,
            version: row.version,
        }))
    }

    async fn grant_row(&self, company: CompanyId) -> Result<Option<Row>> {
        Ok(read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT provider, account, sealed_access, access_until, sealed_refresh, connected_at, ends_at, ended_at, fault, version
                 FROM oauth_grant WHERE company_id = $1",
            )
            .bind(company.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        }))
    }

    /// Keeps a new grant in place of any other.
    pub(super) async fn store_grant(
        &self,
        company: CompanyId,
        provider: OauthProvider,
        tokens: &Tokens,
        refresh: &Secret,
    ) -> Result<()> {
        let seal = |kind: &str, token: &Secret| self.inner.keys.seal(&place(kind, company), token);
        let (access, refresh) = (seal("access", &tokens.access)?, seal("refresh", refresh)?);
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO oauth_grant (company_id, provider, account, sealed_access, access_until, sealed_refresh, connected_at, ends_at, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
                 ON CONFLICT (company_id) DO UPDATE SET provider = $2, account = $3, sealed_access = $4, access_until = $5,
                    sealed_refresh = $6, connected_at = $7, ends_at = $8, ended_at = NULL, fault = NULL, version = oauth_grant.version + 1",
            )
            .bind(company.as_bytes().as_slice())
            .bind(provider.as_str())
            .bind(tokens.account.as_deref().unwrap_or_default())
            .bind(&access)
            .bind(now.plus_secs(tokens.access_secs).0)
            .bind(&refresh)
            .bind(now.0)
            .bind(tokens.refresh_secs.map(|secs| now.plus_secs(secs).0))
            .execute(&mut *tx)
            .await?;
        });
        Ok(())
    }

    /// Keeps renewed tokens, the new refresh token with them or neither; false when the grant is another one by now.
    pub(super) async fn store_renewed(&self, company: CompanyId, before: &Grant, tokens: &Tokens) -> Result<bool> {
        let seal = |kind: &str, token: &Secret| self.inner.keys.seal(&place(kind, company), token);
        let access = seal("access", &tokens.access)?;
        let refresh = seal("refresh", tokens.refresh.as_ref().unwrap_or(&before.refresh))?;
        let now = self.now();
        let ends_at = match tokens.refresh_secs {
            Some(secs) => Some(now.plus_secs(secs)),
            None => before.connection.ends_at,
        };
        let n_kept = write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE oauth_grant SET sealed_access = $3, access_until = $4, sealed_refresh = $5, ends_at = $6, ended_at = NULL,
                    fault = NULL, version = version + 1 WHERE company_id = $1 AND version = $2",
            )
            .bind(company.as_bytes().as_slice())
            .bind(before.version)
            .bind(&access)
            .bind(now.plus_secs(tokens.access_secs).0)
            .bind(&refresh)
            .bind(ends_at.map(|at| at.0))
            .execute(&mut *tx)
            .await?
            .rows_affected()
        });
        Ok(n_kept == 1)
    }

    /// Notes why a grant was not renewed, and whether it is over.
    pub(super) async fn note_fault(
        &self,
        company: CompanyId,
        before: &Grant,
        fault: OauthFault,
        is_over: bool,
    ) -> Result<()> {
        if before.connection.fault == Some(fault) && before.connection.ended_at.is_some() == is_over {
            return Ok(());
        }
        let ended_at = is_over.then(|| self.now().0);
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE oauth_grant SET fault = $3, ended_at = $4, version = version + 1 WHERE company_id = $1 AND version = $2")
                .bind(company.as_bytes().as_slice())
                .bind(before.version)
                .bind(fault.as_str())
                .bind(ended_at)
                .execute(&mut *tx)
                .await?;
        });
        self.settings_changed();
        Ok(())
    }

    /// Forgets a grant.
    pub(super) async fn delete_grant(&self, company: CompanyId) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM oauth_grant WHERE company_id = $1")
                .bind(company.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// The companies that sign in with a grant whose access token ends before this moment.
    pub(super) async fn grants_ending(&self, before: Timestamp, limit: i64) -> Result<Vec<CompanyId>> {
        let rows: Vec<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT g.company_id FROM oauth_grant g WHERE g.ended_at IS NULL AND g.access_until < $1
                    AND (EXISTS (SELECT 1 FROM recruiting_email r WHERE r.company_id = g.company_id
                            AND r.sign_in_with = g.provider AND r.given_back_at IS NULL)
                        OR EXISTS (SELECT 1 FROM mailbox m WHERE m.company_id = g.company_id AND m.sign_in_with = g.provider AND m.is_on))
                 ORDER BY g.access_until LIMIT $2",
            )
            .bind(before.0)
            .bind(limit)
            .fetch_all(pool)
            .await?
        });
        rows.iter().map(|id| CompanyId::from_slice(id).ok_or(Error::Stored("company id"))).collect()
    }

    /// Has an access token renewed before it is used again: a server did not take it.
    pub(super) async fn doubt_access(&self, company: CompanyId) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE oauth_grant SET access_until = $2, version = version + 1 WHERE company_id = $1 AND access_until > $2")
                .bind(company.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }
}

fn connection(row: &Row) -> Result<OauthConnection> {
    let fault = row.fault.as_deref().map(|fault| OauthFault::from_stored(fault).ok_or(Error::Stored("oauth fault")));
    Ok(OauthConnection {
        provider: OauthProvider::from_stored(&row.provider).ok_or(Error::Stored("oauth provider"))?,
        account: row.account.clone(),
        connected_at: Timestamp(row.connected_at),
        renewed_until: Timestamp(row.access_until),
        ends_at: row.ends_at.map(Timestamp),
        ended_at: row.ended_at.map(Timestamp),
        fault: fault.transpose()?,
    })
}

fn place(kind: &str, company: CompanyId) -> String {
    format!("oauth_grant.{kind}/{company}")
}
