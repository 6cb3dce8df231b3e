//! What messages share that leave through the same server: connections that are open, and a pace.

use std::{
    collections::HashMap,
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;
use types::CompanyId;

use crate::{MailServer, smtp::Session};

use super::{SendingLimits, pace::Pace};

/// How long an idle connection is kept for the next message. Servers close them after some minutes; a recruiter's next
/// answer comes within seconds or much later.
const IDLE_MAX: Duration = Duration::from_secs(15);
/// Messages over one connection. Many servers end it after a hundred.
const MESSAGES_PER_CONNECTION: u32 = 100;

/// Whose server it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum LaneKey {
    /// The operator's.
    Relay,
    /// This company's own.
    Company(CompanyId),
}

/// One server's share.
pub(super) struct Lane {
    pub(super) pace: Pace,
    places: AtomicUsize,
    idle: Mutex<Vec<OpenSession>>,
}

/// A connection, and what it was opened for.
pub(super) struct OpenSession {
    pub(super) session: Session,
    pub(super) server: MailServer,
    pub(super) n_messages: u32,
    idle_since: Instant,
}

/// All lanes.
#[derive(Default)]
pub(super) struct Lanes(HashMap<LaneKey, Arc<Lane>>);

/// The right to one connection; given back when it is dropped.
pub(super) struct Place(Arc<Lane>);

impl Lanes {
    /// The lane with this key.
    pub(super) fn lane(&mut self, key: LaneKey, limits: &SendingLimits) -> Arc<Lane> {
        let lane = self.0.entry(key).or_insert_with(|| {
            Arc::new(Lane {
                pace: Pace::new(limits.burst_messages, limits.messages_per_second),
                places: AtomicUsize::new(limits.connections_per_server.max(1)),
                idle: Mutex::default(),
            })
        });
        lane.clone()
    }

    /// Connections that have been idle for long enough.
    pub(super) fn take_idle(&self) -> Vec<OpenSession> {
        let is_fresh = |open: &OpenSession| open.idle_since.elapsed() < IDLE_MAX;
        self.0.values().flat_map(|lane| lane.take_unless(is_fresh)).collect()
    }

    /// Every connection that is idle.
    pub(super) fn take_all(&self) -> Vec<OpenSession> {
        self.0.values().flat_map(|lane| lane.take_unless(|_| false)).collect()
    }
}

impl Lane {
    /// The right to one connection more, when there is any left.
    pub(super) fn place(self: &Arc<Self>) -> Option<Place> {
        let taken = self.places.fetch_update(Ordering::AcqRel, Ordering::Acquire, |n| n.checked_sub(1));
        taken.is_ok().then(|| Place(self.clone()))
    }

    /// An idle connection to this very server.
    pub(super) fn reuse(&self, server: &MailServer) -> Option<OpenSession> {
        let mut idle = self.idle();
        let place = idle.iter().rposition(|open| open.server == *server && open.idle_since.elapsed() < IDLE_MAX)?;
        Some(idle.swap_remove(place))
    }

    /// Keeps a connection for the next message, or says that it has done its part.
    pub(super) fn keep(&self, open: OpenSession) -> Option<OpenSession> {
        if !open.session.is_whole() || open.n_messages >= MESSAGES_PER_CONNECTION {
            return Some(open);
        }
        self.idle().push(OpenSession { idle_since: Instant::now(), ..open });
        None
    }

    fn take_unless(&self, is_kept: impl Fn(&OpenSession) -> bool) -> Vec<OpenSession> {
        let mut idle = self.idle();
        let (kept, taken) = mem::take(&mut *idle).into_iter().partition(|open| is_kept(open));
        *idle = kept;
        taken
    }

    fn idle(&self) -> MutexGuard<'_, Vec<OpenSession>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenSession {
    /// A connection that was just opened.
    pub(super) fn new(session: Session, server: MailServer) -> Self {
        Self { session, server, n_messages: 0, idle_since: Instant::now() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.places.fetch_add(1, Ordering::AcqRel);
    }
}
