//! What recruiters may do with messages that belong to nobody yet, or to the wrong one: everything.

use types::{CandidateId, Decision, DecisionId, MessageId, SeenMessage, Triage};

use super::Desk;
use crate::Result;

impl Desk {
    /// Everything that is needed to decide whose these messages are.
    pub async fn triage(&self, ids: &[MessageId]) -> Result<Triage> {
        self.engine.triage(ids).await
    }

    /// Says whose messages are; whose they are now. Not when somebody else has decided since they were seen.
    pub async fn decide(&self, decision: Decision) -> Result<(DecisionId, Option<CandidateId>)> {
        self.engine.decide(self.me.id, decision).await
    }

    /// Deletes messages; undone like any decision. Not when somebody else has decided since they were seen.
    pub async fn delete_messages(&self, messages: &[SeenMessage]) -> Result<DecisionId> {
        self.engine.delete_messages(self.me.id, messages).await
    }

    /// Takes a decision back; the messages that it was about.
    pub async fn undo_decision(&self, id: DecisionId) -> Result<Vec<MessageId>> {
        self.engine.undo_decision(id).await
    }

    /// Notes that this person has the message open; the names of the others who have.
    pub fn read_along(&self, id: MessageId) -> Vec<String> {
        self.engine.read_along(id, self.me.id, &self.me.name)
    }

    /// Notes that this person has closed the message.
    pub fn stop_reading(&self, id: MessageId) {
        self.engine.stop_reading(id, self.me.id);
    }
}
