//! The settings of before, to go back to. What is shown of them holds no secret; the password of each is sealed for its
//! row, and goes back from there.

use types::{Badge, CompanyId, Problem, SenderForm, SignInWith, Timestamp, TypedSmtp};

use crate::{
    Engine, Error, Result,
    db::{read, row, write},
    recruiting_email::StoredSettings,
};

/// Versions kept of one company's settings.
const KEPT: i64 = 10;

/// Settings of before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingsVersion {
    /// When they were made: what they are known by.
    pub changed_at: Timestamp,
    /// When others took their place.
    pub replaced_at: Timestamp,
    /// The custom address, as typed.
    pub custom_address: String,
    /// The server, as typed.
    pub smtp: TypedSmtp,
    /// What their tests have shown.
    pub badge: Badge,
}

row! {
    struct Row {
        changed_at: i64,
        replaced_at: i64,
        use_custom: bool,
        custom_address: String,
        use_for_sending: bool,
        host: String,
        port: String,
        encryption: String,
        account: String,
        sealed_password: Option<Vec<u8>>,
        fingerprint: Vec<u8>,
    }
}

impl Row {
    fn smtp(&self) -> Result<TypedSmtp> {
        Ok(TypedSmtp {
            use_for_sending: self.use_for_sending,
            host: self.host.clone(),
            port: self.port.clone(),
            encryption: self.encryption.parse().map_err(|_| Error::Stored("encryption"))?,
            account: self.account.clone(),
            sign_in_with: SignInWith::Password,
        })
    }
}

impl Engine {
    /// Keeps the settings that are about to be replaced by others.
    pub(crate) async fn keep_version(&self, company: CompanyId, new_fingerprint: &[u8]) -> Result<()> {
        let Some(old) = self.own_settings(company).await? else { return Ok(()) };
        // What was signed in with at a provider cannot be put back: its tokens end.
        if old.oauth.is_some() {
            return Ok(());
        }
        // Nobody wants to go back to half of a form.
        if old.fingerprint == new_fingerprint || old.smtp.check(old.password.is_some()).is_err() {
            return Ok(());
        }
        let changed_at = self.settings_changed_at(company).await?;
        let place = place(company, changed_at);
        let sealed = old.password.as_ref().map(|password| self.inner.keys.seal(&place, password)).transpose()?;
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO settings_version (company_id, changed_at, replaced_at, use_custom, custom_address, use_for_sending,
                    host, port, encryption, account, sealed_password, fingerprint)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (company_id, changed_at) DO NOTHING",
            )
            .bind(company.as_bytes().as_slice())
            .bind(changed_at.0)
            .bind(now.0)
            .bind(old.sender.use_custom)
            .bind(&old.sender.custom_address)
            .bind(old.smtp.use_for_sending)
            .bind(&old.smtp.host)
            .bind(&old.smtp.port)
            .bind(old.smtp.encryption.as_str())
            .bind(&old.smtp.account)
            .bind(sealed)
            .bind(&old.fingerprint)
            .execute(&mut *tx)
            .await?;
            sqlx::query(
                "DELETE FROM settings_version WHERE company_id = $1 AND changed_at NOT IN
                    (SELECT changed_at FROM settings_version WHERE company_id = $1 ORDER BY changed_at DESC LIMIT $2)",
            )
            .bind(company.as_bytes().as_slice())
            .bind(KEPT)
            .execute(&mut *tx)
            .await?;
        });
        Ok(())
    }

    /// The settings of before, newest first.
    pub(crate) async fn settings_versions(&self, company: CompanyId) -> Result<Vec<SettingsVersion>> {
        let mut versions = Vec::new();
        for row in self.version_rows(company).await? {
            versions.push(SettingsVersion {
                changed_at: Timestamp(row.changed_at),
                replaced_at: Timestamp(row.replaced_at),
                custom_address: row.custom_address.clone(),
                smtp: row.smtp()?,
                badge: self
                    .badge(company, &StoredSettings { fingerprint: row.fingerprint, ..Default::default() })
                    .await?,
            });
        }
        Ok(versions)
    }

    /// Puts the settings that were made at this moment back in force, password and all.
    pub(crate) async fn go_back_to(&self, company: CompanyId, changed_at: Timestamp) -> Result<()> {
        let rows = self.version_rows(company).await?;
        let row = rows.into_iter().find(|row| row.changed_at == changed_at.0).ok_or(Problem::NotFound)?;
        let unseal = |sealed: &[u8]| self.inner.keys.unseal(&place(company, changed_at), sealed);
        let settings = StoredSettings {
            password: row.sealed_password.as_deref().map(unseal).transpose()?,
            sealed: None,
            sender: SenderForm { use_custom: row.use_custom, custom_address: row.custom_address.clone() },
            smtp: row.smtp()?,
            oauth: None,
            fingerprint: row.fingerprint,
        };
        self.store_settings(company, settings).await
    }

    /// When the settings of this company were last changed.
    pub(super) async fn settings_changed_at(&self, company: CompanyId) -> Result<Timestamp> {
        let at: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT changed_at FROM recruiting_email WHERE company_id = $1")
                .bind(company.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Ok(Timestamp(at.unwrap_or_default()))
    }

    async fn version_rows(&self, company: CompanyId) -> Result<Vec<Row>> {
        Ok(read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT changed_at, replaced_at, use_custom, custom_address, use_for_sending, host, port, encryption, account,
                    sealed_password, fingerprint FROM settings_version WHERE company_id = $1 ORDER BY changed_at DESC LIMIT $2",
            )
            .bind(company.as_bytes().as_slice())
            .bind(KEPT)
            .fetch_all(pool)
            .await?
        }))
    }
}

fn place(company: CompanyId, changed_at: Timestamp) -> String {
    format!("settings_version.password/{company}/{}", changed_at.0)
}
