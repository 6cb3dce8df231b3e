//! Tells what somebody wrote from what their mail program repeats of earlier messages.
//!
//! No standard says how quoting looks. Known here are `>` in front of lines, the sentence that introduces them ("On …
//! wrote:", "Am … schrieb …:"), the line "-----Original Message-----", and the block of From, Sent, To and Subject that
//! Outlook puts above; in English and German. When in doubt a text is somebody's own: to see too much is better than
//! to miss an answer.

use types::TextPiece;

/// Most pieces of one text: somebody who answers line by line has fewer.
const PIECES_MAX: usize = 40;
/// Lines that an introducing sentence is broken into at most.
const INTRODUCTION_LINES_MAX: usize = 4;
/// Longest introducing sentence, in bytes: names, addresses and a date.
const INTRODUCTION_MAX_BYTES: usize = 400;
/// Lines of a block of header fields that are looked at.
const BLOCK_LINES_MAX: usize = 12;
/// Fields that make a block: less may be somebody's own list.
const BLOCK_FIELDS_MIN: usize = 3;

/// Takes a text apart, in its order. Joined by line ends the pieces are the text without blank lines at their edges.
pub(super) fn pieces(text: &str) -> Vec<TextPiece> {
    let lines: Vec<&str> = text.lines().collect();
    let mut is_quoted = vec![false; lines.len()];
    let mut place = 0;
    while place < lines.len() {
        let n_quoted = quoted_from(&lines, place);
        is_quoted[place..place + n_quoted].fill(true);
        place += n_quoted.max(1);
    }
    let has_own_words = lines.iter().zip(&is_quoted).any(|(line, is_quoted)| !is_quoted && !line.trim().is_empty());
    if !has_own_words {
        // Folding everything away would leave nothing to read.
        is_quoted.fill(false);
    }
    joined(&lines, &is_quoted)
}

/// What was written now: the pieces that are not folded away.
pub(super) fn new_text(pieces: &[TextPiece]) -> String {
    let own: Vec<&str> = pieces.iter().filter(|piece| !piece.is_quoted).map(|piece| piece.text.as_str()).collect();
    own.join("\n\n").trim().to_owned()
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
fn quoted_from(lines: &[&str], place: usize) -> usize {
    let rest = &lines[place..];
    if is_marked(rest[0]) {
        return n_marked(rest);
    }
    if is_separator(rest[0]) || (is_block(rest) && !is_forwarded(lines, place)) {
        return rest.len();
    }
    if is_rule(rest[0]) && rest.get(1).is_some_and(|next| !next.trim().is_empty()) && is_block(&rest[1..]) {
        return rest.len();
    }
    let Some((n_lines, is_sure)) = introduction(rest) else { return 0 };
    let n_blank = rest[n_lines..].iter().take_while(|line| line.trim().is_empty()).count();
    let below = &rest[n_lines + n_blank..];
    match below.first() {
        // What follows the marked lines may be the answer.
        Some(line) if is_marked(line) => n_lines + n_blank + n_marked(below),
        // Without marks nothing tells where the quoted message ends: it is everything.
        _ if is_sure => rest.len(),
        _ => 0,
    }
}

fn is_marked(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Marked lines, with the blank ones between them.
fn n_marked(lines: &[&str]) -> usize {
    let run = lines.iter().take_while(|line| is_marked(line) || line.trim().is_empty());
    let run = run.count();
    lines[..run].iter().rposition(|line| is_marked(line)).map_or(0, |last| last + 1)
}

/// "-----Original Message-----" and its like.
fn is_separator(line: &str) -> bool {
    let line = line.trim();
    if !line.starts_with("--") && !line.starts_with("__") {
        return false;
    }
    let words = line.trim_matches(['-', '_', ' ', '*']).to_lowercase();
    matches!(
        words.as_str(),
        "original message"
            | "original appointment"
            | "ursprüngliche nachricht"
            | "urspr. nachricht"
            | "originalnachricht"
            | "original-nachricht"
            | "ursprüngliche mail"
            | "ursprüngliche e-mail"
            | "reply message"
    )
}

/// The line that Outlook on the web puts above its block.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 10 && line.bytes().all(|byte| byte == b'_' || byte == b'-')
}

/// Whether these lines begin with From, Sent, To and Subject, in some order.
fn is_block(lines: &[&str]) -> bool {
    let Some(first) = field(lines[0]) else { return false };
    let mut found = vec![first];
    for line in lines[1..].iter().take(BLOCK_LINES_MAX - 1) {
        match field(line) {
            Some(name) if !found.contains(&name) => found.push(name),
            Some(_) => break,
            None if line.trim().is_empty() => break,
            // Many recipients go on in the next line.
            None => {}
        }
    }
    found.contains(&Name::From) && found.len() >= BLOCK_FIELDS_MIN
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    From,
    Sent,
    To,
    Cc,
    Subject,
}

fn field(line: &str) -> Option<Name> {
    let (name, _) = line.trim().split_once(':')?;
    // Some programs write the names in bold.
    Some(match name.trim_matches(['*', ' ']).to_lowercase().as_str() {
        "from" | "von" => Name::From,
        "sent" | "date" | "gesendet" | "datum" | "gesendet am" | "sent on" => Name::Sent,
        "to" | "an" => Name::To,
        "cc" | "kopie" => Name::Cc,
        "subject" | "betreff" | "betr" => Name::Subject,
        _ => return None,
    })
}

/// Whether the block at this place is that of a forwarded message, which is what its sender wants to be read.
fn is_forwarded(lines: &[&str], place: usize) -> bool {
    let above = lines[..place].iter().rev().take(BLOCK_LINES_MAX);
    let above = above.into_iter().find(|line| !line.trim().is_empty() && field(line).is_none());
    above.is_some_and(|line| {
        let line = line.to_lowercase();
        ["forwarded message", "weitergeleitete nachricht", "weitergeleiteten nachricht", "forwarded mail"]
            .iter()
            .any(|words| line.contains(words))
    })
}

/// Lines of the sentence that introduces a quoted message, and whether it can be nothing else.
fn introduction(lines: &[&str]) -> Option<(usize, bool)> {
    let first = lines[0].trim();
    if first.is_empty() {
        return None;
    }
    let mut sentence = String::new();
    for (n, line) in lines.iter().take(INTRODUCTION_LINES_MAX).enumerate() {
        let line = line.trim();
        if line.is_empty() || is_marked(line) || sentence.len() + line.len() > INTRODUCTION_MAX_BYTES {
            return None;
        }
        sentence.push_str(line);
        sentence.push(' ');
        if line.ends_with(':') {
            return introduces(sentence.trim_end()).map(|is_sure| (n + 1, is_sure));
        }
    }
    None
}

/// Whether this sentence introduces a quoted message, and whether it can be nothing else: it names a day.
fn introduces(sentence: &str) -> Option<bool> {
    let lower = sentence.trim_start_matches('*').to_lowercase();
    let said = lower.trim_end_matches([':', ' ']);
    let has_digit = lower.bytes().any(|byte| byte.is_ascii_digit());
    let has_address = lower.contains('@') || lower.contains('<');
    let english = said.ends_with("wrote") && (lower.starts_with("on ") || has_digit || has_address);
    let german = (lower.starts_with("am ") && lower.contains(" schrieb"))
        || said.ends_with(" schrieb")
        || lower.contains(" schrieb am ")
        || lower.contains(" hat am ") && said.ends_with("geschrieben");
    let is_sure =
        has_digit && (lower.starts_with("on ") || lower.starts_with("am ") || has_address || lower.contains(" am "));
    (english || german).then_some(is_sure)
}

#[cfg(test)]
mod tests;
