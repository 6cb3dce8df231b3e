//! The settings of before, to go back to. What is shown of them holds no secret; the password of each is sealed for its
//! row, and goes back from there.

use types::{Badge, CompanyId, Field, InputFault, InputField, Problem, SignInWith, Timestamp, TypedSmtp};

use crate::{
    Engine, Error, Result,
    db::{read, write},
    recruiting_email::{SettingsRow, StoredSettings},
};

/// Versions kept of one company's settings.
const KEPT: i64 = 10;

/// Settings of before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingsVersion {
    /// When they were made: what they are known by.
    pub changed_at: Timestamp,
    /// The custom address, as typed.
    pub custom_address: String,
    /// The server, as typed.
    pub smtp: TypedSmtp,
    /// What their tests have shown.
    pub badge: Badge,
    /// Whether they cannot be put back: they signed in at a provider, by a connection that is no longer there.
    pub is_gone: bool,
}

impl Engine {
    /// Keeps the settings that are about to be replaced by others.
    pub(crate) async fn keep_version(&self, company: CompanyId, new_fingerprint: &[u8]) -> Result<()> {
        let Some(old) = self.own_settings(company).await? else { return Ok(()) };
        // Who connects has chosen the provider before, and saved that.
        let is_unconnected = old.smtp.sign_in_with.provider().is_some()
            && old.fingerprint == self.fingerprint(&old.sender, &old.smtp, None, None);
        // Nobody wants to go back to half of a form.
        if old.fingerprint == new_fingerprint || is_unconnected || !old.is_complete() {
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
        for (changed_at, stored) in self.stored_versions(company).await? {
            let way = self.signed_in_with(&stored);
            versions.push(SettingsVersion {
                changed_at,
                // Without its connection: that is the business of the settings in force.
                badge: self.badge(company, &StoredSettings { oauth: None, ..stored.clone() }).await?,
                custom_address: stored.sender.custom_address,
                smtp: TypedSmtp { sign_in_with: way.unwrap_or_default(), ..stored.smtp },
                is_gone: way.is_none(),
            });
        }
        Ok(versions)
    }

    /// Puts the settings that were made at this moment back in force, with their password, or signing in at the provider
    /// as before. A provider's tokens are no part of a version, because old ones are good for nothing: what signed in by
    /// a connection that another one has replaced has to be connected anew.
    pub(crate) async fn go_back_to(&self, company: CompanyId, changed_at: Timestamp) -> Result<()> {
        let versions = self.stored_versions(company).await?;
        let version = versions.into_iter().find(|(at, _)| *at == changed_at);
        let (_, mut settings) = version.ok_or(Problem::NotFound)?;
        let fault = || Error::invalid(InputField::Settings(Field::SignInWith), InputFault::NotConnected);
        settings.smtp.sign_in_with = self.signed_in_with(&settings).ok_or_else(fault)?;
        self.store_settings(company, settings).await
    }

    /// How a version signed in, told by its fingerprint, which has the password, or who was connected when; nothing when
    /// neither is what it was.
    fn signed_in_with(&self, version: &StoredSettings) -> Option<SignInWith> {
        let StoredSettings { sender, smtp, password, oauth, fingerprint, .. } = version;
        SignInWith::ALL.iter().copied().find(|way| {
            let smtp = TypedSmtp { sign_in_with: *way, ..smtp.clone() };
            *fingerprint == self.fingerprint(sender, &smtp, password.as_ref(), oauth.as_ref())
        })
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

    /// The versions with what never leaves the server, newest first.
    async fn stored_versions(&self, company: CompanyId) -> Result<Vec<(Timestamp, StoredSettings)>> {
        let rows: Vec<SettingsRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT changed_at, use_custom, custom_address, use_for_sending, host, port, encryption, 'password' AS sign_in_with,
                    account, sealed_password, fingerprint FROM settings_version WHERE company_id = $1
                 ORDER BY changed_at DESC LIMIT $2",
            )
            .bind(company.as_bytes().as_slice())
            .bind(KEPT)
            .fetch_all(pool)
            .await?
        });
        let oauth = self.oauth_connection(company).await?;
        let opened = |row: SettingsRow| {
            let changed_at = Timestamp(row.changed_at());
            let opened = row.opened(&self.inner.keys, &place(company, changed_at), oauth.clone())?;
            // What is sealed for a version opens nowhere else.
            Ok((changed_at, StoredSettings { sealed: None, ..opened }))
        };
        rows.into_iter().map(opened).collect()
    }
}

fn place(company: CompanyId, changed_at: Timestamp) -> String {
    format!("settings_version.password/{company}/{}", changed_at.0)
}
