//! People who sign in.

use std::sync::OnceLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use types::{EmailAddress, InputFault, InputField, PASSWORD_MIN_CHARS, PersonId, Role};

use crate::{Engine, Error, Result, Secret, company::checked_name, db::write, random};

/// Longest password in bytes: hashing costs time by length.
const PASSWORD_MAX_BYTES: usize = 1_000;

/// Somebody to be added.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Their name.
    pub name: String,
    /// The address they sign in with.
    pub address: String,
    /// What they may do.
    pub role: Role,
    /// Their password.
    pub password: Secret,
}

/// A person whose every field has been checked, ready to be stored.
pub(crate) struct CheckedPerson {
    pub id: PersonId,
    pub name: String,
    pub address: EmailAddress,
    pub role: Role,
    pub password_hash: String,
}

/// When somebody may try again who found too many others waiting for their password to be looked at.
const QUEUE_WAIT_SECS: u32 = 10;

impl Engine {
    /// Adds somebody who may sign in.
    pub async fn add_person(&self, person: NewPerson) -> Result<PersonId> {
        let person = self.check_person(person).await?;
        let now = self.now();
        let n_added = write!(self.inner.db, tx => {
            sqlx::query("INSERT INTO person (id, name, address, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (address) DO NOTHING")
                .bind(person.id.as_bytes().as_slice())
                .bind(&person.name)
                .bind(person.address.as_str())
                .bind(person.role.as_str())
                .bind(&person.password_hash)
                .bind(now.0)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        if n_added == 0 {
            return Err(Error::invalid(InputField::Address, InputFault::Taken));
        }
        Ok(person.id)
    }

    /// Gives somebody a new password and ends their sessions.
    pub async fn change_password(&self, address: &str, password: Secret) -> Result<()> {
        let address = sign_in_address(address)?;
        check_password(&password)?;
        let hash = self.hash_password(password).await?;
        let n_changed = write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM session WHERE person_id IN (SELECT id FROM person WHERE address = $1)")
                .bind(address.as_str())
                .execute(&mut *tx)
                .await?;
            sqlx::query("UPDATE person SET password_hash = $2 WHERE address = $1")
                .bind(address.as_str())
                .bind(&hash)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        if n_changed == 0 { Err(types::Problem::NotFound.into()) } else { Ok(()) }
    }

    pub(crate) async fn check_person(&self, person: NewPerson) -> Result<CheckedPerson> {
        let name = checked_name(&person.name, InputField::PersonName)?;
        let address = sign_in_address(&person.address)?;
        check_password(&person.password)?;
        let password_hash = self.hash_password(person.password).await?;
        Ok(CheckedPerson { id: PersonId::new(uuid::Uuid::now_v7()), name, address, role: person.role, password_hash })
    }

    async fn hash_password(&self, password: Secret) -> Result<String> {
        let salt: [u8; 16] = random::bytes()?;
        self.on_password_thread(move || {
            let hash = Argon2::default().hash_password_with_salt(password.expose().as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|_| Error::Stored("password"))
        })
        .await?
    }

    /// Whether the password is the one behind `hash`; takes as long when there is none.
    pub(crate) async fn is_password(&self, password: Secret, hash: Option<String>) -> Result<bool> {
        static NOBODY: OnceLock<String> = OnceLock::new();
        self.on_password_thread(move || {
            let argon2 = Argon2::default();
            let nobody = NOBODY.get_or_init(|| {
                argon2
                    .hash_password_with_salt(b"nobody", b"0123456789abcdef")
                    .map(|hash| hash.to_string())
                    .unwrap_or_default()
            });
            let text = hash.as_ref().unwrap_or(nobody);
            let is_right = PasswordHash::new(text)
                .is_ok_and(|parsed| argon2.verify_password(password.expose().as_bytes(), &parsed).is_ok());
            is_right && hash.is_some()
        })
        .await
    }

    /// Argon2 takes a processor for a while and 19 MiB, so only few run at once.
    async fn on_password_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let Ok(_waiting) = self.inner.password_queue.try_acquire() else {
            return Err(types::Problem::Locked { wait_secs: QUEUE_WAIT_SECS }.into());
        };
        let _permit = self.inner.password_permits.acquire().await.map_err(|_| Error::Stopping)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::Stopping)
    }
}

/// The address somebody signs in with: compared without case, so kept in lower case.
pub(crate) fn sign_in_address(text: &str) -> Result<EmailAddress> {
    text.to_lowercase().parse().map_err(|_| Error::invalid(InputField::Address, InputFault::NotAnAddress))
}

fn check_password(password: &Secret) -> Result<()> {
    let fault = if password.expose().chars().count() < PASSWORD_MIN_CHARS {
        InputFault::TooShort
    } else if password.expose().len() > PASSWORD_MAX_BYTES {
        InputFault::TooLong
    } else {
        return Ok(());
    };
    Err(Error::invalid(InputField::Password, fault))
}
