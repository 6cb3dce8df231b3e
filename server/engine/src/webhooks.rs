//! Webhooks: addresses that are told of new messages. What they are told is that there is one and where it can be read,
//! not what stands in it: an address that is mistyped, or whose owner has changed, learns nothing about anybody.

mod herald;
mod notice;
mod queue;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use types::{InputFault, InputField, Problem, Timestamp, WebhookId};
use uuid::Uuid;

use crate::{
    Engine, Error, Result, Secret,
    db::{read, row, write},
    http::Target,
    random,
};

pub use herald::Herald;
pub(crate) use queue::{WAITING_MAX, queue_notices};

/// Webhooks at most: each is told of every message.
const WEBHOOKS_MAX: i64 = 20;
/// What a secret begins with; the rest is base64, as <https://www.standardwebhooks.com> has it.
const SECRET_START: &str = "whsec_";

/// A webhook as it is listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Webhook {
    /// Its identity.
    pub id: WebhookId,
    /// Where it is.
    pub url: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// How much waits to be told.
    pub n_waiting: u32,
    /// What was never told, because it waited too long or too much waited already.
    pub n_lost: u32,
    /// When it last answered as it should.
    pub last_success_at: Option<Timestamp>,
    /// When it last did not.
    pub last_failure_at: Option<Timestamp>,
    /// What happened then, possibly empty.
    pub last_failure: String,
}

row! {
    struct Row {
        id: Vec<u8>,
        url: String,
        created_at: i64,
        n_waiting: i64,
        n_lost: i64,
        last_success_at: Option<i64>,
        last_failure_at: Option<i64>,
        last_failure: String,
    }
}

impl Engine {
    /// Adds a webhook; with the secret of its signatures, which is told here and never again.
    pub async fn create_webhook(&self, url: &str) -> Result<(Webhook, Secret)> {
        let invalid = |fault| Error::invalid(InputField::WebhookUrl, fault);
        let url = url.trim();
        Target::parse(url, &self.inner.reach.network).ok_or_else(|| invalid(InputFault::NotAWebAddress))?;
        let id = WebhookId::new(Uuid::now_v7());
        let secret = Secret::new(format!("{SECRET_START}{}", BASE64_STANDARD.encode(random::bytes::<32>()?)));
        let sealed = self.inner.keys.seal(&place(id), &secret)?;
        let now = self.now();
        let n_made = write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO webhook (id, url, sealed_secret, created_at)
                 SELECT $1, $2, $3, $4 WHERE (SELECT COUNT(*) FROM webhook) < $5",
            )
            .bind(id.as_bytes().as_slice())
            .bind(url)
            .bind(&sealed)
            .bind(now.0)
            .bind(WEBHOOKS_MAX)
            .execute(&mut *tx)
            .await?
            .rows_affected()
        });
        if n_made == 0 {
            return Err(invalid(InputFault::TooMany));
        }
        let made = self.webhooks().await?.into_iter().find(|webhook| webhook.id == id).ok_or(Problem::NotFound)?;
        Ok((made, secret))
    }

    /// The webhooks, the oldest first.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>> {
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT w.id, w.url, w.created_at, w.n_lost, w.last_success_at, w.last_failure_at, w.last_failure,
                    (SELECT COUNT(*) FROM webhook_delivery d WHERE d.webhook_id = w.id) AS n_waiting
                 FROM webhook w ORDER BY w.created_at, w.id",
            )
            .fetch_all(pool)
            .await?
        });
        rows.into_iter().map(Row::listed).collect()
    }

    /// Deletes a webhook with what waits for it.
    pub async fn delete_webhook(&self, id: WebhookId) -> Result<()> {
        let n_deleted = write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM webhook WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        if n_deleted == 0 { Err(Problem::NotFound.into()) } else { Ok(()) }
    }
}

impl Row {
    fn listed(self) -> Result<Webhook> {
        let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(Webhook {
            id: WebhookId::from_slice(&self.id).ok_or(Error::Stored("webhook id"))?,
            url: self.url,
            created_at: Timestamp(self.created_at),
            n_waiting: count(self.n_waiting),
            n_lost: count(self.n_lost),
            last_success_at: self.last_success_at.map(Timestamp),
            last_failure_at: self.last_failure_at.map(Timestamp),
            last_failure: self.last_failure,
        })
    }
}

/// Where a webhook's secret is sealed for.
fn place(id: WebhookId) -> String {
    format!("webhook.sealed_secret/{id}")
}
