//! Phone numbers as people write them: found in a text, and compared whatever their spelling.

/// The country of numbers without a country code, in the digits that stand for it. Companies here are German.
const COUNTRY: &str = "49";
/// Fewest digits of a number with its area; fewer are an extension, a year, a postal code.
const MIN_DIGITS: usize = 7;
/// Most digits of a number, by ITU-T E.164, and two for `00`.
const MAX_DIGITS: usize = 17;
/// Fewest digits typed that are taken for a number.
const SEARCHED_MIN_DIGITS: usize = 3;
/// Bytes of a text that are looked through.
const SEARCHED_BYTES: usize = 64 << 10;
/// What stands in front of a number, in lower case.
const LABELS: &[&str] =
    &["tel", "fon", "phone", "mobil", "handy", "cell", "call", "whatsapp", "rufnummer", "m:", "t:", "p:"];

/// The digits of a number with its country, without anything in front of it; nothing when it is no number.
pub fn digits(text: &str) -> Option<String> {
    // `+44 (0)20`: the zero is for callers at home.
    let text = text.trim().replace("(0)", "");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if !(MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()) {
        return None;
    }
    Some(if text.starts_with('+') || text.starts_with("(+") {
        digits
    } else if let Some(international) = digits.strip_prefix("00") {
        international.to_owned()
    } else if let Some(national) = digits.strip_prefix('0') {
        format!("{COUNTRY}{national}")
    } else {
        digits
    })
}

/// The ways in which somebody may begin to type a number.
pub fn spellings(text: &str) -> Vec<String> {
    let Some(digits) = digits(text) else { return Vec::new() };
    let national = digits.strip_prefix(COUNTRY);
    let mut spellings: Vec<String> = national.into_iter().flat_map(|n| [n.to_owned(), format!("0{n}")]).collect();
    spellings.push(digits);
    spellings
}

/// The digits of what somebody types, when it can be the beginning of a number.
pub fn searched(text: &str) -> Option<String> {
    let text = text.trim();
    let is_number = text.chars().all(|c| c.is_ascii_digit() || is_separator(c) || c == '+');
    let digits: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    (is_number && (SEARCHED_MIN_DIGITS..=MAX_DIGITS).contains(&digits.len())).then(|| digits.to_owned())
}

/// The first phone number in a text as it is written there: one with a label, with a country code, or of a length and
/// shape that nothing else has.
pub fn find(text: &str) -> Option<String> {
    let text = &text[..text.floor_char_boundary(SEARCHED_BYTES)];
    let mut best: Option<(bool, String)> = None;
    for line in text.lines() {
        for (start, number) in numbers(line) {
            let is_labelled = has_label(&line[..start]);
            if !is_labelled && !stands_alone(&number) {
                continue;
            }
            if best.as_ref().is_none_or(|(was_labelled, _)| is_labelled && !was_labelled) {
                best = Some((is_labelled, number));
            }
        }
    }
    best.map(|(_, number)| number)
}

/// The runs of digits and what stands between them in a line that can be numbers, and where they begin.
fn numbers(line: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = line[rest..].find(|c: char| c.is_ascii_digit() || c == '+' || c == '(').map(|at| rest + at)
    {
        let run = &line[start..];
        let length = run.find(|c: char| !(c.is_ascii_digit() || is_separator(c) || c == '+')).unwrap_or(run.len());
        let end = start + length;
        let before = line[..start].chars().next_back();
        let after = line[end..].chars().next();
        let run = line[start..end].trim_end_matches(|c: char| !c.is_ascii_digit());
        // Glued to a letter it is part of something else: a licence plate, an IBAN, a link.
        let is_glued = before.is_some_and(|c| c.is_alphanumeric() || "@_/=&#".contains(c))
            || after.is_some_and(|c| c.is_alphabetic() || c == '@' || c == '_');
        if !is_glued && is_number(run) {
            found.push((start, run.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        rest = end.max(start + 1);
    }
    found
}

fn is_number(run: &str) -> bool {
    let has_prefix = run.starts_with(['+', '0', '(']);
    let plus_is_first = run.trim_start_matches('(').rfind('+').is_none_or(|at| at == 0);
    has_prefix && plus_is_first && digits(run).is_some() && !is_date(run)
}

/// `01.02.2025`, `01/02/25`, `2025-02-01 10.30`.
fn is_date(run: &str) -> bool {
    let first = run.split_whitespace().next().unwrap_or_default();
    let parts: Vec<&str> = first.split(['.', '/', '-']).collect();
    matches!(parts[..], [day, month, year]
        if (1..=2).contains(&day.len()) && (1..=2).contains(&month.len()) && matches!(year.len(), 2 | 4))
        || matches!(parts[..], [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2)
}

fn has_label(before: &str) -> bool {
    let before = before.to_lowercase();
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(24))..];
    LABELS.iter().any(|label| near.contains(label))
}

/// Whether it is a phone number although nothing says so: it has a country code, or begins like a German mobile or
/// area code and is as long as those are.
fn stands_alone(number: &str) -> bool {
    let n_digits = number.chars().filter(char::is_ascii_digit).count();
    number.starts_with('+')
        || number.starts_with("(+")
        || (number.starts_with("00") && n_digits >= 11)
        || (number.trim_start_matches('(').starts_with('0') && (9..=13).contains(&n_digits))
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '-' | '\u{2010}' | '\u{2011}' | '–' | '/' | '.' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::{digits, find, searched, spellings};

    #[test]
    fn spellings_have_the_same_digits() {
        for text in ["+49 171 2345678", "0049 171 234 56 78", "0171/2345678", "(0171) 23 45-678", "+49 (0)171 2345678"]
        {
            assert_eq!(digits(text).as_deref(), Some("491712345678"), "{text}");
        }
        assert_eq!(digits("+48 600 123 456").as_deref(), Some("48600123456"));
        for text in ["", "12345", "call me", "1234567890123456789"] {
            assert_eq!(digits(text), None, "{text}");
        }
        assert_eq!(spellings("+49 171 2345678"), ["1712345678", "01712345678", "491712345678"]);
        assert_eq!(spellings("+48 600 123 456"), ["48600123456"]);
    }

    #[test]
    fn a_beginning_is_searched() {
        for (text, found) in
            [("0171 23", Some("017123")), ("+49 171", Some("49171")), ("12", None), ("carla 0171", None), ("", None)]
        {
            assert_eq!(searched(text).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn finds_numbers_in_texts() {
        for (text, found) in [
            ("Kind regards\nCarla\n+48 600 123 456", "+48 600 123 456"),
            ("Tel.: 030 / 123 456-78", "030 / 123 456-78"),
            ("Mobil 0171-2345678, E-Mail a@b.de", "0171-2345678"),
            ("Telefon: (030) 1234567", "(030) 1234567"),
            ("0049 30 1234567", "0049 30 1234567"),
            ("Geboren am 01.02.1990, erreichbar unter 0151 23456789.", "0151 23456789"),
            ("0151 23456789 oder Mobil: 0160 1112223", "0160 1112223"),
            ("Phone: +44 (0)20 7946 0958", "+44 (0)20 7946 0958"),
            ("Call me: (+1) 555 123 4567", "(+1) 555 123 4567"),
        ] {
            assert_eq!(find(text).as_deref(), Some(found), "{text}");
        }
    }

    #[test]
    fn takes_nothing_else_for_a_number() {
        for text in [
            "Geboren am 01.02.1990 in 01067 Dresden",
            "ab 2025-02-01",
            "DE89 3704 0044 0532 0130 00",
            "https://example.org/0171234567890",
            "Ref. 4711-0815, 20259876543",
            "x0171234567y",
            "40.000 bis 45.000 Euro",
            "+",
            "++++++++++ 000 ((((",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
