//! Moments.

use serde::{Deserialize, Serialize};

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment `secs` seconds later.
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs.saturating_mul(1_000_000)))
    }

    /// Milliseconds from `earlier` to this moment; negative when it lies before.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1_000
    }

    /// Milliseconds since 1970, as a browser's `Date` counts.
    pub const fn as_millis(self) -> i64 {
        self.0 / 1_000
    }

    /// The day in UTC, counted from 1970-01-01.
    pub const fn day(self) -> i64 {
        self.0.div_euclid(86_400_000_000)
    }

    /// The calendar day and the time of day in UTC: year, month, day, hour, minute, second.
    pub const fn civil(self) -> (i64, u8, u8, u8, u8, u8) {
        let (days, of_day) = (self.day(), self.0.div_euclid(1_000_000).rem_euclid(86_400));
        // Days to date by Howard Hinnant's `civil_from_days`, http://howardhinnant.github.io/date_algorithms.html
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8;
        let month = (if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 }) as u8;
        let year = year_of_era + era * 400 + (month <= 2) as i64;
        (year, month, day, (of_day / 3_600) as u8, (of_day / 60 % 60) as u8, (of_day % 60) as u8)
    }

    /// The first moment of a day in UTC, written `2026-11-25` as a date field writes it; nothing when it is no day.
    pub fn of_day(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(str::parse::<i64>);
        let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        if !(1..=9_999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // Days from date by Howard Hinnant's `days_from_civil`, as above.
        let from_march = year - i64::from(month <= 2);
        let (era, year_of_era) = (from_march.div_euclid(400), from_march.rem_euclid(400));
        let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let found = Self((era * 146_097 + day_of_era - 719_468) * 86_400 * 1_000_000);
        // The 31st of a shorter month would be another day.
        let (_, same_month, same_day, ..) = found.civil();
        (i64::from(same_month) == month && i64::from(same_day) == day).then_some(found)
    }

    /// RFC 3339 in UTC, to the second: `2026-11-23T19:06:41Z`.
    pub fn rfc3339(self) -> String {
        let (year, month, day, hour, minute, second) = self.civil();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn reads_days() {
        for (text, micros) in [
            ("1970-01-01", Some(0)),
            ("2000-02-29", Some(951_782_400_000_000)),
            ("1969-12-31", Some(-86_400_000_000)),
            ("2026-02-30", None),
            ("2026-13-01", None),
            ("2026-1", None),
            ("99999-01-01", None),
            ("today", None),
            ("", None),
        ] {
            assert_eq!(Timestamp::of_day(text), micros.map(Timestamp), "{text}");
        }
    }

    #[test]
    fn prints_rfc3339() {
        for (micros, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (1_795_460_801_000_000, "2026-11-23T19:06:41Z"),
        ] {
            assert_eq!(Timestamp(micros).rfc3339(), text);
        }
    }
}
