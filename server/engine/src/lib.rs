//! What the product does. Knows neither the web nor the screen; starts no tasks and reads no environment: it is
//! handed its clock, its store, its resolver and its limits, and does one unit of work per call.

mod clock;
mod error;
mod secret;

mod incoming;
pub mod reading;

mod desk;

pub use clock::Clock;
pub use desk::Desk;
pub use error::{Error, Result};
pub use incoming::Incoming;
pub use secret::Secret;

/// Everything the product does, without asking who is calling. People come in through [`Desk`].
#[derive(Clone, Debug)]
pub struct Engine {}

impl Engine {
    /// Whether mail to this envelope recipient is ours: a company recruiting address, or the domain's postmaster
    /// (RFC 5321 section 4.5.1).
    pub async fn knows_recipient(&self, _address: &str) -> Result<bool> {
        unimplemented!()
    }

    /// Makes a mail durable. When this returns `Ok`, the bytes and the envelope are on disk and `250` may be said.
    pub async fn accept(&self, _incoming: Incoming) -> Result<types::MessageId> {
        unimplemented!()
    }
}
