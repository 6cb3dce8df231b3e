//! Webhooks.

use axum::{Extension, Json, http::StatusCode};
use engine::{Hatch, Webhook};
use serde::{Deserialize, Serialize};
use types::WebhookId;

use super::{
    asked::{Named, Sent},
    moment,
    page::Page,
    refusal::Refusal,
};

/// A webhook to be added.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWebhook {
    url: String,
}

/// A webhook as listed.
#[derive(Serialize)]
pub(super) struct Listed {
    id: WebhookId,
    url: String,
    created_at: String,
    waiting: u32,
    lost: u32,
    last_success_at: Option<String>,
    last_failure_at: Option<String>,
    last_failure: String,
}

/// A webhook that was just added, with what its signatures are checked by.
#[derive(Serialize)]
pub(super) struct Created {
    #[serde(flatten)]
    listed: Listed,
    secret: String,
}

/// All webhooks, the oldest first.
pub(super) async fn list(Extension(hatch): Extension<Hatch>) -> Result<Json<Page<Listed>>, Refusal> {
    // There are few.
    Ok(Json(Page::of(hatch.webhooks().await?, None)))
}

/// Adds one.
pub(super) async fn create(
    Extension(hatch): Extension<Hatch>,
    Sent(new): Sent<NewWebhook>,
) -> Result<(StatusCode, Json<Created>), Refusal> {
    let (made, secret) = hatch.create_webhook(&new.url).await?;
    Ok((StatusCode::CREATED, Json(Created { listed: made.into(), secret: secret.expose().to_owned() })))
}

/// Deletes one.
pub(super) async fn delete(
    Extension(hatch): Extension<Hatch>,
    Named(id): Named<WebhookId>,
) -> Result<StatusCode, Refusal> {
    hatch.delete_webhook(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<Webhook> for Listed {
    fn from(webhook: Webhook) -> Self {
        Self {
            id: webhook.id,
            url: webhook.url,
            created_at: moment(webhook.created_at),
            waiting: webhook.n_waiting,
            lost: webhook.n_lost,
            last_success_at: webhook.last_success_at.map(moment),
            last_failure_at: webhook.last_failure_at.map(moment),
            last_failure: webhook.last_failure,
        }
    }
}
