//! The words of an HTML part, without shape.

use mail_parser::decoders::html::add_html_token;

use super::tags::{Piece, Pieces};
use crate::reading::charset;

/// Longest character reference in bytes; the longest name in HTML has 33.
const MAX_REFERENCE_BYTES: usize = 40;
/// Elements within a line; all others end one.
const INLINE: &[&str] =
    &["a", "abbr", "b", "code", "em", "font", "i", "s", "small", "span", "strong", "sub", "sup", "u"];
/// The words of a page in order, without shape; about the first `max_bytes`.
pub(in crate::reading) fn words(page: &str, max_bytes: usize) -> String {
    let mut words = String::new();
    for piece in Pieces::of(page) {
        if words.len() > max_bytes {
            break;
        }
        match piece {
            Piece::Text(text) => push_unescaped(&mut words, text),
            Piece::Open(tag) if INLINE.contains(&tag.name.as_str()) => {}
            Piece::Close(name) if INLINE.contains(&name.as_str()) => {}
            Piece::Open(_) | Piece::Close(_) => words.push('\n'),
        }
    }
    words
}

/// `text` with its character references resolved (HTML section 13.5).
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    push_unescaped(&mut plain, text);
    plain
}

fn push_unescaped(plain: &mut String, text: &str) {
    let mut rest = text;
    while let Some(start) = memchr::memchr(b'&', rest.as_bytes()) {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let window = &rest.as_bytes()[..rest.len().min(MAX_REFERENCE_BYTES)];
        let n_bytes = match memchr::memchr(b';', window) {
            Some(end) if window[1..end].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#') => end + 1,
            _ => 1,
        };
        add_html_token(plain, &rest.as_bytes()[..n_bytes], false);
        // Numbers from 128 to 159 mean Windows-1252 (HTML section 13.2.5.80).
        if n_bytes > 1
            && let Some(c @ '\u{80}'..='\u{9f}') = plain.chars().next_back()
        {
            plain.pop();
            plain.push_str(&charset::guess(&[c as u8]));
        }
        rest = &rest[n_bytes..];
    }
    plain.push_str(rest);
}
