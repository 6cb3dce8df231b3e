//! Dates of a header, RFC 5322 section 3.3.

use mail_parser::{HeaderValue, parsers::MessageStream};
use types::Timestamp;

/// Years a mail can have been written in; anything else is a broken clock and says nothing.
const YEARS: std::ops::RangeInclusive<u16> = 1970..=2999;

/// The moment a field's value means; nothing when it is none.
pub(super) fn parse(value: &[u8]) -> Option<Timestamp> {
    match MessageStream::new(value).parse_date() {
        HeaderValue::DateTime(date) if date.is_valid() && YEARS.contains(&date.year) && is_day(&date) => {
            Some(Timestamp(date.to_timestamp().saturating_mul(1_000_000)))
        }
        _ => other(value),
    }
}

/// Whether the month has such a day.
fn is_day(date: &mail_parser::DateTime) -> bool {
    let number = |n: u8| i8::try_from(n).ok();
    let year = i16::try_from(date.year).ok();
    let day = year.zip(number(date.month)).zip(number(date.day));
    day.is_some_and(|((year, month), day)| jiff::civil::Date::new(year, month, day).is_ok())
}

/// Forms that scripts write instead: of `date`, of databases, of ISO 8601.
fn other(value: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(value).ok()?.trim();
    let text = text.split_once('(').map_or(text, |(before, _)| before.trim_end());
    let zoned = ["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M:%S%z"];
    let here =
        ["%a %b %d %H:%M:%S %Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y %H:%M:%S"];
    let zoned = zoned.iter().find_map(|form| jiff::Timestamp::strptime(form, text).ok());
    // Without a zone the server's own is not known: UTC is as good as any.
    let here = || here.iter().find_map(|form| jiff::civil::DateTime::strptime(form, text).ok());
    let at = zoned.or_else(|| jiff::tz::Offset::UTC.to_timestamp(here()?).ok())?;
    let year = u16::try_from(jiff::tz::Offset::UTC.to_datetime(at).year()).ok()?;
    YEARS.contains(&year).then(|| Timestamp(at.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_dates() {
        for (text, moment) in [
            ("Mon, 23 Nov 2026 20:06:41 +0100\r\n", Some("2026-11-23T19:06:41Z")),
            ("23 Nov 2026 19:06:41 GMT\n", Some("2026-11-23T19:06:41Z")),
            ("Mon, 23 Nov 26 19:06 -0000 (UTC)\n", Some("2026-11-23T19:06:00Z")),
            ("Tue, 99 Foo 2026 99:99:99 +9999\n", None),
            ("Mon Nov 23 19:06:41 2026\n", Some("2026-11-23T19:06:41Z")),
            ("2026-11-23T20:06:41+01:00\n", Some("2026-11-23T19:06:41Z")),
            ("yesterday\n", None),
            ("\n", None),
        ] {
            assert_eq!(parse(text.as_bytes()).map(types::Timestamp::rfc3339).as_deref(), moment, "{text}");
        }
    }
}
