//! How often one person may have Postroom reach out to servers that the person names: for connection tests, and for
//! settings that are looked for.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use types::{PersonId, Problem, Timestamp};

/// The time that is looked back, in seconds.
const WINDOW_SECS: i64 = 60;
/// What is waited for when too much goes on at once, in seconds: most of it is done by then.
const BUSY_WAIT_SECS: u32 = 10;

/// Who has begun how much of one sort, and how much of it goes on.
#[derive(Clone, Debug)]
pub(crate) struct Pace(Arc<Mutex<Counted>>);

#[derive(Debug)]
struct Counted {
    at_once: usize,
    in_window: usize,
    people: HashMap<PersonId, Begun>,
}

#[derive(Debug, Default)]
struct Begun {
    n_running: usize,
    at: VecDeque<Timestamp>,
}

/// What one person has begun, for as long as it goes on.
#[derive(Debug)]
pub(crate) struct Turn {
    pace: Pace,
    person: PersonId,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(begun) = self.pace.counted().people.get_mut(&self.person) {
            begun.n_running = begun.n_running.saturating_sub(1);
        }
    }
}

impl Pace {
    /// For so many of one person that run or wait for their turn at once, and so many that are begun within a minute.
    pub(crate) fn new(at_once: usize, in_window: usize) -> Self {
        Self(Arc::new(Mutex::new(Counted { at_once, in_window, people: HashMap::new() })))
    }

    /// Counts what begins, or says how long to wait.
    pub(crate) fn begin(&self, person: PersonId, now: Timestamp) -> Result<Turn, Problem> {
        let mut counted = self.counted();
        let Counted { at_once, in_window, people } = &mut *counted;
        // Who has nothing to be counted is forgotten, so that this grows with those who begin and not with time.
        people.retain(|_, begun| {
            while begun.at.front().is_some_and(|at| *at <= now.plus_secs(-WINDOW_SECS)) {
                begun.at.pop_front();
            }
            begun.n_running > 0 || !begun.at.is_empty()
        });
        let begun = people.entry(person).or_default();
        if begun.n_running >= *at_once {
            return Err(Problem::TooManyTests { wait_secs: BUSY_WAIT_SECS });
        }
        if let Some(first) = begun.at.front().filter(|_| begun.at.len() >= *in_window) {
            let wait_millis = first.plus_secs(WINDOW_SECS).millis_since(now).max(0);
            return Err(Problem::TooManyTests {
                wait_secs: u32::try_from(wait_millis / 1_000 + 1).unwrap_or(u32::MAX),
            });
        }
        begun.n_running += 1;
        begun.at.push_back(now);
        Ok(Turn { pace: self.clone(), person })
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use types::{PersonId, Problem, Timestamp};
    use uuid::Uuid;

    use super::{Pace, Turn};

    #[test]
    fn counts_each_person() {
        let (ada, bob) = (PersonId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
        let pace = Pace::new(2, 5);
        let start = Timestamp(1_000_000_000);
        let begin = |person, at: i64| pace.begin(person, start.plus_secs(at));
        let turns: Vec<Turn> = vec![begin(ada, 0).unwrap(), begin(ada, 0).unwrap()];
        assert_eq!(begin(ada, 0).unwrap_err(), Problem::TooManyTests { wait_secs: 10 });
        let bobs = begin(bob, 0).unwrap();
        drop(turns);
        for _ in 2..5 {
            begin(ada, 1).unwrap();
        }
        assert_eq!(begin(ada, 1).unwrap_err(), Problem::TooManyTests { wait_secs: 60 });
        begin(ada, 60).unwrap();
        begin(ada, 600).unwrap();
        drop(bobs);
        begin(ada, 600).unwrap();
        assert_eq!(pace.counted().people.len(), 1, "who does nothing is forgotten");
    }
}
