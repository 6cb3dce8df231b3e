//! The text of a file: what it is found by. Documents are complicated and their readers are others', so this runs in a
//! process of its own (`postroom extract-text`), which may take its time and memory, or end at once.

mod packed;
mod pdf;

use types::TextState;

pub use pdf::tame as tame_pdf;

use super::{AttachmentFile, charset, html, media_type, rtf, sniff};

/// Longest text kept of one file, in bytes: eighty printed pages.
pub(super) const MAX_TEXT_BYTES: usize = 200_000;
/// Bytes of a plain text that are looked at to see whether it is one.
const PEEKED_BYTES: usize = 4 << 10;
/// Media types of files whose text is read.
const KINDS: &[&str] = &[
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
    "application/rtf",
    "text/plain",
    "text/csv",
];
/// Letters that some fonts have for two.
const LIGATURES: &[(char, &str)] = &[
    ('\u{fb00}', "ff"),
    ('\u{fb01}', "fi"),
    ('\u{fb02}', "fl"),
    ('\u{fb03}', "ffi"),
    ('\u{fb04}', "ffl"),
    ('\u{fb05}', "st"),
    ('\u{fb06}', "st"),
];

/// What reading a file gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileText {
    /// How far it came.
    pub state: TextState,
    /// The text; empty unless it was read.
    pub text: String,
}

impl From<TextState> for FileText {
    fn from(state: TextState) -> Self {
        Self { state, text: String::new() }
    }
}

/// Whether a file is of a kind whose text is read.
pub fn may_have_text(file: &AttachmentFile) -> bool {
    let by_name = || media_type::by_ending(&file.name).is_some_and(|kind| KINDS.contains(&kind));
    KINDS.contains(&file.media_type.as_str()) || by_name()
}

/// The text of a file with this content, whatever it is called. May panic, take long and need much memory: to be called
/// where that does no harm.
pub fn file_text(content: &[u8]) -> FileText {
    match read(content).map(|text| tidy(&text)) {
        Ok(text) if text.is_empty() => TextState::NoWords.into(),
        Ok(text) => FileText { state: TextState::Read, text },
        Err(state) => state.into(),
    }
}

fn read(content: &[u8]) -> Result<String, TextState> {
    match sniff::media_type(content) {
        Some("application/pdf") => pdf::text(content),
        Some("application/rtf") => Ok(match rtf::read(content) {
            rtf::Body::Plain(text) => text,
            rtf::Body::Html(page) => html::words(&page, MAX_TEXT_BYTES),
        }),
        Some("text/html") => Ok(html::words(&charset::guess(content), MAX_TEXT_BYTES)),
        Some(shown) if sniff::is_encrypted(content, Some(shown)) => Err(TextState::Encrypted),
        Some(shown) if shown == "application/zip" || shown.contains("document") => packed::text(content),
        None if is_plain(content) => Ok(charset::guess(content).into_owned()),
        _ => Err(TextState::Damaged),
    }
}

/// Whether it can be words at all: those have no zeros, except in UTF-16, which says so.
fn is_plain(content: &[u8]) -> bool {
    let start = &content[..content.len().min(PEEKED_BYTES)];
    start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") || !start.contains(&0)
}

/// The text as it is kept: its words, with one blank or one line end between.
fn tidy(text: &str) -> String {
    let mut tidy = String::new();
    let mut gap = "";
    for c in text.chars() {
        if tidy.len() >= MAX_TEXT_BYTES {
            break;
        }
        match c {
            '\n' | '\u{c}' => gap = "\n",
            _ if c.is_whitespace() || c.is_control() => gap = if gap.is_empty() { " " } else { gap },
            _ => {
                if !tidy.is_empty() {
                    tidy.push_str(gap);
                }
                gap = "";
                match LIGATURES.iter().find(|(ligature, _)| *ligature == c) {
                    Some((_, letters)) => tidy.push_str(letters),
                    None => tidy.push(c),
                }
            }
        }
    }
    tidy
}

#[cfg(test)]
mod tests;
