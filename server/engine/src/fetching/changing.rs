//! What an admin changes about a mailbox.

use types::{CompanyId, InputFault, InputField, Problem};

use crate::{Engine, Error, Result, Secret, db::write};

use super::{TypedMailbox, settings::password_place};

/// Longest text kept in a field, in bytes.
const FIELD_MAX_BYTES: usize = 500;
/// Most days that somebody may ask for of what is there already.
const DAYS_MAX: u32 = 90;

impl Engine {
    /// Keeps what is typed; an empty password keeps the stored one, which is good for its host only. Another account or
    /// folder begins anew, with what comes from now on.
    pub(crate) async fn save_mailbox(&self, company: CompanyId, typed: TypedMailbox, password: Secret) -> Result<()> {
        check_lengths(&typed, &password)?;
        let before = self.stored_mailbox(company).await?;
        let is_same = |field: fn(&TypedMailbox) -> String| {
            before.as_ref().is_none_or(|before| field(&before.typed) == field(&typed))
        };
        let is_same_place =
            is_same(|typed| typed.account.trim().to_owned()) && is_same(|typed| typed.folder_name().to_owned());
        let is_same_server = is_same(|typed| typed.host.trim().to_lowercase());
        let sealed = match password.is_empty() {
            true => before.and_then(|before| before.sealed),
            false => Some(self.inner.keys.seal(&password_place(company, &typed.host), &password)?),
        };
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO mailbox (company_id, host, port, encryption, sign_in_with, account, sealed_password, folder)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (company_id) DO UPDATE SET host = $2, port = $3, encryption = $4, sign_in_with = $5, account = $6,
                    sealed_password = $7, folder = $8, version = mailbox.version + 1",
            )
            .bind(company.as_bytes().as_slice())
            .bind(&typed.host)
            .bind(&typed.port)
            .bind(typed.encryption.as_str())
            .bind(typed.sign_in_with.as_str())
            .bind(&typed.account)
            .bind(sealed)
            .bind(&typed.folder)
            .execute(&mut *tx)
            .await?;
            if !is_same_place {
                sqlx::query("UPDATE mailbox SET since_at = $2 WHERE company_id = $1")
                    .bind(company.as_bytes().as_slice())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
            if !is_same_place || !is_same_server {
                sqlx::query("DELETE FROM mailbox_message WHERE company_id = $1")
                    .bind(company.as_bytes().as_slice())
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("UPDATE mailbox SET uid_validity = NULL, last_uid = 0, floor_below = 0 WHERE company_id = $1")
                    .bind(company.as_bytes().as_slice())
                    .execute(&mut *tx)
                    .await?;
            }
        });
        self.mailbox_changed();
        Ok(())
    }

    /// Begins to fetch what comes from now on, and of what is there already, what came in the last `days`.
    pub(crate) async fn switch_mailbox_on(&self, company: CompanyId, days: u32) -> Result<()> {
        let stored = self.stored_mailbox(company).await?.ok_or(Problem::NotFound)?;
        let oauth = self.oauth_connection(company).await?;
        if let Some(fault) = stored.faults(oauth.as_ref()).first() {
            return Err(Error::invalid(InputField::Settings(fault.field), fault.fault));
        }
        let now = self.now();
        let since = now.plus_secs(-i64::from(days.min(DAYS_MAX)) * 86_400);
        write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE mailbox SET is_on = TRUE, since_at = $2, uid_validity = NULL, last_uid = 0, floor_below = 0, looked_at = NULL,
                    failing_since = NULL, fault = NULL, said = '', version = version + 1 WHERE company_id = $1 AND NOT is_on",
            )
            .bind(company.as_bytes().as_slice())
            .bind(since.0)
            .execute(&mut *tx)
            .await?;
        });
        self.mailbox_changed();
        Ok(())
    }

    /// Fetches no more.
    pub(crate) async fn switch_mailbox_off(&self, company: CompanyId) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE mailbox SET is_on = FALSE, version = version + 1 WHERE company_id = $1")
                .bind(company.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        });
        self.mailbox_changed();
        Ok(())
    }

    /// Somebody has signed in at a provider for this mailbox: whose it is, unless that is typed already.
    pub(crate) async fn connected_for_mailbox(&self, company: CompanyId, account: Option<&str>) -> Result<()> {
        let Some(stored) = self.stored_mailbox(company).await? else { return Ok(()) };
        let mut typed = stored.typed;
        if typed.account.trim().is_empty() {
            typed.account = account.unwrap_or_default().to_owned();
        }
        self.save_mailbox(company, typed, Secret::new(String::new())).await
    }

    fn mailbox_changed(&self) {
        self.inner.fetching.changed.send_modify(|n| *n += 1);
        self.settings_changed();
    }
}

fn check_lengths(typed: &TypedMailbox, password: &Secret) -> Result<()> {
    use types::Field;
    for (text, field) in [
        (typed.host.as_str(), Field::Host),
        (&typed.port, Field::Port),
        (&typed.account, Field::Account),
        (&typed.folder, Field::Account),
        (password.expose(), Field::Password),
    ] {
        if text.len() > FIELD_MAX_BYTES {
            return Err(Error::invalid(InputField::Settings(field), InputFault::TooLong));
        }
    }
    Ok(())
}
