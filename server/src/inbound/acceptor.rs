//! Who answers for recipients and takes mail in: the engine in production, a list in tests.

use std::future::Future;

use engine::{Engine, Incoming};
use types::MessageId;

/// The two questions the receiver asks. Both may be asked by many sessions at once.
pub trait Acceptor: Clone + Send + Sync + 'static {
    /// Whether mail to this envelope recipient is ours.
    fn knows_recipient(&self, address: &str) -> impl Future<Output = engine::Result<bool>> + Send;

    /// Makes a mail durable; `250` is said only after this returned `Ok`. It is never cancelled half way.
    fn accept(&self, incoming: Incoming) -> impl Future<Output = engine::Result<MessageId>> + Send;
}

impl Acceptor for Engine {
    fn knows_recipient(&self, address: &str) -> impl Future<Output = engine::Result<bool>> + Send {
        Engine::knows_recipient(self, address)
    }

    fn accept(&self, incoming: Incoming) -> impl Future<Output = engine::Result<MessageId>> + Send {
        Engine::accept(self, incoming)
    }
}
