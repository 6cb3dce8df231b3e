//! The sentence that introduces a quoted message: "On … wrote:", "Am … schrieb …:".

use super::is_quote_mark;

/// Lines that an introducing sentence is broken into at most.
const LINES_MAX: usize = 4;
/// Longest introducing sentence, in bytes: names, addresses and a date.
const MAX_BYTES: usize = 500;
/// Verbs at the end of the sentence, in lower case, without the colon.
const ENDS: &[&str] = &[
    "wrote",
    "writes",
    "schrieb",
    "schrieb folgendes",
    "geschrieben",
    "a écrit",
    "écrit",
    "escribió",
    "ha scritto",
    "scrisse",
    "schreef",
    "geschreven",
    "napisał(a)",
    "napisał",
    "napisała",
    "napisał/a",
    "napisali",
    "pisze",
    "skrev",
    "escreveu",
    "napsal(a)",
    "написал",
    "написал(а)",
    "написал(a)",
    "пишет",
    "пише",
];
/// Verbs inside the sentence, in lower case: a name follows them.
const INSIDE: &[&str] = &[
    " schrieb ",
    " schreef ",
    " skrev ",
    " schrieb am ",
    " schreef op ",
    " napisał(a) ",
    " wrote on ",
    " napisana przez ",
];
/// Words the sentence begins with, in lower case.
const STARTS: &[&str] = &[
    "wiadomość ",
    "on ",
    "am ",
    "le ",
    "el ",
    "il ",
    "op ",
    "w dniu ",
    "dnia ",
    "em ",
    "den ",
    "en ",
    "at ",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "pon.",
    "wt.",
    "śr.",
    "czw.",
    "pt.",
    "sob.",
    "niedz.",
    "lun",
    "mar",
    "mié",
    "jue",
    "vie",
    "sáb",
    "dom",
];
/// What people write of themselves, in lower case: then it is no introduction.
const OF_ONESELF: &[&str] =
    &[" ich ", " i wrote", " ich:", " j'ai ", " he escrito", " ho scritto", " ik ", " wir ", " we wrote"];

/// Lines of the sentence that introduces a quoted message, and whether it can be nothing else.
pub(super) fn introduction(lines: &[&str]) -> Option<(usize, bool)> {
    if lines[0].trim().is_empty() {
        return None;
    }
    let mut sentence = String::new();
    for (n, line) in lines.iter().take(LINES_MAX).enumerate() {
        let line = line.trim();
        if line.is_empty() || is_quote_mark(line) || sentence.len() + line.len() > MAX_BYTES {
            return None;
        }
        // Some phones go on in the same line.
        let line = match line.find(">:").map(|end| &line[..end + 2]) {
            Some(start) if introduces(&format!("{sentence}{start}")) == Some(true) => start,
            _ => line,
        };
        sentence.push_str(line);
        sentence.push(' ');
        if line.ends_with(':') {
            let is_sure = introduces(sentence.trim_end())?;
            // Words above a sentence that is complete without them are somebody's own.
            let is_begun = starts(&lines[0].trim().to_lowercase());
            let is_longer = (1..=n).any(|start| {
                let is_start = !is_begun || starts(&lines[start].trim().to_lowercase());
                is_start && introduces(&lines[start..=n].join(" ")).is_some()
            });
            return (n == 0 || !is_longer && may_begin(lines[0])).then_some((n + 1, is_sure));
        }
    }
    None
}

/// Whether words between dashes introduce a quoted message, as Lotus Notes and Zoho write them.
pub(super) fn introduces_in_dashes(words: &str) -> bool {
    let said = words.trim_end_matches([':', ' ']);
    let has_verb = ENDS.iter().any(|verb| said.ends_with(verb)) || INSIDE.iter().any(|verb| words.contains(verb));
    has_verb && (words.contains('@') || has_time(words))
}

/// Whether a line can be the first of several.
fn may_begin(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    starts(&line) || line.contains('@') || line.contains('<') || line.bytes().any(|byte| byte.is_ascii_digit())
}

fn starts(lower: &str) -> bool {
    STARTS.iter().any(|start| lower.starts_with(start))
}

/// Whether this sentence introduces a quoted message, and whether it can be nothing else: it names a moment or an address.
fn introduces(sentence: &str) -> Option<bool> {
    let lower = sentence.trim_start_matches(['*', '"', '“', '„', ' ', '\u{a0}']).to_lowercase();
    let said = lower.trim_end_matches(|c: char| c == ':' || c.is_whitespace() || c == '*');
    let has_digit = lower.bytes().any(|byte| byte.is_ascii_digit());
    let has_address = lower.contains('@') || lower.contains('<');
    let begins = starts(&lower);
    let ends = ENDS.iter().any(|verb| said.ends_with(verb) && said.len() > verb.len());
    let is_inside = INSIDE.iter().any(|verb| lower.contains(verb)) && (begins || has_digit || has_address);
    let is_of_oneself = OF_ONESELF.iter().any(|words| lower.contains(words));
    // Some programs leave the verb out: a moment, a name, an address.
    let is_bare = has_address && lower.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) && has_time(&lower);
    let is_sentence = (ends && (begins || has_digit || has_address)) || is_inside || is_bare;
    let is_short = ends && !is_of_oneself && said.chars().count() < 80;
    if !is_sentence && !is_short {
        return None;
    }
    let is_dated = has_time(&lower) || has_date(&lower);
    Some(is_sentence && has_digit && !is_of_oneself && (has_address || (is_dated && (begins || is_inside))))
}

/// Whether there is a time such as `19:06` or `19.06 Uhr`.
fn has_time(lower: &str) -> bool {
    let bytes = lower.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b':', bytes).any(|at| at > 0 && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2))
}

/// Whether there is a year of four digits, or a date in numbers.
fn has_date(lower: &str) -> bool {
    let runs = lower.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let mut n_short = 0;
    for run in runs {
        if run.len() == 4 && (run.starts_with("19") || run.starts_with("20")) {
            return true;
        }
        n_short += usize::from(run.len() <= 2);
    }
    n_short >= 3
}
