//! Who may try a password, and when again.

use std::net::IpAddr;

use types::{Problem, Timestamp};

use crate::{Engine, Result, Secret, SessionToken, db::write, person::sign_in_address};

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

/// Wrong passwords from one place are forgotten after this time without any, in seconds: people mistype every day.
const CLIENT_FORGOTTEN_SECS: i64 = 3_600;

/// Whose tries are counted, and how many are free.
struct Tries {
    who: String,
    free: i64,
    /// How long they are kept without another one, in seconds.
    kept_secs: i64,
}

impl Engine {
    /// Begins a session, when the password is right and nobody has tried too often.
    ///
    /// The same answer is given for an unknown address as for a wrong password, and as late.
    pub async fn sign_in(&self, address: &str, password: Secret, client: Option<IpAddr>) -> Result<SessionToken> {
        let Ok(address) = sign_in_address(address) else { return Err(Problem::WrongPassword.into()) };
        let now = self.now();
        let mut tries = vec![Tries { who: format!("address {address}"), free: FREE_TRIES, kept_secs: FORGOTTEN_SECS }];
        tries.extend(client.map(|client| Tries {
            who: format!("client {client}"),
            free: FREE_TRIES_PER_CLIENT,
            kept_secs: CLIENT_FORGOTTEN_SECS,
        }));
        // Counted before the password is looked at: of many tries at once each counts.
        self.count_tries(&tries, now).await?;
        let person = self.person_by_address(&address).await?;
        let (id, hash) = person.unzip();
        let is_right = self.is_password(password, hash).await?;
        match id {
            Some(id) if is_right => {
                self.forget_failures(&tries[0].who).await?;
                if let Some(client) = tries.get(1) {
                    self.take_back_try(client).await?;
                }
                self.begin_session(id).await
            }
            _ => Err(Problem::WrongPassword.into()),
        }
    }

    /// Counts one try more for each, unless one of them has to wait.
    async fn count_tries(&self, tries: &[Tries], now: Timestamp) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM sign_in_failure WHERE last_at < $1")
                .bind(now.plus_secs(-FORGOTTEN_SECS).0)
                .execute(&mut *tx)
                .await?;
            for Tries { who, free, kept_secs } in tries {
                // Asking and counting are one statement: of two at once the second sees what the first has done.
                let n: Option<i64> = sqlx::query_scalar(
                    "INSERT INTO sign_in_failure (who, n, last_at, locked_until) VALUES ($1, 1, $2, 0)
                     ON CONFLICT (who) DO UPDATE SET last_at = $2,
                        n = CASE WHEN sign_in_failure.last_at < $3 THEN 1 ELSE sign_in_failure.n + 1 END
                     WHERE sign_in_failure.locked_until <= $2 RETURNING n",
                )
                .bind(who)
                .bind(now.0)
                .bind(now.plus_secs(-kept_secs).0)
                .fetch_optional(&mut *tx)
                .await?;
                let Some(n) = n else {
                    let until: i64 = sqlx::query_scalar("SELECT locked_until FROM sign_in_failure WHERE who = $1")
                        .bind(who)
                        .fetch_one(&mut *tx)
                        .await?;
                    let wait_millis = Timestamp(until).millis_since(now);
                    let wait_secs = u32::try_from((wait_millis + 999) / 1_000).unwrap_or(u32::MAX);
                    return Err(Problem::Locked { wait_secs }.into());
                };
                if n >= *free {
                    sqlx::query("UPDATE sign_in_failure SET locked_until = $2 WHERE who = $1")
                        .bind(who)
                        .bind(now.plus_secs(wait_secs(n - free)).0)
                        .execute(&mut *tx)
                        .await?;
                }
            }
        });
        Ok(())
    }

    /// The password was right: this try was no failure. Those before it stay, or whoever knows one password could guess
    /// all others.
    async fn take_back_try(&self, tries: &Tries) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE sign_in_failure SET n = n - 1, locked_until = CASE WHEN n <= $2 THEN 0 ELSE locked_until END WHERE who = $1")
                .bind(&tries.who)
                .bind(tries.free)
                .execute(&mut *tx)
                .await?;
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
