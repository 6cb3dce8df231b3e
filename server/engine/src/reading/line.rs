//! Text made fit to be shown.

/// `text` on one line: white space folded, control characters and invisible marks taken out, at most `max_chars`.
pub(super) fn one_line(text: &str, max_chars: usize) -> String {
    let mut line = String::with_capacity(text.len().min(max_chars.saturating_mul(4)));
    let mut n_chars = 0;
    let mut is_space_due = false;
    for c in text.chars() {
        if c.is_whitespace() || (c.is_control() && c != '\0') {
            is_space_due = n_chars > 0;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        let n_needed = 1 + usize::from(is_space_due);
        if n_chars + n_needed > max_chars {
            break;
        }
        if std::mem::take(&mut is_space_due) {
            line.push(' ');
        }
        line.push(c);
        n_chars += n_needed;
    }
    line
}

/// `text` with plain line ends and without control characters, which databases and terminals take amiss.
pub(super) fn lines(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            '\n' | '\t' => kept.push(c),
            c if c.is_control() => {}
            c => kept.push(c),
        }
    }
    kept
}

/// How subjects begin that mail programs give to what they forward, in lower case.
const FORWARD_STARTS: &[&str] =
    &["fw:", "fwd:", "wg:", "tr:", "rv:", "vs:", "i:", "doorst:", "pd:", "enc:", "inoltra:"];
/// How subjects begin that mail programs give to answers, in lower case.
const ANSWER_STARTS: &[&str] = &["re:", "aw:", "antw:", "sv:", "odp:", "r:", "rif:", "res:", "antwort:"];

/// Whether a subject is that of a forwarded message.
pub(super) fn is_forward_subject(subject: &str) -> bool {
    let mut rest = subject.trim_start().to_lowercase();
    // `AW: WG: …` answers what was forwarded.
    if ANSWER_STARTS.iter().any(|start| rest.starts_with(start)) {
        return false;
    }
    if let Some((_, after)) = rest.split_once(']').filter(|_| rest.starts_with('[')) {
        rest = after.trim_start().to_owned();
    }
    FORWARD_STARTS.iter().any(|start| rest.starts_with(start))
}

/// Whether `c` changes the direction of what follows (UAX 9 section 2): it makes `fdp.exe` look like `exe.pdf`.
pub(super) fn is_direction_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{61C}')
}

/// Whether `c` shows nothing: direction controls, fillers of newsletters, NUL.
/// Joiners stay: Persian and Indic scripts are spelled with them.
fn is_invisible(c: char) -> bool {
    is_direction_control(c) || matches!(c, '\0' | '\u{AD}' | '\u{34F}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::{lines, one_line};

    #[test]
    fn folds_to_one_line() {
        for (text, max_chars, line) in [
            ("  a \r\n\t b\u{a0}c ", 100, "a b c"),
            ("a\0b\u{1b}[31m", 100, "ab [31m"),
            ("abc\u{202e}fdp.exe", 100, "abcfdp.exe"),
            ("äöü äöü", 4, "äöü"),
            ("äöü äöü", 5, "äöü ä"),
            ("\u{34f} \u{34f} Hallo", 100, "Hallo"),
            ("שלום עולם", 100, "שלום עולם"),
        ] {
            assert_eq!(one_line(text, max_chars), line, "{text:?}");
        }
    }

    #[test]
    fn keeps_lines() {
        assert_eq!(lines("a\r\nb\rc\0\td\u{7}"), "a\nb\nc\td");
    }
}
