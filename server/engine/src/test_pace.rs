//! How often one person may begin connection tests: a test reaches out to a server that the person names.

use std::collections::{HashMap, VecDeque};

use types::{PersonId, Problem, Timestamp};

/// Tests of one person that run or wait for their turn at once.
const AT_ONCE: usize = 4;
/// Tests that one person may begin within [`WINDOW_SECS`]: more than anybody reads, and too few to look for open ports
/// or passwords.
const IN_WINDOW: usize = 60;
/// The time that is looked back, in seconds.
const WINDOW_SECS: i64 = 60;
/// What is waited for when too many run at once, in seconds: most are done by then.
const BUSY_WAIT_SECS: u32 = 10;

/// Who has begun how many tests, and how many of them go on.
#[derive(Debug, Default)]
pub(crate) struct TestPace(HashMap<PersonId, Begun>);

#[derive(Debug, Default)]
struct Begun {
    n_running: usize,
    at: VecDeque<Timestamp>,
}

impl TestPace {
    /// Counts a test that begins, or says how long to wait.
    pub(crate) fn begin(&mut self, person: PersonId, now: Timestamp) -> Result<(), Problem> {
        // Who has nothing to be counted is forgotten, so that this grows with those who test and not with time.
        self.0.retain(|_, begun| {
            while begun.at.front().is_some_and(|at| *at <= now.plus_secs(-WINDOW_SECS)) {
                begun.at.pop_front();
            }
            begun.n_running > 0 || !begun.at.is_empty()
        });
        let begun = self.0.entry(person).or_default();
        if begun.n_running >= AT_ONCE {
            return Err(Problem::TooManyTests { wait_secs: BUSY_WAIT_SECS });
        }
        if let Some(first) = begun.at.front().filter(|_| begun.at.len() >= IN_WINDOW) {
            let wait_millis = first.plus_secs(WINDOW_SECS).millis_since(now).max(0);
            return Err(Problem::TooManyTests {
                wait_secs: u32::try_from(wait_millis / 1_000 + 1).unwrap_or(u32::MAX),
            });
        }
        begun.n_running += 1;
        begun.at.push_back(now);
        Ok(())
    }

    /// Counts a test that has ended.
    pub(crate) fn end(&mut self, person: PersonId) {
        if let Some(begun) = self.0.get_mut(&person) {
            begun.n_running = begun.n_running.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use types::{PersonId, Problem, Timestamp};
    use uuid::Uuid;

    use super::{AT_ONCE, IN_WINDOW, TestPace};

    #[test]
    fn counts_each_person() {
        let (ada, bob) = (PersonId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
        let mut pace = TestPace::default();
        let start = Timestamp(1_000_000_000);
        for _ in 0..AT_ONCE {
            assert_eq!(pace.begin(ada, start), Ok(()));
        }
        assert!(matches!(pace.begin(ada, start), Err(Problem::TooManyTests { .. })));
        assert_eq!(pace.begin(bob, start), Ok(()));
        for _ in 0..AT_ONCE {
            pace.end(ada);
        }
        for _ in AT_ONCE..IN_WINDOW {
            assert_eq!(pace.begin(ada, start.plus_secs(1)), Ok(()));
            pace.end(ada);
        }
        assert_eq!(pace.begin(ada, start.plus_secs(1)), Err(Problem::TooManyTests { wait_secs: 60 }));
        assert_eq!(pace.begin(ada, start.plus_secs(60)), Ok(()));
        pace.begin(ada, start.plus_secs(600)).unwrap();
        pace.end(bob);
        pace.begin(ada, start.plus_secs(600)).unwrap();
        assert_eq!(pace.0.len(), 1);
    }
}
