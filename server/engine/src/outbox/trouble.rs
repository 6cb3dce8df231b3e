//! Servers that do not take messages: noted, shown to admins, told to them by mail. The settings stay as they are.

use types::{
    Cause, CompanyId, FailingServer, Mailbox, NewOutgoing, Problem, Role, Route, Timestamp, Topic, text::Lang,
};

use crate::{
    Engine, Error, Result,
    db::{read, write},
};

use super::attempt::Attempt;

/// So many messages in a row that a server did not take make it a failing one.
const FAILING_MESSAGES: i64 = 3;
/// A server that has not taken anything for so long is failing too, however few messages there were.
const FAILING_SECS: i64 = 15 * 60;
/// Admins are told by mail at most once in this time, for each company.
const TELL_EVERY_SECS: i64 = 12 * 60 * 60;
/// Most admins told.
const ADMINS_MAX: i64 = 10;

/// What an attempt says about the server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum ServerTold {
    /// It lets us in and takes messages from this sender.
    Works,
    /// It does not.
    Fails { cause: Cause, words: Vec<String> },
}

/// What is known of a server's trouble.
type Row = (Option<i64>, i64, bool, String, String, Option<i64>);

impl Engine {
    /// Notes what an attempt says about a server, and has admins told when it is failing.
    pub(super) async fn note_server(&self, attempt: &Attempt) -> Result<()> {
        match &attempt.server {
            ServerTold::Works => self.server_works(attempt.owner).await,
            ServerTold::Fails { cause, words } => self.server_fails(attempt, *cause, words).await,
        }
    }

    /// Forgets a server's trouble: it works, or other settings are in force.
    pub(super) async fn server_works(&self, owner: CompanyId) -> Result<()> {
        let is_in_trouble: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT n_messages FROM server_trouble WHERE company_id = $1 AND failing_since IS NOT NULL")
                .bind(owner.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        if is_in_trouble.is_none() {
            return Ok(());
        }
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE server_trouble SET failing_since = NULL, n_messages = 0 WHERE company_id = $1")
                .bind(owner.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        });
        self.publish(Topic::Settings);
        Ok(())
    }

    async fn server_fails(&self, attempt: &Attempt, cause: Cause, words: &[String]) -> Result<()> {
        let Attempt { owner, route, ended_at: now, .. } = *attempt;
        let tells = write!(self.inner.db, tx => {
            let row: Row = sqlx::query_as(
                "INSERT INTO server_trouble (company_id, failing_since, n_messages, is_relay, cause, words)
                 VALUES ($1, $2, 1, $3, $4, $5)
                 ON CONFLICT (company_id) DO UPDATE SET failing_since = COALESCE(server_trouble.failing_since, $2),
                    n_messages = server_trouble.n_messages + 1, is_relay = $3, cause = $4, words = $5
                 RETURNING failing_since, n_messages, is_relay, cause, words, told_at",
            )
            .bind(owner.as_bytes().as_slice())
            .bind(now.0)
            .bind(route == Route::Relay)
            .bind(cause.id())
            .bind(words.join("\n"))
            .fetch_one(&mut *tx)
            .await?;
            let was_told = row.5.is_some_and(|at| now < Timestamp(at).plus_secs(TELL_EVERY_SECS));
            // Through a relay that fails nobody can be told.
            let tells = is_failing(row.0, row.1, now) && !was_told && route != Route::Relay && self.inner.outbox.relay.is_some();
            if tells {
                sqlx::query("UPDATE server_trouble SET told_at = $2 WHERE company_id = $1")
                    .bind(owner.as_bytes().as_slice())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
            tells
        });
        self.publish(Topic::Settings);
        if tells { self.tell_admins(owner, cause, words).await } else { Ok(()) }
    }

    /// Queues a mail to the admins, in every language: nobody knows which of them is theirs.
    async fn tell_admins(&self, owner: CompanyId, cause: Cause, words: &[String]) -> Result<()> {
        let company = self.company(owner).await?;
        let admins: Vec<(String, String)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT name, address FROM person WHERE role = $1 ORDER BY created_at LIMIT $2")
                .bind(Role::Admin.as_str())
                .bind(ADMINS_MAX)
                .fetch_all(pool)
                .await?
        });
        let texts = Lang::ALL.map(|lang| {
            let causes = lang.causes();
            let next = causes.by_key(&format!("{}_next", cause.id())).unwrap_or_default();
            lang.outbox().notice_text(
                &company.name,
                causes.by_key(cause.id()).unwrap_or_default(),
                next,
                words.join("\n"),
            )
        });
        let notice = NewOutgoing {
            to: admins.into_iter().map(|(name, address)| Mailbox { name, address }).collect(),
            subject: Lang::En.outbox().notice_subject(&company.name),
            body: texts.join("\n\n–––\n\n"),
            ..NewOutgoing::default()
        };
        self.queue_outgoing(notice, None).await.map(|_| ())
    }

    /// Whether the own server of a company has not taken the latest message it was handed.
    pub(crate) async fn is_own_server_failing(&self, owner: CompanyId) -> Result<bool> {
        let since: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT failing_since FROM server_trouble WHERE company_id = $1 AND NOT is_relay AND failing_since IS NOT NULL",
            )
            .bind(owner.as_bytes().as_slice())
            .fetch_optional(pool)
            .await?
        });
        Ok(since.is_some())
    }

    /// Whether the own server of a company has taken a message from one moment on and before another.
    pub(crate) async fn has_sent_between(&self, owner: CompanyId, from: Timestamp, until: Timestamp) -> Result<bool> {
        let one: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT ended_at FROM outgoing WHERE state IN ('sent', 'bounced') AND ended_at >= $2 AND ended_at < $3 AND route <> 'relay'
                    AND (company_id = $1 OR route = 'main_server' AND company_id IN (SELECT id FROM company WHERE main_id = $1))
                 LIMIT 1",
            )
            .bind(owner.as_bytes().as_slice())
            .bind(from.0)
            .bind(until.0)
            .fetch_optional(pool)
            .await?
        });
        Ok(one.is_some())
    }

    /// The servers that are failing.
    pub(crate) async fn failing_servers(&self) -> Result<Vec<FailingServer>> {
        let now = self.now();
        let rows: Vec<(String, Option<i64>, i64, bool, String)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT c.name, t.failing_since, t.n_messages, t.is_relay, t.cause FROM server_trouble t
                 JOIN company c ON c.id = t.company_id WHERE t.failing_since IS NOT NULL ORDER BY t.failing_since",
            )
            .fetch_all(pool)
            .await?
        });
        let failing = rows.into_iter().filter(|(_, since, n_messages, ..)| is_failing(*since, *n_messages, now));
        let failing = failing.map(|(company_name, since, _, is_relay, cause)| {
            let cause = Cause::from_id(&cause).ok_or(Error::Stored("cause"))?;
            let since = Timestamp(since.ok_or(Problem::NotFound)?);
            Ok(FailingServer { company_name, is_relay, cause, since })
        });
        failing.collect()
    }
}

fn is_failing(since: Option<i64>, n_messages: i64, now: Timestamp) -> bool {
    since.is_some_and(|since| n_messages >= FAILING_MESSAGES || now >= Timestamp(since).plus_secs(FAILING_SECS))
}
