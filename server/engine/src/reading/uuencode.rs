//! uuencode, as POSIX describes it: files inside the text, from before MIME and from scanners that never learned it.

use super::fields::line_end;

/// Longest line of data: 61 would be a length of 45 bytes; some programs write up to 84 characters.
const MAX_LINE_BYTES: usize = 120;
/// Most files taken out of one text.
const MAX_FILES: usize = 50;

/// A file found in a text, and what is left of the text.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The text without the files.
    pub text: Vec<u8>,
    /// Name and content of each.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Whether a text may hold such a file; quick.
pub(super) fn may_hold(text: &[u8]) -> bool {
    text.starts_with(b"begin ") || memchr::memmem::find(text, b"\nbegin ").is_some()
}

/// The files in a text; nothing when there is none.
pub(super) fn find(text: &[u8]) -> Option<Found> {
    let mut found = Found::default();
    let mut kept_from = 0;
    let mut start = 0;
    while start < text.len() && found.files.len() < MAX_FILES {
        let end = line_end(text, start);
        let file = name(&text[start..end]).and_then(|name| Some((name, data(text, end)?)));
        match file {
            Some((name, (content, after))) => {
                found.text.extend_from_slice(&text[kept_from..start]);
                found.files.push((name, content));
                kept_from = after;
                start = after;
            }
            None => start = end,
        }
    }
    found.text.extend_from_slice(text.get(kept_from..).unwrap_or_default());
    (!found.files.is_empty()).then_some(found)
}

/// The content of a body that is one such file, with or without its first line.
pub(super) fn decode(body: &[u8]) -> Vec<u8> {
    let mut start = 0;
    while start < body.len() {
        let end = line_end(body, start);
        if name(&body[start..end]).is_some() {
            return lines(body, end).0;
        }
        start = end;
    }
    lines(body, 0).0
}

/// The name in `begin 644 name`.
fn name(line: &[u8]) -> Option<String> {
    let rest = line.strip_prefix(b"begin ")?.trim_ascii();
    let space = memchr::memchr(b' ', rest)?;
    let is_mode = (3..=4).contains(&space) && rest[..space].iter().all(|byte| (b'0'..=b'7').contains(byte));
    let name = super::charset::guess(rest[space..].trim_ascii()).into_owned();
    (is_mode && !name.is_empty()).then_some(name)
}

/// The bytes of the lines from `start` on, and where they end; nothing when they are no file.
fn data(text: &[u8], start: usize) -> Option<(Vec<u8>, usize)> {
    let (content, end, is_ended) = lines(text, start);
    (is_ended || !content.is_empty()).then_some((content, end))
}

fn lines(text: &[u8], mut start: usize) -> (Vec<u8>, usize, bool) {
    let mut content = Vec::new();
    while start < text.len() {
        let end = line_end(text, start);
        let line = text[start..end].trim_ascii_end();
        if line == b"end" {
            return (content, end, true);
        }
        if line.is_empty() || line == b"`" {
            start = end;
            continue;
        }
        let n_bytes = usize::from(line[0].wrapping_sub(b' ') & 63);
        let is_data = line.len() <= MAX_LINE_BYTES
            && line.iter().all(|byte| (b' '..=b'`').contains(byte))
            // Blanks at the end are lost on the way.
            && line.len() - 1 <= n_bytes.div_ceil(3) * 4 + 2;
        if !is_data {
            return (content, start, false);
        }
        push_line(&mut content, &line[1..], n_bytes);
        start = end;
    }
    (content, start, false)
}

fn push_line(content: &mut Vec<u8>, line: &[u8], n_bytes: usize) {
    let value = |at: usize| line.get(at).map_or(0, |byte| u32::from(byte.wrapping_sub(b' ') & 63));
    let mut left = n_bytes;
    let mut at = 0;
    while left > 0 {
        let bits = value(at) << 18 | value(at + 1) << 12 | value(at + 2) << 6 | value(at + 3);
        let bytes = bits.to_be_bytes();
        content.extend_from_slice(&bytes[1..1 + left.min(3)]);
        left -= left.min(3);
        at += 4;
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, find};

    const FILE: &str = "begin 644 cv.txt\r\n+2&%L;&\\@5V5L=`T`\r\n`\r\nend\r\n";

    #[test]
    fn finds_files_in_texts() {
        let text = format!("Guten Tag,\r\n{FILE}Grüße\r\n");
        let found = find(text.as_bytes()).unwrap();
        assert_eq!(String::from_utf8_lossy(&found.text), "Guten Tag,\r\nGrüße\r\n");
        assert_eq!(found.files, [("cv.txt".to_owned(), b"Hallo Welt\r".to_vec())]);
        assert_eq!(decode(FILE.as_bytes()), b"Hallo Welt\r");
        assert_eq!(decode(b"+2&%L;&\\@5V5L=`T`\r\n"), b"Hallo Welt\r");
    }

    #[test]
    fn leaves_words_alone() {
        for text in ["begin with this\r\nend\r\n", "begin 644 x\r\nthen we go on in small letters", "begin 9 x\r\nend"]
        {
            assert!(find(text.as_bytes()).is_none(), "{text}");
        }
    }
}
