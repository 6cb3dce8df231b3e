//! Candidates, and what was said with them.

use axum::{Extension, Json};
use engine::{Hatch, Said};
use serde::{Deserialize, Serialize};
use types::{ApplicationRow, ApplicationStage, CandidateFilter, CandidateId, CandidateRow, PositionId};

use super::{
    asked::{Asked, Named, paging, word},
    messages::Message,
    moment,
    outbox::Outgoing,
    page::Page,
    refusal::Refusal,
};

/// Which candidates.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    search: Option<String>,
    position: Option<PositionId>,
    stage: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Which part of a conversation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConversationQuery {
    limit: Option<usize>,
    cursor: Option<String>,
}

/// A candidate as listed.
#[derive(Serialize)]
pub(super) struct Listed {
    id: CandidateId,
    name: String,
    addresses: Vec<String>,
    applications: Vec<Application>,
    last_message_at: String,
}

/// An application.
#[derive(Serialize)]
struct Application {
    id: String,
    position: String,
    title: String,
    stage: ApplicationStage,
    applied_at: String,
}

/// A candidate with everything about them.
#[derive(Serialize)]
pub(super) struct Candidate {
    id: CandidateId,
    name: String,
    phone: String,
    notes: String,
    addresses: Vec<String>,
    applications: Vec<Application>,
    created_at: String,
    /// What was said, newest first; nothing for tokens that may not read messages of both directions.
    conversation: Option<Page<Entry>>,
}

/// One message of it: of the two, the one that its direction says.
#[derive(Serialize)]
struct Entry {
    direction: &'static str,
    message: Option<Box<Message>>,
    outgoing: Option<Box<Outgoing>>,
}

/// A page of candidates, those last heard of first.
pub(super) async fn list(
    Extension(hatch): Extension<Hatch>,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<Listed>>, Refusal> {
    let stage = word(asked.stage.as_deref(), ApplicationStage::ALL, ApplicationStage::as_str)?;
    let filter = CandidateFilter { search: asked.search.unwrap_or_default(), position: asked.position, stage };
    let page = hatch.candidates(filter, paging(asked.limit, asked.cursor)).await?;
    Ok(Json(Page::of(page.rows, page.next)))
}

/// One candidate.
pub(super) async fn one(
    Extension(hatch): Extension<Hatch>,
    Named(id): Named<CandidateId>,
    Asked(asked): Asked<ConversationQuery>,
) -> Result<Json<Candidate>, Refusal> {
    let found = hatch.candidate(id).await?;
    let conversation = hatch.conversation(found.id, paging(asked.limit, asked.cursor)).await?;
    Ok(Json(Candidate {
        id: found.id,
        name: found.form.name,
        phone: found.form.phone,
        notes: found.form.notes,
        addresses: found.addresses.into_iter().map(|one| one.address).collect(),
        applications: found.applications.into_iter().map(Application::from).collect(),
        created_at: moment(found.created_at),
        conversation: conversation.map(|(said, next)| Page::of(said, next)),
    }))
}

impl From<CandidateRow> for Listed {
    fn from(row: CandidateRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            addresses: row.addresses,
            applications: row.applications.into_iter().map(Application::from).collect(),
            last_message_at: moment(row.last_message_at),
        }
    }
}

impl From<ApplicationRow> for Application {
    fn from(row: ApplicationRow) -> Self {
        Self {
            id: row.id.to_string(),
            position: row.position.to_string(),
            title: row.title,
            stage: row.stage,
            applied_at: moment(row.applied_at),
        }
    }
}

impl From<Said> for Entry {
    fn from(said: Said) -> Self {
        match said {
            Said::Theirs(message) => {
                Self { direction: "in", message: Some(Box::new((*message).into())), outgoing: None }
            }
            Said::Ours(view) => Self { direction: "out", message: None, outgoing: Some(Box::new((*view).into())) },
        }
    }
}
