//! Mail fetched from a company's own mailbox by IMAP, for those who cannot redirect: it goes the way of what comes by
//! SMTP, with the company's recruiting address as envelope recipient.
//!
//! In the mailbox nothing is deleted and nothing is marked as seen. What was taken is written down before it is
//! accepted, so that no crash takes it twice; where numbers do not hold any more, the bytes tell.

mod changing;
mod fetcher;
mod health;
mod place;
mod settings;
mod taken;
mod trial;
mod visit;

use std::time::Duration;

use tokio::sync::{Semaphore, watch};

use crate::{Reach, SmtpLimits};

pub use fetcher::Fetcher;
pub use health::{FetchHealth, SkippedMail, SkippedWhy};
pub use settings::{FetchSettings, TypedMailbox};
pub use trial::FetchTest;

/// Largest message that is fetched, in bytes: as large as the SMTP receiver takes.
const MESSAGE_MAX_BYTES: usize = 50 << 20;
/// Messages in memory at one time, of all mailboxes, in KiB: one that is as large as can be, and some small ones.
const IN_MEMORY_KIB: u32 = 64 << 10;

/// How mail is fetched.
#[derive(Clone, Copy, Debug)]
pub struct FetchLimits {
    /// Largest message, in bytes.
    pub message_bytes: usize,
    /// How long one IDLE lasts. Servers end it after 30 minutes (RFC 2177), and routers forget silent connections
    /// earlier than that.
    pub idle: Duration,
    /// Time between two looks where the server does not tell by itself.
    pub poll: Duration,
    /// The wait after the first failure; it doubles.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// How long each step with a server may take.
    pub dialogue: SmtpLimits,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self {
            message_bytes: MESSAGE_MAX_BYTES,
            idle: Duration::from_secs(9 * 60),
            poll: Duration::from_secs(60),
            first_wait: Duration::from_secs(10),
            longest_wait: Duration::from_secs(15 * 60),
            dialogue: SmtpLimits::patient(),
        }
    }
}

/// The permits that a message of this size needs.
fn permits(n_bytes: u32) -> u32 {
    n_bytes.div_ceil(1 << 10).clamp(1, IN_MEMORY_KIB)
}

/// What the engine keeps for fetching.
#[derive(Debug)]
pub(crate) struct Fetching {
    limits: FetchLimits,
    reach: Reach,
    /// Counts changes of settings in this process.
    changed: watch::Sender<u64>,
    /// A permit for each KiB.
    in_memory: Semaphore,
}

impl Fetching {
    pub(crate) fn new(limits: FetchLimits, reach: &Reach) -> Self {
        Self {
            limits,
            reach: Reach { limits: limits.dialogue, ..reach.clone() },
            changed: watch::Sender::new(0),
            in_memory: Semaphore::new(IN_MEMORY_KIB as usize),
        }
    }
}
