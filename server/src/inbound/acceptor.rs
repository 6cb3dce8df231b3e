//! Who answers for recipients and takes mail in: the engine in production, a list in tests.

use std::future::Future;

use engine::{Engine, Incoming, Spool};
use types::MessageId;

/// The questions the receiver asks. All may be asked by many sessions at once.
pub trait Acceptor: Clone + Send + Sync + 'static {
    /// Whether mail to this envelope recipient is ours.
    fn knows_recipient(&self, address: &str) -> impl Future<Output = engine::Result<bool>> + Send;

    /// Makes a mail durable, behind what was put onto the disk of it; `250` is said only after this returned `Ok`. It is never cancelled half way.
    fn accept(
        &self,
        incoming: Incoming,
        begun: Option<Spool>,
    ) -> impl Future<Output = engine::Result<MessageId>> + Send;

    /// Whether so much is accepted and waits to be read that no more should come.
    fn is_behind(&self) -> bool;
}

impl Acceptor for Engine {
    fn knows_recipient(&self, address: &str) -> impl Future<Output = engine::Result<bool>> + Send {
        Engine::knows_recipient(self, address)
    }

    fn accept(
        &self,
        incoming: Incoming,
        begun: Option<Spool>,
    ) -> impl Future<Output = engine::Result<MessageId>> + Send {
        self.accept_spooled(incoming, begun)
    }

    fn is_behind(&self) -> bool {
        Engine::is_behind(self)
    }
}
