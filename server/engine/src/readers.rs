//! Who has which message open, so that two people see each other before they decide twice. In memory: it is about this
//! moment, and forgotten with it.

use std::collections::HashMap;

use types::{MessageId, PersonId, Timestamp, Topic};

use crate::Engine;

/// How long somebody counts as a reader after the page was last heard of; open pages speak up every 20 s.
const FORGOTTEN_AFTER_SECS: i64 = 60;
/// Readers that are remembered: far more than people who work at once.
const READERS_MAX: usize = 10_000;

/// Who reads what.
#[derive(Debug, Default)]
pub(crate) struct Readers(HashMap<(MessageId, PersonId), Reader>);

#[derive(Debug)]
struct Reader {
    name: String,
    seen_at: Timestamp,
}

impl Readers {
    /// Somebody has the message open. The names of the others, and whether that is news to them.
    fn note(&mut self, message: MessageId, person: PersonId, name: &str, now: Timestamp) -> (Vec<String>, bool) {
        let is_fresh = |reader: &Reader| now.millis_since(reader.seen_at) < FORGOTTEN_AFTER_SECS * 1_000;
        let is_news = !self.0.get(&(message, person)).is_some_and(is_fresh);
        if is_news {
            self.0.retain(|_, reader| is_fresh(reader));
        }
        if self.0.len() < READERS_MAX || !is_news {
            self.0.insert((message, person), Reader { name: name.to_owned(), seen_at: now });
        }
        let others = self.0.iter().filter(|((read, by), reader)| *read == message && *by != person && is_fresh(reader));
        let mut names: Vec<_> = others.map(|(_, reader)| reader.name.clone()).collect();
        names.sort();
        (names, is_news)
    }

    /// Somebody has closed the message; whether they had it open.
    fn forget(&mut self, message: MessageId, person: PersonId) -> bool {
        self.0.remove(&(message, person)).is_some()
    }
}

impl Engine {
    /// Notes that somebody has the message open; the names of the others who have.
    pub(crate) fn read_along(&self, message: MessageId, person: PersonId, name: &str) -> Vec<String> {
        let now = self.now();
        let (names, is_news) = self.readers().note(message, person, name, now);
        if is_news {
            self.publish(Topic::Message(message));
        }
        names
    }

    /// Notes that somebody has closed the message.
    pub(crate) fn stop_reading(&self, message: MessageId, person: PersonId) {
        if self.readers().forget(message, person) {
            self.publish(Topic::Message(message));
        }
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, Readers> {
        self.inner.readers.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use types::{MessageId, PersonId, Timestamp};

    use super::{READERS_MAX, Readers};

    fn message(n: u32) -> MessageId {
        format!("00000000-0000-0000-0000-{n:012}").parse().unwrap()
    }

    fn person(n: u32) -> PersonId {
        format!("00000000-0000-0000-0000-{n:012}").parse().unwrap()
    }

    #[test]
    fn readers_see_each_other_and_are_forgotten() {
        let mut readers = Readers::default();
        let at = Timestamp(0);
        assert_eq!(readers.note(message(1), person(1), "Ada", at), (vec![], true));
        assert_eq!(readers.note(message(1), person(1), "Ada", at.plus_secs(20)), (vec![], false));
        assert_eq!(readers.note(message(1), person(2), "Rita", at.plus_secs(30)), (vec!["Ada".into()], true));
        assert_eq!(readers.note(message(2), person(3), "Ben", at.plus_secs(30)), (vec![], true));
        // Ada's page has not been heard of for a minute.
        assert_eq!(readers.note(message(1), person(2), "Rita", at.plus_secs(81)), (vec![], false));
        assert!(readers.forget(message(1), person(2)));
        assert!(!readers.forget(message(1), person(2)));
    }

    #[test]
    fn memory_is_bounded() {
        let mut readers = Readers::default();
        for n in 0..READERS_MAX as u32 + 10 {
            readers.note(message(n), person(1), "Ada", Timestamp(0));
        }
        assert_eq!(readers.0.len(), READERS_MAX);
        readers.note(message(0), person(2), "Rita", Timestamp(0).plus_secs(60));
        assert_eq!(readers.0.len(), 1);
    }
}
