//! The time that somebody chose for an answer.

use types::{AnswerForm, InputFault, InputField, Timestamp};

use crate::{Engine, Error, Result};

/// Furthest time that can be chosen: as far as the outbox keeps a message.
const AHEAD_MAX_SECS: i64 = 366 * 24 * 60 * 60;

impl Engine {
    /// The time in the form: as the browser worked it out in its own zone, or as typed, in UTC.
    pub(super) fn chosen_moment(&self, form: &AnswerForm) -> Result<Timestamp> {
        let now = self.now();
        let chosen = from_millis(&form.at_millis).or_else(|| in_utc(&form.at));
        let ahead = chosen.filter(|at| *at > now && *at <= now.plus_secs(AHEAD_MAX_SECS));
        ahead.ok_or_else(|| Error::invalid(InputField::SendAt, InputFault::NotAhead))
    }
}

fn from_millis(text: &str) -> Option<Timestamp> {
    let millis: i64 = text.trim().parse().ok()?;
    millis.checked_mul(1_000).map(Timestamp)
}

fn in_utc(text: &str) -> Option<Timestamp> {
    let at: jiff::Timestamp = format!("{}Z", text.trim()).parse().ok()?;
    Some(Timestamp(at.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use types::Timestamp;

    use super::{from_millis, in_utc};

    #[test]
    fn reads_what_browsers_write() {
        for (text, at) in [
            ("2026-11-23T19:06", Some(1_795_460_760_000_000)),
            ("2026-11-23T19:06:41", Some(1_795_460_801_000_000)),
            ("", None),
            ("tomorrow", None),
        ] {
            assert_eq!(in_utc(text), at.map(Timestamp), "{text}");
        }
        assert_eq!(from_millis("1795460801000"), Some(Timestamp(1_795_460_801_000_000)));
        assert_eq!(from_millis("9223372036854775807"), None);
        assert_eq!(from_millis("NaN"), None);
    }
}
