//! What changed, told to whoever listens.

use tokio::sync::broadcast;
use types::{Changed, Topic};

use crate::Engine;

/// So many changes may wait for a slow listener; one that falls behind is told that anything may have changed.
pub(crate) const BACKLOG: usize = 256;

/// A listener's view of the changes.
#[derive(Debug)]
pub struct Changes(broadcast::Receiver<Changed>, broadcast::WeakSender<Changed>);

/// The next thing a listener learns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    /// This changed.
    Changed(Topic),
    /// Too much changed to tell it one by one.
    Missed,
}

impl Changes {
    /// How many listen, this one among them.
    pub fn n_listeners(&self) -> usize {
        self.1.upgrade().map_or(0, |sender| sender.receiver_count())
    }

    /// The next change; nothing when the engine is gone.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.recv().await {
            Ok(Changed(topic)) => Some(Heard::Changed(topic)),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Heard::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

impl Engine {
    /// Everything that changes from now on.
    pub fn changes(&self) -> Changes {
        Changes(self.inner.events.subscribe(), self.inner.events.downgrade())
    }

    /// Tells a change, after it was committed.
    pub(crate) fn publish(&self, topic: Topic) {
        // Nobody listening is an ordinary state.
        _ = self.inner.events.send(Changed(topic));
    }
}
