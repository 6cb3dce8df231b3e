//! Codes that a person is to type in somewhere, whatever the words around them say.

/// Digits of a code: Google's has eight to ten, others six or seven.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=12;
/// Fewest digits of a code in a text, where years, prices and postal codes stand too.
const DIGITS_IN_TEXT_MIN: usize = 6;
/// Bytes of a text that are looked at: a code stands above the small print.
const MAX_TEXT_BYTES: usize = 16 << 10;

/// The digits in a subject, as in `(#123456789)`.
pub(super) fn of_subject(subject: &str) -> Option<String> {
    let mut runs = subject.split(|c: char| !c.is_ascii_digit());
    runs.find(|run| DIGITS.contains(&run.len())).map(str::to_owned)
}

/// The one code in a text; of several the one that has a line to itself. Where that leaves a choice nothing is chosen.
pub(super) fn of_text(text: &str) -> Option<String> {
    let text = &text[..text.floor_char_boundary(text.len().min(MAX_TEXT_BYTES))];
    let all = text.lines().flat_map(codes);
    let alone = text.lines().filter_map(|line| whole(line.trim()));
    only_one(all).or_else(|| only_one(alone))
}

fn only_one(mut codes: impl Iterator<Item = String>) -> Option<String> {
    let first = codes.next()?;
    codes.all(|other| other == first).then_some(first)
}

/// The codes in a line: words of digits alone, with nothing of an address, an amount, a date or a phone number around
/// them.
fn codes(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().map(bare).collect();
    let is_number = |place: usize| words.get(place).is_some_and(|word| is_digits(word.trim_start_matches('+')));
    let stands_alone = |from: usize, to: usize| !is_number(to + 1) && (from == 0 || !is_number(from - 1));
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        found.extend(whole(word).filter(|_| stands_alone(place, place)));
        // Some are written in two halves.
        let other = words.get(place + 1).filter(|other| word.len() == 3 && other.len() == 3);
        found
            .extend(other.and_then(|other| whole(&[word, *other].concat())).filter(|_| stands_alone(place, place + 1)));
    }
    found
}

/// A word without the marks of a sentence or a mail program around it.
fn bare(word: &str) -> &str {
    let is_around = |c: char| !c.is_alphanumeric() && !"@/-+%€$£#".contains(c);
    // What stands right behind a colon belongs to a label.
    let value = word.rsplit_once([':', '\u{ff1a}']).map_or(word, |(_, value)| value);
    if value.is_empty() { word.trim_matches(is_around) } else { value.trim_matches(is_around) }
}

fn whole(word: &str) -> Option<String> {
    let is_code = (DIGITS_IN_TEXT_MIN..=*DIGITS.end()).contains(&word.len()) && is_digits(word);
    is_code.then(|| word.to_owned())
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{of_subject, of_text};

    #[test]
    fn a_code_is_found_in_any_language() {
        for (text, code) in [
            ("Security code: 739102", Some("739102")),
            ("Sicherheitscode:739102.\nIhr Konto ja**@example.org", Some("739102")),
            ("Use this code: 284 091", Some("284091")),
            ("\u{691c}\u{8a3c}\u{30b3}\u{30fc}\u{30c9}\u{ff1a}739102", Some("739102")),
            ("739102\n\nIt ends on 2026-11-27. Ticket 20261127.", Some("739102")),
            ("Code *739102*, again: 739102", Some("739102")),
            // Nobody knows which.
            ("739102 or 555123", None),
            ("739102\n555123", None),
            ("Zoho, 94588 Pleasanton, \u{a9} 2026, +49 30 1234567, 030 123 456", None),
            ("https://example.org/739102 739102@example.org #739102 1.739.102 739102-1", None),
            ("12345", None),
            ("", None),
        ] {
            assert_eq!(of_text(text).as_deref(), code, "{text}");
        }
        assert_eq!(of_subject("(#43643746) Forwarding Confirmation 2012").as_deref(), Some("43643746"));
        assert_eq!(of_subject("News of 2026").as_deref(), None);
    }
}
