//! Moments in plain words, which are the same in every time zone.

use types::{Timestamp, text::Lang};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long ago that was.
pub fn ago(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    let (t, secs) = (lang.status(), now.millis_since(at) / 1_000);
    match secs {
        ..120 => t.just_now.to_owned(),
        _ if secs < 2 * HOUR => t.minutes_ago(secs / MINUTE),
        _ if secs < 2 * DAY => t.hours_ago(secs / HOUR),
        _ => t.days_ago(secs / DAY),
    }
}

/// When that will be.
pub fn ahead(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    let (t, secs) = (lang.status(), at.millis_since(now) / 1_000);
    match secs {
        ..DAY => t.today.to_owned(),
        _ if secs < 2 * DAY => t.in_day.to_owned(),
        _ => t.in_days(secs / DAY),
    }
}

/// How long that is.
pub fn length(secs: i64, lang: Lang) -> String {
    let t = lang.status();
    match secs {
        _ if secs < 2 * HOUR => t.hour.to_owned(),
        _ if secs < 2 * DAY => t.hours(secs / HOUR),
        _ => t.days(secs / DAY),
    }
}

#[cfg(test)]
mod tests {
    use types::{Timestamp, text::Lang};

    use super::{DAY, HOUR, MINUTE, ago, ahead, length};

    #[test]
    fn says_it_plainly() {
        let now = Timestamp(1_795_460_801_000_000);
        for (secs, words) in [
            (5, "just now"),
            (-5, "just now"),
            (5 * MINUTE, "5 minutes ago"),
            (26 * HOUR, "26 hours ago"),
            (3 * DAY, "3 days ago"),
        ] {
            assert_eq!(ago(now.plus_secs(-secs), now, Lang::En), words);
        }
        assert_eq!(ahead(now.plus_secs(3 * DAY), now, Lang::De), "in 3 Tagen");
        assert_eq!(ahead(now.plus_secs(DAY + HOUR), now, Lang::En), "in one day");
        assert_eq!(ahead(now.plus_secs(HOUR), now, Lang::De), "heute");
        assert_eq!(length(5 * MINUTE, Lang::En), "one hour");
        assert_eq!(length(2 * DAY, Lang::De), "2 Tage");
    }
}
