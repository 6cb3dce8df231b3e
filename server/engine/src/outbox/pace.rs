//! How fast messages leave to one server.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// So many at once, and then so many in a second.
#[derive(Debug)]
pub(super) struct Pace {
    every: Duration,
    burst: Duration,
    /// When a server that was given everything at the steady pace would be through with it.
    through_at: Mutex<Instant>,
}

impl Pace {
    /// `burst` messages as fast as they can, then `per_second`.
    pub(super) fn new(burst: u32, per_second: u32) -> Self {
        let every = Duration::from_secs(1) / per_second.max(1);
        Self { every, burst: every * burst.saturating_sub(1), through_at: Mutex::new(Instant::now()) }
    }

    /// Waits until the next message may leave.
    pub(super) async fn turn(&self) {
        let at = self.next(Instant::now());
        tokio::time::sleep_until(at).await;
    }

    /// The moment of the next message, which is thereby given away.
    fn next(&self, now: Instant) -> Instant {
        let mut through_at = self.through_at.lock().unwrap_or_else(PoisonError::into_inner);
        let begins_at = (*through_at).max(now);
        *through_at = begins_at + self.every;
        begins_at.checked_sub(self.burst).map_or(now, |at| at.max(now))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Pace;

    #[tokio::test]
    async fn a_burst_and_then_one_by_one() {
        let now = Instant::now();
        let pace = Pace::new(3, 10);
        let waits: Vec<u128> = (0..5).map(|_| (pace.next(now) - now).as_millis()).collect();
        assert_eq!(waits[..3], [0, 0, 0]);
        assert!((90..=100).contains(&waits[3]) && (190..=200).contains(&waits[4]), "{waits:?}");
        let later = now + Duration::from_secs(60);
        assert_eq!(pace.next(later), later, "rest gives the burst back");
    }
}
