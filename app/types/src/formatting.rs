//! The simple formatting of an answer: `**bold**`, `*italic*`, `[words](https://…)`, and lines that begin with `- ` or
//! `1. `. Read here for the conversation and for the mail alike.

/// What an address that a link leads to may begin with: nothing that a browser would run.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];
/// Longest address of a link, in bytes: what every mail program and browser follows.
const LINK_MAX_BYTES: usize = 2_000;
/// What ends a sentence rather than an address.
const SENTENCE_ENDS: &[char] = &['.', ',', ';', ':', '!', '?', ')', ']', '*', '\''];

/// Whether there is any, so that an HTML part says more than the text.
pub fn is_formatted(text: &str) -> bool {
    text.lines().any(|line| Item::read(line).is_some() || pieces(line).iter().any(Piece::is_formatted))
}

/// The text without the signs that only stand for a look; lists stay as they are, for they read well. Behind the words
/// of a link stands where it leads.
pub fn as_text(text: &str) -> String {
    let lines = text.split('\n').map(|line| pieces(line).iter().map(Piece::as_text).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}

/// The text as HTML, escaped, without anything around it.
pub fn as_html(text: &str) -> String {
    let mut html = String::new();
    let mut list: Option<&'static str> = None;
    let mut in_paragraph = false;
    for line in text.lines() {
        let item = Item::read(line);
        let tag = item.as_ref().map(|item| item.list);
        if in_paragraph && (tag.is_some() || line.trim().is_empty()) {
            html.push_str("</p>");
            in_paragraph = false;
        }
        if list != tag {
            push_tags(&mut html, &[("</", list), ("<", tag)]);
            list = tag;
        }
        match item {
            Some(item) => {
                html.push_str("<li>");
                push_line(&mut html, item.text);
                html.push_str("</li>");
            }
            None if line.trim().is_empty() => {}
            None => {
                html.push_str(if in_paragraph { "<br>" } else { "<p>" });
                in_paragraph = true;
                push_line(&mut html, line);
            }
        }
    }
    if in_paragraph {
        html.push_str("</p>");
    }
    push_tags(&mut html, &[("</", list)]);
    html
}

fn push_tags(html: &mut String, tags: &[(&str, Option<&str>)]) {
    for (start, tag) in tags {
        if let Some(tag) = tag {
            html.push_str(start);
            html.push_str(tag);
            html.push('>');
        }
    }
}

fn push_line(html: &mut String, line: &str) {
    for piece in pieces(line) {
        let tag = match piece.look {
            Look::Plain => None,
            Look::Bold => Some("b"),
            Look::Italic => Some("i"),
            Look::Link(address) => {
                html.push_str("<a href=\"");
                push_escaped(html, address);
                html.push_str("\" target=\"_blank\" rel=\"noopener noreferrer\">");
                push_escaped(html, piece.text);
                html.push_str("</a>");
                continue;
            }
        };
        push_tags(html, &[("<", tag)]);
        push_escaped(html, piece.text);
        push_tags(html, &[("</", tag)]);
    }
}

fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

/// A line of a list.
struct Item<'a> {
    list: &'static str,
    text: &'a str,
}

impl<'a> Item<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let line = line.trim_start();
        if let Some(text) = line.strip_prefix("- ") {
            return Some(Self { list: "ul", text });
        }
        let (number, text) = line.split_once(". ")?;
        // Longer numbers are years and dates.
        let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        is_number.then_some(Self { list: "ol", text })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look<'a> {
    Plain,
    Bold,
    Italic,
    /// With the address that it leads to.
    Link(&'a str),
}

struct Piece<'a> {
    text: &'a str,
    look: Look<'a>,
}

impl<'a> Piece<'a> {
    /// The formatted piece that this begins with, and its length with its signs.
    fn read(rest: &'a str) -> Option<(usize, Self)> {
        match rest.as_bytes().first()? {
            b'*' if rest.starts_with("**") => Self::between(rest, "**", Look::Bold),
            b'*' => Self::between(rest, "*", Look::Italic),
            b'[' => Self::link(rest),
            _ => Self::bare_link(rest),
        }
    }

    /// A sign counts when it has its partner on the same line and the words stand close to both.
    fn between(rest: &'a str, sign: &str, look: Look<'a>) -> Option<(usize, Self)> {
        let inside = &rest[sign.len()..];
        let text = &inside[..inside.find(sign)?];
        let stands_close =
            !text.is_empty() && !text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace);
        stands_close.then_some((text.len() + 2 * sign.len(), Self { text, look }))
    }

    fn link(rest: &'a str) -> Option<(usize, Self)> {
        let (text, after) = rest[1..].split_once("](")?;
        // An address may have brackets in it, as long as they are closed.
        let mut depth = 1;
        let end = after.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        })?;
        let address = &after[..end];
        let is_link = !text.trim().is_empty() && !text.contains('[') && may_lead_to(address);
        is_link.then_some((text.len() + address.len() + 4, Self { text, look: Look::Link(address) }))
    }

    fn bare_link(rest: &'a str) -> Option<(usize, Self)> {
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"".contains(c)).unwrap_or(rest.len());
        let address = rest[..end].trim_end_matches(SENTENCE_ENDS);
        let is_link = !address.starts_with("mailto:") && may_lead_to(address);
        is_link.then_some((address.len(), Self { text: address, look: Look::Link(address) }))
    }

    /// Whether HTML says more than the text: an address alone does not.
    fn is_formatted(&self) -> bool {
        !matches!(self.look, Look::Plain) && self.look != Look::Link(self.text)
    }

    fn as_text(&self) -> String {
        match self.look {
            Look::Link(address) if address != self.text => {
                format!("{} ({})", self.text, address.strip_prefix("mailto:").unwrap_or(address))
            }
            _ => self.text.to_owned(),
        }
    }
}

/// Whether a link may have this address.
fn may_lead_to(address: &str) -> bool {
    let is_breaking = |c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c);
    address.len() <= LINK_MAX_BYTES
        && SCHEMES.iter().any(|scheme| address.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
        && !address.contains(is_breaking)
}

/// A line taken apart.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    let mut plain_end = 0;
    while let Some(offset) = rest[plain_end..].find(['*', '[', 'h']) {
        let start = plain_end + offset;
        let is_within_word = rest[start..].starts_with('h') && rest[..start].ends_with(char::is_alphanumeric);
        match Piece::read(&rest[start..]).filter(|_| !is_within_word) {
            Some((length, piece)) => {
                pieces.push(Piece { text: &rest[..start], look: Look::Plain });
                pieces.push(piece);
                rest = &rest[start + length..];
                plain_end = 0;
            }
            None => plain_end = start + if rest[start..].starts_with("**") { 2 } else { 1 },
        }
    }
    pieces.push(Piece { text: rest, look: Look::Plain });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests;
