//! How fast mail comes in, so that what can wait stands back.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// What is counted together.
const WINDOW: Duration = Duration::from_millis(200);
/// Messages in a window from which on accepting needs the machine for itself: 1,000 a second.
const HIGH_MESSAGES: usize = 200;

/// How fast mail comes in.
#[derive(Debug, Default)]
pub(crate) struct Pressure(Mutex<Windows>);

#[derive(Debug, Default)]
struct Windows {
    began: Option<Instant>,
    /// Messages of the window that has begun, and of the one before.
    now: usize,
    before: usize,
}

impl Pressure {
    /// So many were accepted.
    pub(super) fn add(&self, n: usize) {
        self.at(Instant::now(), |windows| windows.now += n);
    }

    /// Whether it comes in so fast that reading it meanwhile would slow that down.
    pub(crate) fn is_high(&self) -> bool {
        self.at(Instant::now(), |windows| windows.before.max(windows.now) >= HIGH_MESSAGES)
    }

    fn at<T>(&self, moment: Instant, look: impl FnOnce(&mut Windows) -> T) -> T {
        // A count that a panic left behind is still a count.
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let age = windows.began.map(|began| moment.saturating_duration_since(began));
        if age.is_none_or(|age| age >= WINDOW) {
            let before = if age.is_some_and(|age| age < 2 * WINDOW) { windows.now } else { 0 };
            *windows = Windows { began: Some(moment), now: 0, before };
        }
        look(&mut windows)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{HIGH_MESSAGES, Pressure, WINDOW};

    #[test]
    fn a_burst_is_noticed_and_forgotten() {
        let (pressure, start) = (Pressure::default(), Instant::now());
        let high = |at| pressure.at(at, |windows| windows.before.max(windows.now) >= HIGH_MESSAGES);
        assert!(!high(start));
        pressure.at(start, |windows| windows.now += HIGH_MESSAGES);
        assert!(high(start) && high(start + WINDOW), "in its window and the next");
        assert!(!high(start + 3 * WINDOW));
        pressure.at(start + 4 * WINDOW, |windows| windows.now += HIGH_MESSAGES);
        assert!(!high(start + 9 * WINDOW), "whatever lies longer back");
    }
}
