//! A folder: opened, and looked through for messages (RFC 9051 sections 6.3.2 and 6.4.4).

use jiff::{civil::Date, tz::Offset};
use types::{Cause, Timestamp};

use super::{
    cause::folder_cause,
    heard::{Response, Status, Value, code},
    name::written,
    session::{Failure, LINE_MAX_BYTES, Session, Stop},
};

/// Longest answer to a search, in bytes: the numbers of half a million messages.
const SEARCH_MAX_BYTES: usize = 4 << 20;

/// An open folder.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Folder {
    /// Messages in it.
    pub(crate) n_messages: u32,
    /// Message numbers (UIDs) hold as long as this stays the same (RFC 9051 section 2.3.1.1).
    pub(crate) uid_validity: u32,
    /// The number that the next message will have at least, when that is told.
    pub(crate) uid_next: Option<u32>,
    /// The flags that stay; `\*` when any word does.
    pub(crate) permanent_flags: Vec<String>,
    /// Whether nothing can be changed in it.
    pub(crate) is_read_only: bool,
}

impl Session {
    /// Opens a folder by its name as people see it. Nothing in it changes by that.
    pub(crate) async fn open_folder(&mut self, name: &str) -> Result<Folder, Failure> {
        let opened = self.selected(name).await;
        opened.map_err(|stop| self.failure(stop))
    }

    async fn selected(&mut self, name: &str) -> Result<Folder, Stop> {
        let mut folder = Folder::default();
        let command = format!("SELECT {}", written(name));
        let on = |_, response| match response {
            Response::Data(values) => {
                if let [Value::Word(n), Value::Word(kind)] = values.as_slice()
                    && kind.eq_ignore_ascii_case("EXISTS")
                {
                    folder.n_messages = n.parse().unwrap_or_default();
                }
            }
            Response::Said { text, .. } => folder.learn(&text),
            _ => {}
        };
        let done = self.talk.run(&command, self.limits.answer, LINE_MAX_BYTES, on).await?;
        if done.status != Status::Ok {
            return Err(Stop { cause: folder_cause(&done.text), words: done.text });
        }
        folder.is_read_only = code(&done.text).is_some_and(|(word, _)| word.eq_ignore_ascii_case("READ-ONLY"));
        Ok(folder)
    }

    /// The numbers (UIDs) of the messages behind `last`, in ascending order.
    pub(crate) async fn find_after(&mut self, last: u32) -> Result<Vec<u32>, Failure> {
        // The last message is in any range that ends with a star (RFC 9051 section 9, seq-range).
        let mut found = self.search(&format!("UID {}:*", last.saturating_add(1))).await?;
        found.retain(|uid| *uid > last);
        Ok(found)
    }

    /// The numbers of the messages that came on the day of this moment or later, and a day before: servers count days
    /// in their own time zone.
    pub(crate) async fn find_since(&mut self, moment: Timestamp) -> Result<Vec<u32>, Failure> {
        self.search(&format!("SINCE {}", day_before(moment))).await
    }

    async fn search(&mut self, what: &str) -> Result<Vec<u32>, Failure> {
        let mut found = Vec::new();
        let on = |_, response| {
            if let Response::Data(values) = response {
                let mut words = values.iter().filter_map(word);
                if words.next().is_some_and(|kind| kind.eq_ignore_ascii_case("SEARCH")) {
                    found.extend(words.filter_map(|word| word.parse::<u32>().ok()));
                }
            }
        };
        let command = format!("UID SEARCH {what}");
        let done = self.talk.run(&command, self.limits.answer, SEARCH_MAX_BYTES, on).await;
        match done {
            Ok(done) if done.status == Status::Ok => {
                found.sort_unstable();
                found.dedup();
                Ok(found)
            }
            Ok(done) => Err(self.failure(Stop { cause: Cause::CommandRefused.into(), words: done.text })),
            Err(stop) => Err(self.failure(stop)),
        }
    }
}

impl Folder {
    fn learn(&mut self, text: &str) {
        let Some((word, value)) = code(text) else { return };
        match word.to_ascii_uppercase().as_str() {
            "UIDVALIDITY" => self.uid_validity = value.parse().unwrap_or_default(),
            "UIDNEXT" => self.uid_next = value.parse().ok(),
            "READ-ONLY" => self.is_read_only = true,
            "PERMANENTFLAGS" => {
                let inside = value.trim_start_matches('(').trim_end_matches(')');
                self.permanent_flags = inside.split_whitespace().map(str::to_owned).collect();
            }
            _ => {}
        }
    }
}

/// The word that a value is.
pub(super) fn word(value: &Value) -> Option<&str> {
    match value {
        Value::Word(word) => Some(word),
        _ => None,
    }
}

/// `24-Nov-2026` for a moment on the 25th (RFC 9051 section 9, date).
fn day_before(moment: Timestamp) -> String {
    let day = jiff::Timestamp::from_microsecond(moment.0).map(|at| Offset::UTC.to_datetime(at).date());
    let day = day.ok().and_then(|day| day.yesterday().ok()).unwrap_or(Date::constant(1970, 1, 1));
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = month.get(usize::from(day.month().unsigned_abs()).wrapping_sub(1)).unwrap_or(&"Jan");
    format!("{}-{month}-{:04}", day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use types::Timestamp;

    use super::{Folder, day_before};

    #[test]
    fn writes_days() {
        assert_eq!(day_before(Timestamp(1_764_547_200_000_000)), "30-Nov-2025");
        assert_eq!(day_before(Timestamp(0)), "31-Dec-1969");
    }

    #[test]
    fn learns_what_a_folder_is() {
        let mut folder = Folder::default();
        for text in ["[UIDVALIDITY 17] x", "[UIDNEXT 5]", "[PERMANENTFLAGS (\\Seen \\*)] x", "[UNSEEN 1] x", "x"] {
            folder.learn(text);
        }
        assert_eq!((folder.uid_validity, folder.uid_next), (17, Some(5)));
        assert_eq!(folder.permanent_flags, ["\\Seen", "\\*"]);
    }
}
