//! The main company, its subcompanies, and their recruiting addresses.

use types::{AccountName, CompanyId, EmailAddress, InputFault, InputField, Problem};

use crate::{
    Engine, Error, Result,
    db::{read, row},
};

/// Longest name of a company or a person, in characters: what fits a line on screen and in a header.
pub(crate) const NAME_MAX_CHARS: usize = 120;

/// The main company or a subcompany.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Company {
    /// Its identity.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// The stem of its recruiting address.
    pub account_name: AccountName,
    /// A subcompany's tag, `berlin` in `acme-jobs+berlin@…`; nothing for the main company.
    pub tag: Option<AccountName>,
    /// Whether it is kept for its history only.
    pub is_retired: bool,
}

row! {
    struct CompanyRow {
        id: Vec<u8>,
        name: String,
        account_name: String,
        retired_at: Option<i64>,
    }
}

impl Company {
    /// The inbound address that Postroom gives out for it.
    pub fn recruiting_address(&self, mail_domain: &str) -> Result<EmailAddress> {
        let address = self.account_name.recruiting_address(self.tag.as_ref(), mail_domain);
        address.ok_or(Error::Stored("account name"))
    }

    fn read(row: &CompanyRow) -> Result<Self> {
        let (account_name, tag) = match row.account_name.split_once('+') {
            Some((account_name, tag)) => (account_name, Some(tag)),
            None => (row.account_name.as_str(), None),
        };
        let parse = |text: &str| text.parse().map_err(|_| Error::Stored("account name"));
        Ok(Self {
            id: CompanyId::from_slice(&row.id).ok_or(Error::Stored("company id"))?,
            name: row.name.clone(),
            account_name: parse(account_name)?,
            tag: tag.map(parse).transpose()?,
            is_retired: row.retired_at.is_some(),
        })
    }
}

impl Engine {
    /// The main company; nothing before Postroom is set up.
    pub async fn main_company(&self) -> Result<Option<Company>> {
        if let Some(company) = self.inner.company.get() {
            return Ok(Some(company.clone()));
        }
        let row: Option<CompanyRow> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, name, account_name, retired_at FROM company WHERE main_id IS NULL LIMIT 1")
                .fetch_optional(pool)
                .await?
        });
        let Some(row) = row else { return Ok(None) };
        let company = Company::read(&row)?;
        // Nothing changes the main company yet, so that it may be kept; every RCPT asks for it.
        Ok(Some(self.inner.company.get_or_init(|| company).clone()))
    }

    /// The company with this identity, retired or not.
    pub(crate) async fn company(&self, id: CompanyId) -> Result<Company> {
        let row: Option<CompanyRow> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, name, account_name, retired_at FROM company WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Company::read(&row.ok_or(Problem::NotFound)?)
    }

    /// The main company's recruiting address; nothing before Postroom is set up.
    pub async fn recruiting_address(&self) -> Result<Option<EmailAddress>> {
        let company = self.main_company().await?;
        company.map(|company| company.recruiting_address(&self.inner.mail_domain)).transpose()
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
