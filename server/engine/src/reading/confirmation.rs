//! Mails of services that ask whether they may redirect to us. They come in every language, so they are known by who
//! sends them and where their links lead, never by their words. A sender can be made up: a link counts only when it
//! leads to the service itself, a code alone only once the sender is verified, and both are shown, never used.

mod code;
mod service;

#[cfg(test)]
mod tests;

use super::{opened, parts::Parts};
use service::Service;

/// Links looked at in one message, more than any of these mails has.
const MAX_LINKS: usize = 200;
/// Longest link in bytes; browsers and servers take about as much.
const MAX_LINK_BYTES: usize = 2_000;
/// Bytes of each text that are looked at.
const MAX_TEXT_BYTES: usize = 256 << 10;

/// What a service asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Confirmation {
    /// Who asks.
    pub service: &'static str,
    /// The code to type in there.
    pub code: Option<String>,
    /// The page to open there.
    pub link: Option<String>,
}

impl Confirmation {
    /// Whether only a verified sender makes it worth showing: it has no link to the service itself.
    pub const fn needs_proof(&self) -> bool {
        self.link.is_none()
    }
}

/// What is asked, when it is one of these mails.
pub(super) fn confirmation(parts: &Parts<'_>) -> Option<Confirmation> {
    let fields = &parts.root().fields;
    let from = fields.mailboxes("From").into_iter().next()?.address.to_ascii_lowercase();
    let service = Service::of_sender(&from)?;
    let texts: Vec<String> = parts.bodies().map(|(_, part)| part.text(MAX_TEXT_BYTES).0).collect();
    let link = texts.iter().flat_map(|text| links(text)).take(MAX_LINKS).find(|link| service.is_asked_by(link));
    let code = || code::of_subject(&fields.text("Subject")).or_else(|| code::of_text(&opened::text(parts)));
    let code = if service.sends_codes { code() } else { None };
    if link.is_none() && code.is_none() && !service.is_only_for_this {
        return None;
    }
    Some(Confirmation { service: service.name, code, link })
}

/// Everything in a text that is a link, in HTML too.
fn links(text: &str) -> impl Iterator<Item = String> {
    text.match_indices("https://").map(|(start, _)| {
        let rest = &text[start..text.floor_char_boundary(text.len().min(start + MAX_LINK_BYTES))];
        let end = rest.find(|c: char| c.is_whitespace() || c.is_control() || "\"'<>()[]\\".contains(c));
        rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ',']).replace("&amp;", "&")
    })
}
