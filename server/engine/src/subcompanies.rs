//! Subcompanies: made, renamed, retired and brought back.

use types::{AccountName, CompanyId, InputFault, InputField, Problem, Topic};
use uuid::Uuid;

use crate::{
    Engine, Error, Result,
    company::{Companies, checked_name},
    db::write,
};

/// So many subcompanies at most: all of them are kept in memory, and shown in one table.
const SUBCOMPANIES_MAX: usize = 200;

impl Engine {
    /// Makes a subcompany. Without a tag, one is made from the name.
    pub(crate) async fn create_subcompany(&self, name: &str, tag: &str) -> Result<CompanyId> {
        let name = checked_name(name, InputField::CompanyName)?;
        let companies = self.companies().await?.ok_or(Problem::NotFound)?;
        if companies.subcompanies.len() >= SUBCOMPANIES_MAX {
            return Err(Error::invalid(InputField::CompanyName, InputFault::TooMany));
        }
        let tag = if tag.trim().is_empty() { free_tag(&name, &companies)? } else { typed_tag(tag)? };
        let id = CompanyId::new(Uuid::now_v7());
        let now = self.now();
        let n_added = write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO company (id, name, account_name, main_id, created_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (account_name) DO NOTHING",
            )
            .bind(id.as_bytes().as_slice())
            .bind(&name)
            .bind(format!("{}+{tag}", companies.main.account_name))
            .bind(companies.main.id.as_bytes().as_slice())
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected()
        });
        if n_added == 0 {
            return Err(Error::invalid(InputField::Tag, InputFault::Taken));
        }
        self.publish_companies().await;
        Ok(id)
    }

    /// Gives a company another name; its addresses stay.
    pub(crate) async fn rename_company(&self, id: CompanyId, name: &str) -> Result<()> {
        let name = checked_name(name, InputField::CompanyName)?;
        let n_changed = write!(self.inner.db, tx => {
            sqlx::query("UPDATE company SET name = $2 WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(&name)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        self.company_changed(n_changed).await
    }

    /// Keeps a subcompany for its history only: it takes no new positions, and goes on receiving and answering.
    pub(crate) async fn retire_subcompany(&self, id: CompanyId) -> Result<()> {
        let now = self.now().0;
        self.set_retired(id, Some(now)).await
    }

    /// Takes that back.
    pub(crate) async fn bring_back_subcompany(&self, id: CompanyId) -> Result<()> {
        self.set_retired(id, None).await
    }

    async fn set_retired(&self, id: CompanyId, at: Option<i64>) -> Result<()> {
        let n_changed = write!(self.inner.db, tx => {
            sqlx::query("UPDATE company SET retired_at = $2 WHERE id = $1 AND main_id IS NOT NULL")
                .bind(id.as_bytes().as_slice())
                .bind(at)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        self.company_changed(n_changed).await
    }

    async fn company_changed(&self, n_changed: u64) -> Result<()> {
        if n_changed == 0 {
            return Err(Problem::NotFound.into());
        }
        self.publish_companies().await;
        Ok(())
    }

    async fn publish_companies(&self) {
        self.companies_changed().await;
        self.publish(Topic::Positions);
        self.publish(Topic::Settings);
    }
}

fn typed_tag(typed: &str) -> Result<AccountName> {
    typed.to_lowercase().parse().map_err(|_| Error::invalid(InputField::Tag, InputFault::NotAnAccountName))
}

/// A tag from the name, numbered when others have it.
fn free_tag(name: &str, companies: &Companies) -> Result<AccountName> {
    let proposed = AccountName::propose(name).ok_or(Error::invalid(InputField::Tag, InputFault::Empty))?;
    let is_free = |tag: &AccountName| companies.subcompanies.iter().all(|company| company.tag.as_ref() != Some(tag));
    std::iter::once(proposed.clone())
        .chain((2..=SUBCOMPANIES_MAX + 1).filter_map(|n| proposed.numbered(n)))
        .find(is_free)
        .ok_or(Error::invalid(InputField::Tag, InputFault::Taken))
}
