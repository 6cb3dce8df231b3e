//! The engine bound to one token: everything scripts may do, each call with its scope. Beside [`crate::Desk`] it is the
//! only way in from outside.

use types::{
    CandidateFilter, CandidateId, CandidatePage, CandidateView, MessageId, MessageState, OutboxView, OutgoingDecision,
    OutgoingId, OutgoingPage, OutgoingView, Problem, Scope, WebhookId,
};

use crate::{
    AttachmentFile, Engine, Result, Secret,
    conversation::Said,
    messages::{WholeMessage, WholePage},
    webhooks::Webhook,
};

/// Most lines of one page.
const PAGE_MAX: usize = 200;
/// Lines of a page when nobody says how many.
const PAGE_DEFAULT: usize = 50;

/// Which part of a list is asked for.
#[derive(Clone, Debug, Default)]
pub struct Paging {
    /// How many lines at most, from 1 to 200.
    pub limit: Option<usize>,
    /// Where to go on: a page's `next`.
    pub cursor: Option<String>,
}

impl Paging {
    /// The number of lines.
    pub(crate) fn n(&self) -> Result<usize> {
        match self.limit.unwrap_or(PAGE_DEFAULT) {
            n @ 1..=PAGE_MAX => Ok(n),
            _ => Err(Problem::BadRequest.into()),
        }
    }
}

/// What a script may do.
#[derive(Clone, Debug)]
pub struct Hatch {
    engine: Engine,
    scopes: Vec<Scope>,
}

impl Hatch {
    pub(crate) const fn new(engine: Engine, scopes: Vec<Scope>) -> Self {
        Self { engine, scopes }
    }

    /// A page of messages with everything in them, newest first; of every state when none is named. It ends early when
    /// its messages are large.
    pub async fn messages(&self, state: Option<MessageState>, paging: Paging) -> Result<WholePage> {
        self.engine(Scope::MessagesRead)?.whole_messages(state, paging.n()?, paging.cursor.as_deref()).await
    }

    /// A message with everything in it.
    pub async fn message(&self, id: MessageId) -> Result<WholeMessage> {
        self.engine(Scope::MessagesRead)?.whole_message(id).await
    }

    /// The bytes of a message as received; not when a virus was found in it.
    pub async fn raw_message(&self, id: MessageId) -> Result<Vec<u8>> {
        self.engine(Scope::MessagesRead)?.harmless_raw_message(id).await
    }

    /// A file of a message.
    pub async fn attachment(&self, id: MessageId, index: u32) -> Result<AttachmentFile> {
        self.engine(Scope::MessagesRead)?.attachment(id, index).await
    }

    /// A page of candidates, those last heard of first.
    pub async fn candidates(&self, filter: CandidateFilter, paging: Paging) -> Result<CandidatePage> {
        self.engine(Scope::CandidatesRead)?.candidate_page(&filter, paging.cursor.as_deref(), paging.n()?).await
    }

    /// A candidate; of the one whom they were merged into, when they were.
    pub async fn candidate(&self, id: CandidateId) -> Result<CandidateView> {
        self.engine(Scope::CandidatesRead)?.candidate(id).await
    }

    /// What was said with a candidate, newest first, and where it goes on; nothing for tokens that may not read messages of
    /// both directions.
    pub async fn conversation(&self, id: CandidateId, paging: Paging) -> Result<Option<(Vec<Said>, Option<String>)>> {
        let engine = self.engine(Scope::CandidatesRead)?;
        if ![Scope::MessagesRead, Scope::OutboxRead].iter().all(|scope| self.scopes.contains(scope)) {
            return Ok(None);
        }
        engine.said(id, paging.n()?, paging.cursor.as_deref()).await.map(Some)
    }

    /// A page of the outbox, newest first.
    pub async fn outbox(&self, view: OutboxView, paging: Paging) -> Result<OutgoingPage> {
        self.engine(Scope::OutboxRead)?.outbox_page(view, None, paging.cursor.as_deref(), paging.n()?).await
    }

    /// A message on its way out, opened.
    pub async fn outgoing(&self, id: OutgoingId) -> Result<OutgoingView> {
        self.engine(Scope::OutboxRead)?.outgoing(id).await
    }

    /// Tries a message on its way out now, or stops it. Nothing else: what needs a person is decided by one.
    pub async fn decide_outgoing(&self, id: OutgoingId, decision: OutgoingDecision) -> Result<OutgoingView> {
        let engine = self.engine(Scope::OutboxWrite)?;
        match decision {
            OutgoingDecision::Retry => engine.retry_outgoing(id).await?,
            OutgoingDecision::Cancel => engine.cancel_outgoing(id).await?,
            _ => return Err(Problem::NotAllowed.into()),
        }
        engine.outgoing(id).await
    }

    /// The webhooks.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>> {
        self.engine(Scope::WebhooksWrite)?.webhooks().await
    }

    /// Adds a webhook; with the secret of its signatures, which is told here and never again.
    pub async fn create_webhook(&self, url: &str) -> Result<(Webhook, Secret)> {
        self.engine(Scope::WebhooksWrite)?.create_webhook(url).await
    }

    /// Deletes a webhook with what waits for it.
    pub async fn delete_webhook(&self, id: WebhookId) -> Result<()> {
        self.engine(Scope::WebhooksWrite)?.delete_webhook(id).await
    }

    /// The engine, for those who may.
    fn engine(&self, scope: Scope) -> Result<&Engine> {
        if self.scopes.contains(&scope) { Ok(&self.engine) } else { Err(Problem::NotAllowed.into()) }
    }
}
