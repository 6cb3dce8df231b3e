//! Whose recruiting email settings are in force at a subcompany: its own, or the main company's as a whole.

use types::{CompanyId, Inheritance, Problem};

use crate::{
    Company, Engine, Result,
    db::{read, write},
    recruiting_email::StoredSettings,
};

/// The settings in force at a company.
pub(crate) struct InForce {
    /// Whose they are.
    pub owner: Company,
    pub stored: StoredSettings,
    pub inheritance: Inheritance,
}

impl Engine {
    /// The settings in force at this company, and whose they are.
    pub(crate) async fn settings_in_force(&self, company: &Company) -> Result<InForce> {
        let own = self.own_settings(company.id).await?;
        let main = self.main_company().await?.ok_or(Problem::NotFound)?;
        if company.is_main() {
            let stored = own.unwrap_or_default();
            return Ok(InForce { owner: main, stored, inheritance: Inheritance::Main });
        }
        let mains = self.stored_settings(main.id).await?;
        let main_name = main.name.clone();
        let Some(stored) = own else {
            let can_undo = self.has_given_back(company.id).await?;
            return Ok(InForce {
                owner: main,
                stored: mains,
                inheritance: Inheritance::Inherited { main_name, can_undo },
            });
        };
        let address = |settings: &StoredSettings| settings.sender.address().ok().flatten();
        let has_mains_address = match (address(&stored), address(&mains)) {
            (None, _) => true,
            (Some(own), Some(mains)) => own.same_mailbox(&mains),
            (Some(_), None) => false,
        };
        Ok(InForce { owner: company.clone(), stored, inheritance: Inheritance::Own { main_name, has_mains_address } })
    }

    /// Gives a subcompany settings of its own that begin as the main company's, without the password. Nothing happens
    /// when it has its own already.
    pub(crate) async fn use_own_settings(&self, company: &Company) -> Result<()> {
        let main = self.main_of(company).await?;
        if self.own_settings(company.id).await?.is_some() {
            return Ok(());
        }
        let inherited = self.stored_settings(main.id).await?;
        self.store_settings(company.id, StoredSettings { password: None, sealed: None, oauth: None, ..inherited }).await
    }

    /// Gives a subcompany's own settings up for the main company's. They are kept, so that this can be undone.
    pub(crate) async fn use_main_settings(&self, company: &Company) -> Result<()> {
        self.main_of(company).await?;
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE recruiting_email SET given_back_at = $2 WHERE company_id = $1 AND given_back_at IS NULL")
                .bind(company.id.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        });
        self.settings_changed();
        self.sending_changed(company.id).await
    }

    /// Undoes [`Self::use_main_settings`].
    pub(crate) async fn take_settings_back(&self, company: &Company) -> Result<()> {
        self.main_of(company).await?;
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE recruiting_email SET given_back_at = NULL WHERE company_id = $1")
                .bind(company.id.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        });
        self.settings_changed();
        self.sending_changed(company.id).await
    }

    /// The main company of a subcompany. The main company itself has nobody to inherit from.
    async fn main_of(&self, company: &Company) -> Result<Company> {
        let main = self.main_company().await?.filter(|_| !company.is_main());
        Ok(main.ok_or(Problem::BadRequest)?)
    }

    async fn has_given_back(&self, company: CompanyId) -> Result<bool> {
        let n: i64 = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT COUNT(*) FROM recruiting_email WHERE company_id = $1 AND given_back_at IS NOT NULL")
                .bind(company.as_bytes().as_slice())
                .fetch_one(pool)
                .await?
        });
        Ok(n > 0)
    }
}
