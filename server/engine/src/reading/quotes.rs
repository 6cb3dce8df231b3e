//! Tells what somebody wrote now from what their mail program repeats of earlier messages, from signatures and from
//! disclaimers.
//!
//! No standard says how any of these look. Known here are the forms of the usual mail programs in English, German,
//! French, Spanish, Italian, Dutch and Polish, and what pages mark. When in doubt a text is somebody's own: to see too
//! much is better than to miss an answer.

mod block;
mod closing;
mod introduction;

use types::TextPiece;

use block::{is_block, is_forwarded, is_rule, is_separator};
use introduction::introduction;

/// Most pieces of one text: somebody who answers line by line has fewer.
const PIECES_MAX: usize = 40;
/// Longest text of one's own in which is looked for a hint that the answers stand in the quoted text, in bytes.
const HINT_MAX_BYTES: usize = 600;
/// How people say that their answers stand in the quoted text, in lower case.
const HINTS: &[&str] = &[
    "inline",
    "in red",
    "see below",
    "answers below",
    "comments below",
    "in rot",
    "siehe unten",
    "s. unten",
    "s.u.",
    "weiter unten",
    "im text unten",
    "direkt im text",
    "unten im text",
    "en rouge",
    "ci-dessous",
    "dans le texte",
    "en rojo",
    "más abajo",
    "in rosso",
    "di seguito",
    "in het rood",
    "hieronder",
    "na czerwono",
    "poniżej",
];

/// Letters by which the beginning of an earlier message is found in another form of the same text, and lines in which
/// they stand.
const ANCHOR_CHARS: usize = 24;
const ANCHOR_LINES: usize = 6;

/// Takes a text apart, in its order. Joined by line ends the pieces are the text without blank lines at their edges.
/// `is_marked` says of each line whether its page calls it repeated; it may be empty. What is forwarded is not folded
/// where `is_forward`: it is what its sender wants to be read.
pub(super) fn pieces(text: &str, is_marked: &[bool], is_forward: bool) -> Vec<TextPiece> {
    let lines: Vec<&str> = text.lines().collect();
    let mut is_folded: Vec<bool> = (0..lines.len()).map(|n| is_marked.get(n).copied().unwrap_or_default()).collect();
    let mut place = 0;
    while place < lines.len() {
        let n_quoted = quoted_from(&lines, place, is_forward);
        let is_rest = n_quoted > 0 && place + n_quoted == lines.len() && !is_quote_mark(lines[lines.len() - 1]);
        if !(is_rest && answers_stand_below(&lines[..place], &is_folded)) {
            is_folded[place..place + n_quoted].fill(true);
        }
        place += n_quoted.max(1);
    }
    if !has_own_words(&lines, &is_folded) {
        // Folding everything away would leave nothing to read.
        is_folded.fill(false);
    }
    let before = is_folded.clone();
    closing::fold(&lines, &mut is_folded);
    if !has_own_words(&lines, &is_folded) {
        is_folded = before;
    }
    joined(&lines, &is_folded)
}

/// The lines of `text` that a page with the same words marks as repeated: from the first such line to the end.
pub(super) fn marks_in_twin(text: &str, page: &str, is_marked: &[bool]) -> Vec<bool> {
    let lines: Vec<&str> = page.lines().collect();
    let is_own = |n: usize| !is_marked.get(n).copied().unwrap_or_default() && !lines[n].trim().is_empty();
    let Some(first) = (0..lines.len()).find(|n| !is_own(*n) && !lines[*n].trim().is_empty()) else { return Vec::new() };
    if (first..lines.len()).any(is_own) || (0..first).all(|n| !is_own(n)) {
        return Vec::new();
    }
    let words = |lines: &[&str]| -> String {
        let letters = lines.iter().take(ANCHOR_LINES).flat_map(|line| line.chars());
        letters.filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(ANCHOR_CHARS).collect()
    };
    let anchor = words(&lines[first..]);
    let plain: Vec<&str> = text.lines().collect();
    let at = (0..plain.len()).find(|at| anchor.chars().count() > ANCHOR_CHARS / 3 && words(&plain[*at..]) == anchor);
    at.map_or_else(Vec::new, |at| (0..plain.len()).map(|n| n >= at).collect())
}

/// What was written now: the pieces that are not folded away.
pub(super) fn new_text(pieces: &[TextPiece]) -> String {
    let own: Vec<&str> = pieces.iter().filter(|piece| !piece.is_quoted).map(|piece| piece.text.as_str()).collect();
    own.join("\n\n").trim().to_owned()
}

fn has_own_words(lines: &[&str], is_folded: &[bool]) -> bool {
    lines.iter().zip(is_folded).any(|(line, is_folded)| !is_folded && line.chars().any(char::is_alphanumeric))
}

/// Whether the words of one's own say that the answers stand in what follows.
fn answers_stand_below(above: &[&str], is_folded: &[bool]) -> bool {
    let own = above.iter().zip(is_folded).filter(|(_, is_folded)| !**is_folded).map(|(line, _)| line.to_lowercase());
    let own = own.collect::<Vec<_>>().join(" ");
    own.len() <= HINT_MAX_BYTES && HINTS.iter().any(|hint| own.contains(hint))
}

fn joined(lines: &[&str], is_quoted: &[bool]) -> Vec<TextPiece> {
    let mut pieces: Vec<TextPiece> = Vec::new();
    for (line, is_quoted) in lines.iter().zip(is_quoted) {
        let is_blank = line.trim().is_empty();
        let is_full = pieces.len() == PIECES_MAX;
        match pieces.last_mut() {
            // Blank lines stay with what they follow.
            Some(piece) if is_blank || is_full || piece.is_quoted == *is_quoted => {
                piece.is_quoted &= *is_quoted || is_blank;
                piece.text.push('\n');
                piece.text.push_str(line);
            }
            _ if is_blank => {}
            _ => pieces.push(TextPiece { text: (*line).to_owned(), is_quoted: *is_quoted }),
        }
    }
    for piece in &mut pieces {
        piece.text.truncate(piece.text.trim_end().len());
    }
    pieces
}

/// How many lines from this place on repeat an earlier message; 0 when this line is somebody's own.
fn quoted_from(lines: &[&str], place: usize, is_forward: bool) -> usize {
    let rest = &lines[place..];
    if is_quote_mark(rest[0]) {
        return if is_forward && place == 0 { 0 } else { n_marked(rest) };
    }
    let begins_block = |rest: &[&str]| is_block(rest) && !is_forward && !is_forwarded(lines, place);
    if (is_separator(rest[0]) && !is_forward) || begins_block(rest) {
        return rest.len();
    }
    if is_rule(rest[0]) {
        let n_blank = rest[1..].iter().take_while(|line| line.trim().is_empty()).count();
        let below = &rest[1 + n_blank..];
        if n_blank < 2 && !below.is_empty() && begins_block(below) {
            return rest.len();
        }
    }
    let Some((n_lines, is_sure)) = introduction(rest) else { return 0 };
    let n_blank = rest[n_lines..].iter().take_while(|line| line.trim().is_empty()).count();
    let below = &rest[n_lines + n_blank..];
    match below.first() {
        // What follows the marked lines may be the answer.
        Some(line) if is_quote_mark(line) => n_lines + n_blank + n_marked(below),
        // Without marks nothing tells where the quoted message ends: it is everything.
        _ if is_sure && !is_forward => rest.len(),
        _ => 0,
    }
}

fn is_quote_mark(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('>') || line.starts_with("| ")
}

/// Marked lines, with the blank ones between them.
fn n_marked(lines: &[&str]) -> usize {
    let run = lines.iter().take_while(|line| is_quote_mark(line) || line.trim().is_empty());
    let run = run.count();
    lines[..run].iter().rposition(|line| is_quote_mark(line)).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests;
