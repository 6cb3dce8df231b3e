//! The first start.

use subtle::ConstantTimeEq;
use types::{AccountName, CompanyId, InputFault, InputField, Problem, Role};

use crate::{Engine, Error, NewPerson, Result, Secret, SessionToken, company::checked_name, db::write};

/// What the set-up page asks for.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// The token of the link that was printed.
    pub token: Secret,
    /// The main company's name.
    pub company_name: String,
    /// The stem of the company recruiting address; empty means the one proposed from the company's name.
    pub account_name: String,
    /// The first admin's name.
    pub person_name: String,
    /// The address they will sign in with.
    pub address: String,
    /// Their password.
    pub password: Secret,
}

impl Engine {
    /// Whether there is a company.
    pub async fn is_set_up(&self) -> Result<bool> {
        Ok(self.main_company().await?.is_some())
    }

    /// Whether this is the token of the set-up link.
    pub fn is_setup_token(&self, token: &Secret) -> bool {
        bool::from(self.inner.setup_token.expose().as_bytes().ct_eq(token.expose().as_bytes()))
    }

    /// Makes the main company and its first admin, and signs them in. Works once.
    pub async fn set_up(&self, form: SetUp) -> Result<SessionToken> {
        if self.is_set_up().await? {
            return Err(Problem::AlreadySetUp.into());
        }
        if !self.is_setup_token(&form.token) {
            return Err(Problem::WrongSetupToken.into());
        }
        let company_name = checked_name(&form.company_name, InputField::CompanyName)?;
        let account_name = account_name(&form.account_name, &company_name)?;
        let person =
            NewPerson { name: form.person_name, address: form.address, role: Role::Admin, password: form.password };
        let person = self.check_person(person).await?;
        let now = self.now();
        let is_first = write!(self.inner.db, tx => {
            // Guards against two people posting the form at once, on both databases.
            let is_first = sqlx::query("INSERT INTO counter (name, n) VALUES ('set_up', 1) ON CONFLICT (name) DO NOTHING")
                .execute(&mut *tx)
                .await?
                .rows_affected()
                == 1;
            if is_first {
                sqlx::query("INSERT INTO company (id, name, account_name, created_at) VALUES ($1, $2, $3, $4)")
                    .bind(CompanyId::new(uuid::Uuid::now_v7()).as_bytes().as_slice())
                    .bind(&company_name)
                    .bind(account_name.as_str())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("INSERT INTO person (id, name, address, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
                    .bind(person.id.as_bytes().as_slice())
                    .bind(&person.name)
                    .bind(person.address.as_str())
                    .bind(person.role.as_str())
                    .bind(&person.password_hash)
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
            is_first
        });
        if !is_first {
            return Err(Problem::AlreadySetUp.into());
        }
        self.companies_changed().await;
        self.publish(types::Topic::Settings);
        self.begin_session(person.id).await
    }
}

fn account_name(typed: &str, company_name: &str) -> Result<AccountName> {
    let fault = |fault| Error::invalid(InputField::AccountName, fault);
    if typed.trim().is_empty() {
        return AccountName::propose(company_name).ok_or(fault(InputFault::Empty));
    }
    typed.parse().map_err(|_| fault(InputFault::NotAnAccountName))
}
