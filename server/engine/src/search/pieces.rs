//! A text with what was looked for in it marked.

use types::Piece;

use super::tokens::is_hit;
use crate::candidates::words::plain;

/// How much of a text is shown around the first hit, in bytes.
const EXCERPT_BYTES: usize = 220;
/// How much of that stands before the hit, in bytes.
const BEFORE_BYTES: usize = 60;
/// What stands where text was left out.
const LEFT_OUT: &str = "…";

/// The whole text with its hits marked.
pub(super) fn marked(text: &str, searched: &[String]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |text: &str, is_hit: bool| match pieces.last_mut() {
        Some(last) if last.is_hit == is_hit => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece { text: text.to_owned(), is_hit }),
    };
    let mut rest = text;
    while let Some((before, word, after)) = next_word(rest) {
        push(before, false);
        push(word, is_hit(&plain(word), searched));
        rest = after;
    }
    push(rest, false);
    pieces
}

/// The words around the first hit on one line, with the hits marked; the first words when there is none.
pub(super) fn excerpt(text: &str, searched: &[String]) -> Vec<Piece> {
    let start = first_hit(text, searched).map_or(0, |at| word_start(text, at.saturating_sub(BEFORE_BYTES)));
    let end = word_end(text, start.saturating_add(EXCERPT_BYTES));
    let shown = text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    let before = if start > 0 { LEFT_OUT } else { "" };
    let after = if end < text.len() { LEFT_OUT } else { "" };
    marked(&format!("{before}{shown}{after}"), searched)
}

fn first_hit(text: &str, searched: &[String]) -> Option<usize> {
    if searched.is_empty() {
        return None;
    }
    let mut rest = text;
    while let Some((before, word, after)) = next_word(rest) {
        if is_hit(&plain(word), searched) {
            return Some(text.len() - rest.len() + before.len());
        }
        rest = after;
    }
    None
}

/// What stands before the next word, the word, and what follows.
fn next_word(text: &str) -> Option<(&str, &str, &str)> {
    let is_of_word = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
    let start = text.find(is_of_word)?;
    let n = text[start..].find(|c| !is_of_word(c)).unwrap_or(text.len() - start);
    Some((&text[..start], &text[start..start + n], &text[start + n..]))
}

fn word_start(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    if at == 0 {
        return 0;
    }
    text[at..].find(char::is_whitespace).filter(|n| *n < BEFORE_BYTES).map_or(at, |n| at + n)
}

fn word_end(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    text[at..]
        .find(char::is_whitespace)
        .filter(|n| *n < BEFORE_BYTES)
        .map_or(at.max(last_boundary(text, at)), |n| at + n)
}

/// The end of the text when only a word is left of it.
fn last_boundary(text: &str, at: usize) -> usize {
    if text.len() - at < BEFORE_BYTES { text.len() } else { at }
}

#[cfg(test)]
mod tests {
    use types::Piece;

    use super::{excerpt, marked};
    use crate::search::tokens::searched;

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn marks_words_as_they_were_written() {
        for (text, typed, expected) in [
            ("Frau Müller, Softwareingenieurin", "mueller ingenieur", "Frau [Müller], [Softwareingenieurin]"),
            ("<b>x</b>", "b", "<[b]>x</[b]>"),
            ("nothing", "else", "nothing"),
            ("", "x", ""),
        ] {
            assert_eq!(shown(&marked(text, &searched(typed))), expected);
        }
    }

    #[test]
    fn excerpts_hold_the_first_hit() {
        let text = format!("{} here is the needle {}", "straw ".repeat(200), "hay ".repeat(200));
        let found = shown(&excerpt(&text, &searched("needle")));
        assert!(found.contains("[needle]") && found.len() < 320, "{found}");
        assert!(found.starts_with('…') && found.ends_with('…'), "{found}");
        assert_eq!(shown(&excerpt("a\r\n  b", &searched("b"))), "a [b]");
        let unbroken = "ä".repeat(5_000);
        assert!(excerpt(&unbroken, &searched("x")).iter().map(|piece| piece.text.len()).sum::<usize>() < 400);
    }
}
