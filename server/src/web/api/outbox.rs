//! Messages on their way out, and those that were sent.

use axum::{Extension, Json};
use engine::Hatch;
use serde::{Deserialize, Serialize};
use types::{
    CandidateId, Mailbox, OutboxView, OutgoingDecision, OutgoingFile, OutgoingId, OutgoingRecipient, OutgoingRow,
    OutgoingState, OutgoingView, RecipientState,
};

use super::{
    asked::{Asked, Named, paging, word},
    moment,
    page::Page,
    refusal::Refusal,
};

/// Which messages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    view: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// A message as listed.
#[derive(Serialize)]
pub(super) struct Listed {
    id: OutgoingId,
    state: OutgoingState,
    reason: &'static str,
    needs_a_person: bool,
    candidate: Option<CandidateId>,
    from: String,
    to: Vec<Mailbox>,
    cc: Vec<Mailbox>,
    subject: String,
    created_at: String,
    not_before: String,
    ended_at: Option<String>,
    attempts: u32,
    server_words: Vec<String>,
    queue_id: String,
}

/// A message with everything in it.
#[derive(Serialize)]
pub(super) struct Outgoing {
    #[serde(flatten)]
    listed: Listed,
    text: String,
    recipients: Vec<Recipient>,
    files: Vec<File>,
}

/// How it went for one recipient.
#[derive(Serialize)]
struct Recipient {
    address: String,
    state: RecipientState,
    status: String,
    words: Vec<String>,
    changed_at: String,
}

/// A file that goes with it.
#[derive(Serialize)]
struct File {
    name: String,
    size: u64,
}

/// A page of the outbox, newest first.
pub(super) async fn list(
    Extension(hatch): Extension<Hatch>,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<Listed>>, Refusal> {
    let view = word(asked.view.as_deref(), &OutboxView::EACH, OutboxView::as_str)?.unwrap_or_default();
    let page = hatch.outbox(view, paging(asked.limit, asked.cursor)).await?;
    Ok(Json(Page::of(page.rows, page.next)))
}

/// One message.
pub(super) async fn one(
    Extension(hatch): Extension<Hatch>,
    Named(id): Named<OutgoingId>,
) -> Result<Json<Outgoing>, Refusal> {
    Ok(Json(hatch.outgoing(id).await?.into()))
}

/// Tries it now.
pub(super) async fn retry(
    Extension(hatch): Extension<Hatch>,
    Named(id): Named<OutgoingId>,
) -> Result<Json<Outgoing>, Refusal> {
    Ok(Json(hatch.decide_outgoing(id, OutgoingDecision::Retry).await?.into()))
}

/// Stops it.
pub(super) async fn cancel(
    Extension(hatch): Extension<Hatch>,
    Named(id): Named<OutgoingId>,
) -> Result<Json<Outgoing>, Refusal> {
    Ok(Json(hatch.decide_outgoing(id, OutgoingDecision::Cancel).await?.into()))
}

impl From<OutgoingRow> for Listed {
    fn from(row: OutgoingRow) -> Self {
        Self {
            id: row.id,
            state: row.state,
            reason: row.reason.as_str(),
            needs_a_person: row.is_open,
            candidate: row.candidate,
            from: row.from_address,
            to: row.to,
            cc: row.cc,
            subject: row.subject,
            created_at: moment(row.created_at),
            not_before: moment(row.not_before),
            ended_at: row.ended_at.map(moment),
            attempts: row.n_attempts,
            server_words: row.server_words,
            queue_id: row.queue_id,
        }
    }
}

impl From<OutgoingView> for Outgoing {
    fn from(view: OutgoingView) -> Self {
        Self {
            listed: view.row.into(),
            text: view.body,
            recipients: view.recipients.into_iter().map(Recipient::from).collect(),
            files: view.files.into_iter().map(File::from).collect(),
        }
    }
}

impl From<OutgoingRecipient> for Recipient {
    fn from(one: OutgoingRecipient) -> Self {
        Self {
            address: one.address.to_string(),
            state: one.state,
            status: one.status,
            words: one.words,
            changed_at: moment(one.changed_at),
        }
    }
}

impl From<OutgoingFile> for File {
    fn from(file: OutgoingFile) -> Self {
        Self { name: file.name, size: file.size_bytes }
    }
}
