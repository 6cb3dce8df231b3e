//! The HTML of a message as a whole document.

use super::{MAX_HTML_BYTES, pictures::Enclosed, sanitise::sanitise};
use crate::reading::{opened, parts::Parts};

/// What comes before the page. Light on purpose: mail is written for white paper, and turning its colours round makes
/// some of it unreadable. The policy that goes with it is a response header.
const HEAD: &str = "<!doctype html>\n<html><head><meta charset=\"utf-8\">\
    <meta name=\"color-scheme\" content=\"light\"><meta name=\"referrer\" content=\"no-referrer\">\
    <base target=\"_blank\"><style>\
    html{background:#fff;color:#1b1b1b}\
    body{margin:0;padding:16px;font:15px/1.5 system-ui,sans-serif;overflow-wrap:break-word}\
    img{max-width:100%}img:not([height]){height:auto}\
    table{max-width:100%}pre{white-space:pre-wrap}a{color:#0b57d0}\
    blockquote{margin:8px 0;padding-left:12px;border-left:3px solid #c4c7cc}\
    .plain{white-space:pre-wrap}\
    </style></head><body>";
/// What comes after it.
const FOOT: &str = "</body></html>\n";

/// The HTML parts of a message, and the plain ones between them, as one document; nothing without an HTML part.
pub(in crate::reading) fn document(parts: &Parts<'_>, remote_images: bool) -> Option<String> {
    inside(parts, remote_images).map(|inside| [HEAD, &inside, FOOT].concat())
}

/// What stands inside that document.
pub(in crate::reading) fn inside(parts: &Parts<'_>, remote_images: bool) -> Option<String> {
    if !parts.bodies().any(|(_, part)| part.media_type == "text/html") {
        return None;
    }
    let enclosed = Enclosed::of(parts);
    let mut document = String::new();
    let mut bytes_left = MAX_HTML_BYTES;
    // Some programs put pictures between the texts, each a part of its own.
    let pictures = parts.files().iter().filter(|file| file.is_inline && !file.is_shown).map(|file| file.part);
    let mut pictures = pictures.peekable();
    for (place, part) in parts.bodies() {
        while let Some(picture) = pictures.next_if(|picture| *picture < place) {
            document.push_str(&shown(&enclosed, picture));
        }
        let (text, _) = part.text(bytes_left);
        if part.media_type == "text/html" {
            bytes_left = bytes_left.saturating_sub(text.len());
            document.push_str(&sanitise(&text, &enclosed, remote_images));
        } else if !parts.twins(place).any(|twin| twin.media_type == "text/html") {
            bytes_left = bytes_left.saturating_sub(text.len());
            document.push_str("<div class=\"plain\">");
            document.push_str(&ammonia::clean_text(&opened::plain_text(part, &text)));
            document.push_str("</div>");
        }
    }
    pictures.for_each(|picture| document.push_str(&shown(&enclosed, picture)));
    Some(document)
}

/// A picture that stands between the texts.
fn shown(enclosed: &Enclosed<'_, '_>, place: usize) -> String {
    enclosed.address_of(place).map_or_else(String::new, |address| format!("<p><img src=\"{address}\"></p>"))
}
