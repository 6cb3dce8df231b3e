//! Dates of a header, RFC 5322 section 3.3.

use mail_parser::{HeaderValue, parsers::MessageStream};
use types::Timestamp;

/// Years a mail can have been written in; anything else is a broken clock and says nothing.
const YEARS: std::ops::RangeInclusive<u16> = 1970..=2999;

/// The moment a field's value means; nothing when it is none.
pub(super) fn parse(value: &[u8]) -> Option<Timestamp> {
    match MessageStream::new(value).parse_date() {
        HeaderValue::DateTime(date) if date.is_valid() && YEARS.contains(&date.year) => {
            Some(Timestamp(date.to_timestamp().saturating_mul(1_000_000)))
        }
        _ => None,
    }
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
            ("yesterday\n", None),
            ("\n", None),
        ] {
            assert_eq!(parse(text.as_bytes()).map(types::Timestamp::rfc3339).as_deref(), moment, "{text}");
        }
    }
}
