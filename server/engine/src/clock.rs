//! The time, handed to the engine so that tests own it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use types::Timestamp;

/// Where the engine reads the time.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// A clock that moves only when told to; microseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `now`.
    pub fn manual(now: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now.0)))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp(jiff::Timestamp::now().as_microsecond()),
            Self::Manual(micros) => Timestamp(micros.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock forward; the system's stays as it is.
    pub fn advance_secs(&self, secs: i64) {
        if let Self::Manual(micros) = self {
            micros.fetch_add(secs * 1_000_000, Ordering::SeqCst);
        }
    }
}
