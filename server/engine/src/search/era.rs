//! Documents in runs of neighbouring numbers. PostgreSQL keeps the runs of a document as more of its words: so its lists
//! of words alone lead to the newest, or to those of some months, where else each document with a word would be looked at.

use std::ops::RangeInclusive;

/// Documents of one run, as a power of two: each kind of run holds four of the one before, 8,192 to 33 million documents.
const BITS: [u32; 7] = [13, 15, 17, 19, 21, 23, 25];
/// Runs that are asked for together: PostgreSQL goes through the lists of all of them.
const ASKED_MAX: usize = 8;

/// The eras of this document as words, which no text has: they have signs in them.
pub(super) fn words(n: i64) -> String {
    BITS.map(|bits| word(bits, n >> bits)).join(" ")
}

/// What asks PostgreSQL for documents of the eras from that of `first` to that of `last`: of all between them, and of a
/// few around. Nothing where these are too many.
pub(super) fn between(first: i64, last: i64) -> Option<String> {
    let eras = |bits: u32| -> RangeInclusive<i64> { first.max(0) >> bits..=last.max(0) >> bits };
    let bits = BITS.into_iter().find(|bits| eras(*bits).take(ASKED_MAX + 1).count() <= ASKED_MAX)?;
    let asked: Vec<_> = eras(bits).map(|era| format!("'{}'", word(bits, era))).collect();
    (!asked.is_empty()).then(|| asked.join(" | "))
}

fn word(bits: u32, era: i64) -> String {
    format!("#{bits}.{era}")
}

#[cfg(test)]
mod tests {
    use super::{between, words};

    #[test]
    fn a_document_is_in_eras_of_all_kinds() {
        assert_eq!(words(8_191), "#13.0 #15.0 #17.0 #19.0 #21.0 #23.0 #25.0");
        assert_eq!(words(1_000_000), "#13.122 #15.30 #17.7 #19.1 #21.0 #23.0 #25.0");
    }

    #[test]
    fn few_eras_are_asked_for() {
        assert_eq!(between(8_191, 16_384).unwrap(), "'#13.0' | '#13.1' | '#13.2'");
        assert_eq!(between(900_000, 999_999).unwrap(), "'#15.27' | '#15.28' | '#15.29' | '#15.30'");
        assert_eq!(between(1, i64::MAX), None, "more than there are");
        assert_eq!(between(8_192, 0), None, "between them is nothing");
    }
}
