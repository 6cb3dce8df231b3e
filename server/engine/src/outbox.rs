//! Messages on their way out: queued, leased, sent once, and shown with what became of them.
//!
//! Nothing is sent twice by itself. A message is leased before anybody talks to a server about it, and what is about to
//! be handed over is marked before it is. After a crash an unmarked message is tried again; a marked one without a
//! recorded answer is *unclear*, and a person decides.

mod attempt;
mod correcting;
mod courier;
mod decide;
mod holding;
mod lane;
mod lease;
mod ledger;
mod letter;
mod list;
mod outcome;
mod pace;
mod queue;
mod recipients;
mod trouble;

use tokio::sync::Notify;
use types::{CandidateId, Topic};

use crate::{Engine, MailServer, Network, Reach, SmtpLimits};

use ledger::Ledger;

pub use courier::Courier;
pub(crate) use outcome::{may_have_it, without_doubt};
pub(crate) use queue::stored_mailboxes;
pub(crate) use recipients::{read_states, recipient_states, set_known, turn_to};

/// Connections to one server. Microsoft 365 takes three from one account and refuses a fourth.
const CONNECTIONS_PER_SERVER: usize = 3;
/// Messages to one server that may leave as fast as they can; a whole afternoon's answers.
const BURST_MESSAGES: u32 = 100;
/// Messages to one server in a second after that: a pace no provider calls a flood.
const MESSAGES_PER_SECOND: u32 = 10;

/// How much is sent at once.
#[derive(Clone, Copy, Debug)]
pub struct SendingLimits {
    /// Connections to one server.
    pub connections_per_server: usize,
    /// Messages to one server that may leave as fast as they can.
    pub burst_messages: u32,
    /// Messages to one server in a second after that.
    pub messages_per_second: u32,
    /// How long each step with a server may take.
    pub dialogue: SmtpLimits,
}

impl Default for SendingLimits {
    fn default() -> Self {
        Self {
            connections_per_server: CONNECTIONS_PER_SERVER,
            burst_messages: BURST_MESSAGES,
            messages_per_second: MESSAGES_PER_SECOND,
            dialogue: SmtpLimits::patient(),
        }
    }
}

/// What the engine keeps for sending.
#[derive(Debug)]
pub(crate) struct Outbox {
    relay: Option<MailServer>,
    limits: SendingLimits,
    /// How companies' own servers are reached.
    reach: Reach,
    /// How the relay is reached: the operator named it, so it may be private.
    relay_reach: Reach,
    ledger: Ledger,
    /// Something may be due.
    due: Notify,
}

impl Outbox {
    /// With this relay and these limits; `reach` is that of connection tests.
    pub(crate) fn new(relay: Option<MailServer>, limits: SendingLimits, reach: &Reach) -> Self {
        let reach = Reach { limits: limits.dialogue, ..reach.clone() };
        let relay_host = relay.iter().map(|relay| relay.host.to_lowercase());
        let allowed_hosts = reach.network.allowed_hosts.iter().cloned().chain(relay_host).collect();
        let network = Network { allowed_hosts, ..reach.network.clone() };
        let relay_reach = Reach { network, ..reach.clone() };
        Self { relay, limits, reach, relay_reach, ledger: Ledger::default(), due: Notify::new() }
    }
}

impl Engine {
    /// Whether there is a server for companies that have none of their own.
    pub(crate) fn has_relay(&self) -> bool {
        self.inner.outbox.relay.is_some()
    }

    /// The operator's server, and how it is reached.
    pub(crate) fn relay(&self) -> Option<(MailServer, Reach)> {
        let outbox = &self.inner.outbox;
        Some((outbox.relay.clone()?, outbox.relay_reach.clone()))
    }

    /// The relay's host, in lower case; nothing without a relay.
    pub(crate) fn relay_host(&self) -> Option<String> {
        self.inner.outbox.relay.as_ref().map(|relay| relay.host.to_lowercase())
    }

    /// Tells that messages on their way out changed, and perhaps those of this candidate.
    pub(crate) fn outbox_changed(&self, candidate: Option<CandidateId>) {
        self.publish(Topic::Outbox);
        if let Some(candidate) = candidate {
            self.publish(Topic::Candidate(candidate));
        }
    }

    /// Has the outbox looked at now.
    pub(crate) fn wake_outbox(&self) {
        self.inner.outbox.due.notify_one();
    }
}
