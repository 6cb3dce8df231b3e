//! The first words of a message, for its line in a list.

use super::{html, line, parts::Parts};

/// Longest text kept, in characters: two lines on a wide screen.
const MAX_CHARS: usize = 160;
/// Bytes of a text that are looked at: what is quoted first may be long.
const MAX_TEXT_BYTES: usize = 8 << 10;
/// Bytes of an HTML part that are looked at: style sheets stand in front of the first word.
const MAX_HTML_BYTES: usize = 64 << 10;

/// The first words of the text, without what is quoted before them.
pub(super) fn first_words(parts: &Parts<'_>) -> String {
    let plain = parts.bodies().filter(|(_, part)| part.media_type == "text/plain");
    let words = plain.map(|(_, part)| of_text(&part.text(MAX_TEXT_BYTES).0)).find(|words| !words.is_empty());
    let from_html = || {
        let pages = parts.bodies().filter(|(_, part)| part.media_type == "text/html");
        pages.map(|(_, part)| of_html(&part.text(MAX_HTML_BYTES).0)).find(|words| !words.is_empty())
    };
    words.or_else(from_html).unwrap_or_default()
}

fn of_html(page: &str) -> String {
    // More than is kept, because white space and fillers are still in it.
    line::one_line(&html::words(page, MAX_CHARS * 8), MAX_CHARS)
}

fn of_text(text: &str) -> String {
    let mut own = String::new();
    let mut quoted = String::new();
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        if own.len() > MAX_CHARS * 8 {
            break;
        }
        let is_quoted = |line: &str| line.trim_start().starts_with('>');
        if is_quoted(line) {
            push_line(&mut quoted, line.trim_start_matches(['>', ' ', '\t']));
        } else if line.trim_end().ends_with(':') && lines.peek().is_some_and(|next| is_quoted(next)) {
            // "On … she wrote:" belongs to what follows it.
        } else {
            push_line(&mut own, line);
        }
    }
    let own = line::one_line(&own, MAX_CHARS);
    if own.is_empty() { line::one_line(&quoted, MAX_CHARS) } else { own }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::{MAX_CHARS, of_html, of_text};

    #[test]
    fn finds_the_first_words() {
        for (text, words) in [
            ("Hallo,\r\n\r\nanbei  meine\tBewerbung.", "Hallo, anbei meine Bewerbung."),
            ("> alt\n> älter\nNeu", "Neu"),
            ("Am Montag schrieb Anna:\n> alt\n\nNeu", "Neu"),
            ("> nur\n>> Zitat", "nur Zitat"),
            ("Guten Tag:\nText", "Guten Tag: Text"),
            ("", ""),
        ] {
            assert_eq!(of_text(text), words);
        }
        assert_eq!(of_text(&"wort ".repeat(1000)).chars().count(), MAX_CHARS - 1);
    }

    #[test]
    fn finds_them_in_html() {
        for (page, words) in [
            ("<style>p{}</style><title>T</title><p>Gr&uuml;&szlig;e<br>an&nbsp;alle</p>", "Grüße an alle"),
            ("<!-- a --><div>eins</div><div>zwei</div>", "eins zwei"),
            ("1 &lt; 2 &#8364; &#x41; &unknown; <b>f</b>ett", "1 < 2 € A &unknown; fett"),
            ("<script>alert(1)", ""),
        ] {
            assert_eq!(of_html(page), words);
        }
    }
}
