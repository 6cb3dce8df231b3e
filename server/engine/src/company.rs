//! The main company, its subcompanies, and their recruiting addresses.

use std::sync::Arc;

use types::{AccountName, CompanyChoice, CompanyId, EmailAddress, InputFault, InputField, Problem};

use crate::{
    Engine, Error, Result,
    db::{read, row},
    redirection,
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

/// All companies. Kept in memory, because every RCPT asks for one; there are few.
#[derive(Debug)]
pub(crate) struct Companies {
    pub main: Company,
    /// In the order of their names.
    pub subcompanies: Vec<Company>,
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
    /// Whether it is the main company.
    pub const fn is_main(&self) -> bool {
        self.tag.is_none()
    }

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

impl Companies {
    /// The main company, then its subcompanies.
    pub fn all(&self) -> impl Iterator<Item = &Company> {
        std::iter::once(&self.main).chain(&self.subcompanies)
    }

    /// The company with this identity, retired or not.
    pub fn get(&self, id: CompanyId) -> Option<&Company> {
        self.all().find(|company| company.id == id)
    }

    /// The company whose mail goes to this envelope recipient: its recruiting address, or the domain's postmaster
    /// (RFC 5321 section 4.5.1). Retired ones are still written to.
    pub fn of_recipient(&self, address: &str, mail_domain: &str) -> Option<&Company> {
        let address = address.to_lowercase();
        let is_postmaster = address == "postmaster" || address.strip_prefix("postmaster@") == Some(mail_domain);
        // Reports about test mails come back to where those are sent from.
        if is_postmaster || redirection::is_ours(&address, mail_domain) {
            return Some(&self.main);
        }
        let local_part = address.strip_suffix(mail_domain)?.strip_suffix('@')?;
        let (stem, tag) = local_part.split_once('+').map_or((local_part, None), |(stem, tag)| (stem, Some(tag)));
        if stem.strip_suffix("-jobs")? != self.main.account_name.as_str() {
            return None;
        }
        self.all().find(|company| company.tag.as_ref().map(AccountName::as_str) == tag)
    }

    /// The company that a mail with these envelope recipients is for: the first that is named, else the main company.
    pub fn of_recipients(&self, recipients: &[String], mail_domain: &str) -> &Company {
        recipients.iter().find_map(|recipient| self.of_recipient(recipient, mail_domain)).unwrap_or(&self.main)
    }
}

impl Engine {
    /// All companies; nothing before Postroom is set up.
    pub(crate) async fn companies(&self) -> Result<Option<Arc<Companies>>> {
        if let Some(companies) = &*self.inner.companies.read().await {
            return Ok(Some(companies.clone()));
        }
        // Held while reading, so that what is read cannot be older than the last change.
        let mut kept = self.inner.companies.write().await;
        let rows: Vec<CompanyRow> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT id, name, account_name, retired_at FROM company").fetch_all(pool).await?
        });
        let companies = rows.iter().map(Company::read).collect::<Result<Vec<_>>>()?;
        let (main, mut subcompanies): (Vec<_>, Vec<_>) = companies.into_iter().partition(Company::is_main);
        subcompanies.sort_by_cached_key(|company| (company.name.to_lowercase(), company.id));
        *kept = main.into_iter().next().map(|main| Arc::new(Companies { main, subcompanies }));
        Ok(kept.clone())
    }

    /// Forgets what is kept in memory; to be called after a change was committed.
    pub(crate) async fn companies_changed(&self) {
        *self.inner.companies.write().await = None;
    }

    /// The main company; nothing before Postroom is set up.
    pub async fn main_company(&self) -> Result<Option<Company>> {
        Ok(self.companies().await?.map(|companies| companies.main.clone()))
    }

    /// The company with this identity, retired or not.
    pub(crate) async fn company(&self, id: CompanyId) -> Result<Company> {
        let companies = self.companies().await?.ok_or(Problem::NotFound)?;
        Ok(companies.get(id).cloned().ok_or(Problem::NotFound)?)
    }

    /// The companies to choose from, the main company first.
    pub(crate) async fn company_choices(&self) -> Result<Vec<CompanyChoice>> {
        let companies = self.companies().await?.ok_or(Problem::NotFound)?;
        let choice = |company: &Company| CompanyChoice {
            id: company.id,
            name: company.name.clone(),
            is_retired: company.is_retired,
        };
        Ok(companies.all().map(choice).collect())
    }

    /// The main company's recruiting address; nothing before Postroom is set up.
    pub async fn recruiting_address(&self) -> Result<Option<EmailAddress>> {
        let company = self.main_company().await?;
        company.map(|company| company.recruiting_address(&self.inner.mail_domain)).transpose()
    }

    /// Whether mail to this envelope recipient is ours.
    pub async fn knows_recipient(&self, address: &str) -> Result<bool> {
        let companies = self.companies().await?;
        Ok(companies.is_some_and(|companies| companies.of_recipient(address, &self.inner.mail_domain).is_some()))
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
