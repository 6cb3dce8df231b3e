//! The SMTP client: from a host name to a server that has taken a message over, stage by stage. Connection tests and
//! the outbox speak through the same one.

mod bearer;
mod connect;
mod door;
mod encryption;
mod envelope;
mod greeting;
mod journal;
mod old_tls;
mod queue_id;
mod reply;
mod server;
mod session;
mod sign_in;
mod stopped;
mod tap;
mod wire;
mod words;

use std::time::Duration;

use crate::{Dns, Network, Trust};

pub(crate) use bearer::{oauthbearer, xoauth2};
pub(crate) use connect::{connect, look_up};
pub(crate) use encryption::Handshake;
pub(crate) use envelope::Path;
pub(crate) use journal::{Journal, Open};
pub(crate) use reply::is_tls_record;
pub use server::{Credential, MailServer, Protection};
pub(crate) use session::{Channel, Session};
pub(crate) use stopped::{Refusal, Stopped};
pub(crate) use words::Censor;

/// For a dialogue without a secret.
pub(crate) const fn nothing_to_censor() -> words::Censor {
    words::Censor::nothing()
}

/// How far a dialogue reaches.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Where addresses come from.
    pub dns: Dns,
    /// Which of them may be connected to.
    pub network: Network,
    /// Whose certificates are believed.
    pub trust: Trust,
    /// How long everything may take.
    pub limits: SmtpLimits,
}

/// How long each step may take.
#[derive(Clone, Copy, Debug)]
pub struct SmtpLimits {
    /// Name to addresses.
    pub lookup: Duration,
    /// TCP, for each address.
    pub connect: Duration,
    /// From the connection to 220: some servers let the impatient trip by pausing for several seconds.
    pub greeting: Duration,
    /// The TLS handshake.
    pub handshake: Duration,
    /// A command and its answer.
    pub answer: Duration,
    /// From the beginning until the server has let us in: whoever says nothing by then is not there.
    pub opening: Duration,
    /// The message itself and the answer to it: many servers scan it in between.
    pub data: Duration,
    /// Everything together, of a connection test: a server that answers each command just in time holds nobody up.
    pub whole: Duration,
}

impl Default for SmtpLimits {
    /// Short enough for somebody who waits at a screen: a server that is not there is named within ten seconds.
    fn default() -> Self {
        Self {
            lookup: Duration::from_secs(4),
            connect: Duration::from_secs(5),
            greeting: Duration::from_secs(8),
            handshake: Duration::from_secs(8),
            answer: Duration::from_secs(8),
            opening: Duration::from_millis(9500),
            data: Duration::from_secs(60),
            whole: Duration::from_secs(90),
        }
    }
}

impl SmtpLimits {
    /// As RFC 5321 section 4.5.3.2 asks of whoever sends while nobody waits: a server may be slow and right. The last
    /// one is its ten minutes for the answer and as long for 35 MB on a slow line.
    pub const fn patient() -> Self {
        Self {
            lookup: Duration::from_secs(30),
            connect: Duration::from_secs(30),
            greeting: Duration::from_secs(5 * 60),
            handshake: Duration::from_secs(60),
            answer: Duration::from_secs(5 * 60),
            opening: Duration::from_secs(60 * 60),
            data: Duration::from_secs(20 * 60),
            whole: Duration::from_secs(60 * 60),
        }
    }
}
