//! Where parts end: delimiters (RFC 2046 section 5.1.1).

use super::fields::line_end;

/// The boundary of a multipart whose header lost it: the first line that looks like a delimiter with a header below.
pub(super) fn guessed_boundary(body: &[u8]) -> Option<Vec<u8>> {
    /// Bytes in which it must stand: what is above the first part is a sentence or two.
    const SEARCHED_BYTES: usize = 4 << 10;
    /// Longest delimiter line, RFC 2046 section 5.1.1, and a little more.
    const MAX_LINE_BYTES: usize = 100;
    let body = &body[..body.len().min(SEARCHED_BYTES)];
    let mut start = 0;
    while start < body.len() {
        let end = line_end(body, start);
        let line = body[start..end].trim_ascii_end();
        let below = &body[end..line_end(body, end.min(body.len()))];
        let is_header = below.len() > 8 && below[..8].eq_ignore_ascii_case(b"content-");
        if line.starts_with(b"--") && (3..MAX_LINE_BYTES).contains(&line.len()) && is_header {
            return Some(line[2..].to_vec());
        }
        start = end;
    }
    None
}

/// The bytes from `start` to `end` without the line end before `end`: it belongs to the delimiter
/// (RFC 2046 section 5.1.1).
pub(super) fn before_line_end(raw: &[u8], start: usize, end: usize) -> &[u8] {
    let bytes = raw.get(start..end).unwrap_or_default();
    if end == raw.len() && !bytes.is_empty() {
        return bytes;
    }
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}
