//! What people do with messages on their way out.

use types::{
    CandidateId, CompanyId, FailingServer, NewOutgoing, OutboxCounts, OutboxView, OutgoingDecision, OutgoingId,
    OutgoingPage, OutgoingView, Role,
};

use crate::{Desk, Result};

impl Desk {
    /// Queues a message. Its Message-ID is fixed from now on; who sends it is decided when it is sent.
    pub async fn send(&self, new: NewOutgoing) -> Result<OutgoingId> {
        self.engine.queue_outgoing(new, Some(self.me.id)).await
    }

    /// A page of the outbox, newest first, from `before` (a page's `next`) on; without a company that of all.
    pub async fn outbox(
        &self,
        view: OutboxView,
        company: Option<CompanyId>,
        before: Option<String>,
    ) -> Result<OutgoingPage> {
        self.engine.outbox(view, company, before.as_deref()).await
    }

    /// How many messages are where in the outbox.
    pub async fn outbox_counts(&self) -> Result<OutboxCounts> {
        self.engine.outbox_counts().await
    }

    /// A message on its way out, opened.
    pub async fn outgoing(&self, id: OutgoingId) -> Result<OutgoingView> {
        self.engine.outgoing(id).await
    }

    /// What was written to a candidate, oldest first, with what became of it.
    pub async fn outgoing_of_candidate(&self, candidate: CandidateId) -> Result<Vec<OutgoingView>> {
        self.engine.outgoing_of_candidate(candidate).await
    }

    /// Carries out what this person decides about a message.
    pub async fn decide_outgoing(&self, id: OutgoingId, decision: OutgoingDecision) -> Result<()> {
        match decision {
            OutgoingDecision::Retry => self.engine.retry_outgoing(id).await,
            OutgoingDecision::Cancel => self.engine.cancel_outgoing(id).await,
            OutgoingDecision::Resend => self.engine.resend_outgoing(id).await,
            OutgoingDecision::MarkSent => self.engine.mark_outgoing_sent(id).await,
            OutgoingDecision::Settle => self.engine.settle_outgoing(id).await,
        }
    }

    /// Queues a copy to this address instead of one that did not get it, and to the others who lack it.
    pub async fn resend_to(&self, id: OutgoingId, instead: &str, address: &str) -> Result<OutgoingId> {
        self.engine.resend_to(id, instead, address, self.me.id).await
    }

    /// The servers that do not take messages. Nothing for those who cannot change their settings.
    pub async fn failing_servers(&self) -> Result<Vec<FailingServer>> {
        match self.me.role {
            Role::Admin => self.engine.failing_servers().await,
            Role::Recruiter => Ok(Vec::new()),
        }
    }
}
