//! Plain text whose lines are to be joined, RFC 3676: what its writer sees as one paragraph is one.

use super::part::Flow;

/// Deepest quoting that is told apart.
const MAX_DEPTH: usize = 50;

/// The text with its lines joined.
pub(super) fn joined(text: &str, flow: Flow) -> String {
    if flow == Flow::Fixed {
        return text.to_owned();
    }
    let mut whole = String::with_capacity(text.len());
    // Depth of the quote that the open paragraph stands in.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let (depth, words) = unquoted(line);
        let is_signature = words == "-- ";
        let goes_on = open == Some(depth) && !is_signature;
        if !goes_on {
            if !whole.is_empty() || open.is_some() {
                whole.push('\n');
            }
            whole.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                whole.push(' ');
            }
        }
        let is_flowed = words.ends_with(' ') && !is_signature;
        let is_shortened = is_flowed && flow == Flow::WithoutSpaces;
        whole.push_str(if is_shortened { &words[..words.len() - 1] } else { words });
        open = is_flowed.then_some(depth);
        if !is_flowed && whole.is_empty() {
            // A blank first line is a line too.
            whole.push('\n');
        }
    }
    whole
}

/// How deep a line is quoted, and its words without the blank that protects them.
fn unquoted(line: &str) -> (usize, &str) {
    let depth = line.bytes().take(MAX_DEPTH).take_while(|byte| *byte == b'>').count();
    let words = &line[depth..];
    (depth, words.strip_prefix(' ').unwrap_or(words))
}

#[cfg(test)]
mod tests {
    use super::{Flow, joined};

    #[test]
    fn joins_paragraphs() {
        for (text, flow, whole) in [
            ("Sehr geehrte \nDamen und \nHerren,\n\nzwei", Flow::WithSpaces, "Sehr geehrte Damen und Herren,\n\nzwei"),
            ("Donau \ndampf \nschiff", Flow::WithoutSpaces, "Donaudampfschiff"),
            ("> eins \n> zwei\n>> drei \n> vier\nfünf", Flow::WithSpaces, "> eins zwei\n>> drei \n> vier\nfünf"),
            (" > kein Zitat\n From here", Flow::WithSpaces, "> kein Zitat\nFrom here"),
            ("Gruß\n-- \nAnna \nSchmidt", Flow::WithSpaces, "Gruß\n-- \nAnna Schmidt"),
            ("a \nb", Flow::Fixed, "a \nb"),
        ] {
            assert_eq!(joined(text, flow), whole);
        }
    }
}
