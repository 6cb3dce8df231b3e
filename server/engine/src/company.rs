//! The main company and its recruiting address.

use types::{AccountName, CompanyId, EmailAddress, InputFault, InputField};

use crate::{
    Engine, Error, Result,
    db::{read, row},
};

/// Longest name of a company or a person, in characters: what fits a line on screen and in a header.
pub(crate) const NAME_MAX_CHARS: usize = 120;

/// The main company.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Company {
    /// Its identity.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// The stem of its recruiting address.
    pub account_name: AccountName,
}

row! {
    struct CompanyRow {
        id: Vec<u8>,
        name: String,
        account_name: String,
    }
}

impl Engine {
    /// The main company; nothing before Postroom is set up.
    pub async fn main_company(&self) -> Result<Option<Company>> {
        if let Some(company) = self.inner.company.get() {
            return Ok(Some(company.clone()));
        }
        let row: Option<CompanyRow> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, name, account_name FROM company ORDER BY created_at LIMIT 1").fetch_optional(pool).await?
        });
        let Some(row) = row else { return Ok(None) };
        let company = Company {
            id: CompanyId::from_slice(&row.id).ok_or(Error::Stored("company id"))?,
            name: row.name,
            account_name: row.account_name.parse().map_err(|_| Error::Stored("account name"))?,
        };
        // Nothing changes a company yet, so that it may be kept; every RCPT asks for it.
        Ok(Some(self.inner.company.get_or_init(|| company).clone()))
    }

    /// The main company's recruiting address; nothing before Postroom is set up.
    pub async fn recruiting_address(&self) -> Result<Option<EmailAddress>> {
        let company = self.main_company().await?;
        Ok(company.and_then(|company| company.account_name.recruiting_address(&self.inner.mail_domain)))
    }

    /// Whether mail to this envelope recipient is ours: a company recruiting address, or the domain's postmaster
    /// (RFC 5321 section 4.5.1).
    pub async fn knows_recipient(&self, address: &str) -> Result<bool> {
        let Some(recruiting) = self.recruiting_address().await? else { return Ok(false) };
        let address = address.to_lowercase();
        Ok(address == recruiting.as_str()
            || address == "postmaster"
            || address.strip_prefix("postmaster@") == Some(&self.inner.mail_domain))
    }
}

/// A name as it is kept.
pub(crate) fn checked_name(text: &str, field: InputField) -> Result<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err(Error::invalid(field, InputFault::Empty)),
        1..=NAME_MAX_CHARS => Ok(name),
        _ => Err(Error::invalid(field, InputFault::TooLong)),
    }
}
