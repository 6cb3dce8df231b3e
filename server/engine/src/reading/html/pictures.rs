//! Pictures of an HTML part: those that came with it, and those it would fetch.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    plain::unescape,
    tags::{Piece, Pieces},
};
use crate::reading::parts::Parts;

/// Picture types that cannot carry script.
const RASTER: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp"];
/// Bytes of all pictures put into one page, before encoding.
const MAX_TOTAL_BYTES: usize = 8 << 20;
/// Bytes of pictures put into one page a second time and more often, before encoding: enough for what stands before every
/// line, or between; a page that shows a photograph a hundred times is not made a hundred times its size.
const MAX_REPEATED_BYTES: usize = 64 << 10;
/// Longest address followed, in bytes.
const MAX_ADDRESS_BYTES: usize = 4_000;
/// Longest Content-ID compared, in bytes.
const MAX_ID_BYTES: usize = 998;

/// Where the source of a picture leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// To a part of the message with this Content-ID (RFC 2392).
    Part(String),
    /// Elsewhere: an https address.
    Remote(String),
    /// The picture is in the address itself (RFC 2397).
    Here,
    /// To a part of the message with this Content-Location (RFC 2557), if there is one.
    Near(String),
    /// Nowhere we follow.
    Unknown,
}

impl Source {
    /// From the value of a `src` attribute with its character references resolved.
    pub fn of(value: &str) -> Self {
        // Browsers leave these out wherever they stand in an address.
        let value = value.trim().replace(['\t', '\n', '\r'], "");
        let (scheme, rest) = value.split_once(':').unwrap_or(("", &value));
        match scheme.to_ascii_lowercase().as_str() {
            "cid" => Self::Part(percent_decoded(rest.trim_matches(['<', '>', ' ']))),
            // Asked over http, a picture tells everybody on the way who reads what.
            "http" | "https" if rest.starts_with("//") && value.len() <= MAX_ADDRESS_BYTES => {
                Self::Remote(format!("https:{rest}"))
            }
            "data" if is_raster(rest) => Self::Here,
            "" if !rest.starts_with("//") && (1..=MAX_ID_BYTES).contains(&rest.len()) => Self::Near(rest.to_owned()),
            _ => Self::Unknown,
        }
    }
}

/// The Content-IDs of the pictures that a page shows.
pub(in crate::reading) fn named(page: &str) -> HashSet<String> {
    let ids = sources(page).filter_map(|source| match source {
        Source::Part(id) | Source::Near(id) => Some(id),
        _ => None,
    });
    ids.collect()
}

/// How many pictures a page would fetch from elsewhere.
pub(in crate::reading) fn n_remote(page: &str) -> u32 {
    sources(page).filter(|source| matches!(source, Source::Remote(_))).count() as u32
}

fn sources(page: &str) -> impl Iterator<Item = Source> {
    let pictures = Pieces::of(page).filter_map(|piece| match piece {
        Piece::Open(tag) if tag.name == "img" => tag.attribute("src"),
        _ => None,
    });
    pictures.map(|value| Source::of(&unescape(value)))
}

/// The pictures that came with a message, as addresses that hold them.
pub(super) struct Enclosed<'p, 'a> {
    parts: &'p Parts<'a>,
    places: HashMap<String, usize>,
    /// The places of those that the page holds already.
    held: RefCell<HashSet<usize>>,
    bytes_left: Cell<usize>,
    repeated_bytes_left: Cell<usize>,
}

impl<'p, 'a> Enclosed<'p, 'a> {
    /// The pictures of this message.
    pub fn of(parts: &'p Parts<'a>) -> Self {
        let files = parts.files().iter().map(|file| (file.part, parts.get(file.part)));
        let pictures = files.filter(|(_, part)| part.is(RASTER));
        let places = pictures.flat_map(|(place, part)| part.picture_names().map(move |name| (name, place))).collect();
        Self {
            parts,
            places,
            held: RefCell::default(),
            bytes_left: Cell::new(MAX_TOTAL_BYTES),
            repeated_bytes_left: Cell::new(MAX_REPEATED_BYTES),
        }
    }

    /// The address that holds the picture with this Content-ID (RFC 2397); nothing when there is none, or when the
    /// page has had its share of bytes.
    pub fn address(&self, id: &str) -> Option<String> {
        self.address_of(*self.places.get(id)?)
    }

    /// The same for the picture at this place among the parts.
    pub fn address_of(&self, place: usize) -> Option<String> {
        let part = self.parts.get(place);
        if !part.is(RASTER) {
            return None;
        }
        let content = part.content();
        let is_held = self.held.borrow().contains(&place);
        let left = if is_held { &self.repeated_bytes_left } else { &self.bytes_left };
        left.set(left.get().checked_sub(content.len())?);
        self.held.borrow_mut().insert(place);
        Some(format!("data:{};base64,{}", part.media_type, STANDARD.encode(content)))
    }
}

/// Whether what follows `data:` is a picture in base64 and nothing else.
fn is_raster(rest: &str) -> bool {
    let (media_type, bytes) = rest.split_once(";base64,").unwrap_or_default();
    RASTER.contains(&media_type.to_ascii_lowercase().as_str())
        && bytes.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' '))
}

/// `text` with `%40` and the like resolved (RFC 3986 section 2.1).
fn percent_decoded(text: &str) -> String {
    let text = &text[..text.floor_char_boundary(MAX_ID_BYTES)];
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let code = code.filter(|code| *first == b'%' && code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::Source::{self, Here, Near, Part, Remote, Unknown};

    #[test]
    fn tells_sources_apart() {
        for (value, source) in [
            ("cid:logo%40acme", Part("logo@acme".into())),
            (" CID:<a%b>", Part("a%b".into())),
            ("http://x.de/a.png", Remote("https://x.de/a.png".into())),
            ("ht\ntps://x.de/a.png", Remote("https://x.de/a.png".into())),
            ("data:image/png;base64,AA", Here),
            ("data:image/svg+xml,<svg>", Unknown),
            ("data:text/html,x", Unknown),
            ("data:image/png,x", Unknown),
            ("data:image/png;base64,AA&AA", Unknown),
            ("java\tscript:x", Unknown),
            ("//x.de/a.png", Unknown),
            ("a.png", Near("a.png".into())),
        ] {
            assert_eq!(Source::of(value), source, "{value}");
        }
    }
}
