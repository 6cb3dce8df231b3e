//! The words of an HTML part.

use mail_parser::decoders::html::add_html_token;

use super::{
    tags::{Piece, Pieces},
    tame::{Rules, tame},
};
use crate::reading::{charset, line};

/// Columns the text is wrapped at: what is common for mail in plain text, and a little more.
const COLUMNS: usize = 100;
/// Columns that quotes in quotes leave for text.
const MIN_COLUMNS: usize = 40;
/// Longest character reference in bytes; the longest name in HTML has 33.
const MAX_REFERENCE_BYTES: usize = 40;
/// Elements within a line; all others end one.
const INLINE: &[&str] =
    &["a", "abbr", "b", "code", "em", "font", "i", "s", "small", "span", "strong", "sub", "sup", "u"];
/// Elements that keep their shape in text.
const KEPT: &[&str] =
    &["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "br", "dl", "dt", "dd"];

/// A page as text for reading. Tables become lines: in mail they are layout.
pub(in crate::reading) fn text(page: &str) -> String {
    let rules = Rules {
        element: |name| match name {
            "table" | "tr" | "center" | "section" | "article" | "header" | "footer" | "caption" | "form" => Some("div"),
            "td" | "th" => Some("span"),
            _ => KEPT.iter().copied().find(|kept| *kept == name),
        },
        attribute: &|_, _| None,
        after: |name| if matches!(name, "td" | "th") { " " } else { "" },
    };
    let tamed = tame(page, &rules);
    let rendered = html2text::config::plain_no_decorate()
        .allow_width_overflow()
        .min_wrap_width(MIN_COLUMNS)
        .link_footnotes(false)
        .string_from_read(tamed.as_bytes(), COLUMNS);
    // Without a rendering the words are better than nothing.
    let text = rendered.unwrap_or_else(|_| words(page, page.len()));
    line::lines(&text).trim_matches('\n').to_owned()
}

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

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn reads_as_text() {
        for (page, plain) in [
            ("<p>Hallo <b>Welt</b></p><p>zwei<br>Zeilen</p>", "Hallo Welt\n\nzwei\nZeilen"),
            ("<table><tr><td>Name</td><td>Anna</td></tr><tr><td>Ort</td></tr></table>", "Name Anna\nOrt"),
            ("<ul><li>eins<li>zwei</ul>", "* eins\n* zwei"),
            ("a &amp; b &amp c &#150; d", "a & b &amp c – d"),
            ("<blockquote>alt</blockquote>neu", "> alt\n\nneu"),
            ("<style>p{}</style><script>x()</script>&Uuml;ber", "Über"),
        ] {
            assert_eq!(text(page), plain, "{page}");
        }
    }

    #[test]
    fn bears_any_depth_and_width() {
        let deep = "<div><blockquote><ul><li>".repeat(20_000);
        assert!(text(&format!("{deep}tief")).contains("tief"));
        let wide = "x".repeat(20_000);
        assert!(text(&wide).contains("xxx"));
    }
}
