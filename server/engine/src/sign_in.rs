//! Who may try a password, and when again.

use std::net::IpAddr;

use types::{Problem, Timestamp};

use crate::{
    Engine, Result, Secret, SessionToken,
    db::{read, write},
    person::sign_in_address,
};

/// Wrong passwords for one address before it is locked.
const FREE_TRIES: i64 = 5;
/// Wrong passwords from one place before it is locked: an office shares an address.
const FREE_TRIES_PER_CLIENT: i64 = 30;
/// The first wait, in seconds; every further wrong password doubles it.
const FIRST_WAIT_SECS: i64 = 30;
/// The longest wait, in seconds: an hour stops guessing and does not lock somebody out for a day.
const LONGEST_WAIT_SECS: i64 = 3_600;
/// Wrong passwords are forgotten after this time, in seconds.
const FORGOTTEN_SECS: i64 = 86_400;

impl Engine {
    /// Begins a session, when the password is right and nobody has tried too often.
    ///
    /// The same answer is given for an unknown address as for a wrong password, and as late.
    pub async fn sign_in(&self, address: &str, password: Secret, client: Option<IpAddr>) -> Result<SessionToken> {
        let Ok(address) = sign_in_address(address) else { return Err(Problem::WrongPassword.into()) };
        let mut tries = vec![(format!("address {address}"), FREE_TRIES)];
        tries.extend(client.map(|client| (format!("client {client}"), FREE_TRIES_PER_CLIENT)));
        for (who, _) in &tries {
            self.check_lock(who).await?;
        }
        let person = self.person_by_address(&address).await?;
        let (id, hash) = person.unzip();
        let is_right = self.is_password(password, hash).await?;
        match id {
            Some(id) if is_right => {
                self.forget_failures(&tries[0].0).await?;
                self.begin_session(id).await
            }
            _ => {
                for (who, free_tries) in &tries {
                    self.note_failure(who, *free_tries).await?;
                }
                Err(Problem::WrongPassword.into())
            }
        }
    }

    async fn check_lock(&self, who: &str) -> Result<()> {
        let locked_until: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT locked_until FROM sign_in_failure WHERE who = $1").bind(who).fetch_optional(pool).await?
        });
        let wait_millis = Timestamp(locked_until.unwrap_or_default()).millis_since(self.now());
        if wait_millis > 0 {
            let wait_secs = u32::try_from((wait_millis + 999) / 1_000).unwrap_or(u32::MAX);
            return Err(Problem::Locked { wait_secs }.into());
        }
        Ok(())
    }

    async fn note_failure(&self, who: &str, free_tries: i64) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM sign_in_failure WHERE last_at < $1").bind(now.plus_secs(-FORGOTTEN_SECS).0).execute(&mut *tx).await?;
            let n: i64 = sqlx::query_scalar(
                "INSERT INTO sign_in_failure (who, n, last_at, locked_until) VALUES ($1, 1, $2, 0)
                 ON CONFLICT (who) DO UPDATE SET n = sign_in_failure.n + 1, last_at = $2 RETURNING n",
            )
            .bind(who)
            .bind(now.0)
            .fetch_one(&mut *tx)
            .await?;
            if n >= free_tries {
                sqlx::query("UPDATE sign_in_failure SET locked_until = $2 WHERE who = $1")
                    .bind(who)
                    .bind(now.plus_secs(wait_secs(n - free_tries)).0)
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    async fn forget_failures(&self, who: &str) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM sign_in_failure WHERE who = $1").bind(who).execute(&mut *tx).await?;
        });
        Ok(())
    }
}

fn wait_secs(n_beyond: i64) -> i64 {
    let doublings = u32::try_from(n_beyond.clamp(0, 16)).unwrap_or(16);
    (FIRST_WAIT_SECS << doublings).min(LONGEST_WAIT_SECS)
}
