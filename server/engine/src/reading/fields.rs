//! The fields of a header (RFC 5322 section 2.2), split in one pass and decoded when asked for.

use std::borrow::Cow;

use mail_parser::{HeaderValue, parsers::MessageStream};
use types::{Mailbox, Timestamp};

use super::{MAX_IDS, charset, date, encoded_word, line, mailbox, parameters::Parameters};

/// Most bytes looked at as one header. Gateways stop at 64 to 256 KiB; what comes after is taken as text.
const MAX_HEADER_BYTES: usize = 1 << 20;
/// Most fields kept of one header; a long way through many gateways adds about 200.
const MAX_FIELDS: usize = 2_000;
/// Longest field name; RFC 5322 section 2.1.1 allows no line of more than 998.
const MAX_NAME_BYTES: usize = 128;
/// Most bytes of one field that are decoded: decoding may take time with the square of the length.
const MAX_VALUE_BYTES: usize = 32 << 10;
/// Most mailboxes taken from fields of one name.
const MAX_MAILBOXES: usize = 200;
/// Longest message identifier in characters: it has to fit on a line of 998.
const MAX_ID_CHARS: usize = 998;

/// A header's fields in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields<'a>(Vec<Field<'a>>);

/// One field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// Its name as written.
    pub name: &'a str,
    /// All of it as written, without the last line end.
    lines: &'a [u8],
    /// Everything after the colon, with line ends.
    value: &'a [u8],
}

impl<'a> Fields<'a> {
    /// The fields at the beginning of `raw`, and where the body begins. Lines that are no field are passed over.
    /// `in_part` is for the header of a body part, which may be empty and is ended by a delimiter line.
    pub fn split(raw: &'a [u8], in_part: bool) -> (Self, usize) {
        let mut fields = Vec::new();
        let mut first_stray = None;
        let mut start = 0;
        while start < raw.len().min(MAX_HEADER_BYTES) {
            let mut end = line_end(raw, start);
            let line = &raw[start..end];
            if matches!(line, b"\n" | b"\r\n") {
                if !in_part && fields.is_empty() && first_stray.is_none() {
                    start = end;
                    continue;
                }
                return (Self(fields), end);
            }
            if in_part && line.starts_with(b"--") {
                return (Self(fields), start);
            }
            while matches!(raw.get(end), Some(b' ' | b'\t')) {
                end = line_end(raw, end);
            }
            match Field::parse(&raw[start..end]) {
                Some(field) if fields.len() < MAX_FIELDS => fields.push(field),
                Some(_) => {}
                None => first_stray = first_stray.or(Some(start)),
            }
            start = end;
        }
        // Without an empty line the text, if there is any, begins with the first line that is no field.
        let body = if start >= raw.len() { first_stray.unwrap_or(raw.len()) } else { start };
        (Self(fields), body)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Field<'a>> {
        self.0.iter()
    }

    /// The fields of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Field<'a>> {
        self.0.iter().filter(move |field| field.name.eq_ignore_ascii_case(name))
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The first field of this name, unfolded and trimmed but not decoded.
    pub fn raw_text(&self, name: &str) -> Option<String> {
        self.all(name).next().map(Field::unfolded)
    }

    /// The first field of this name in lower case, for comparing; empty when there is none.
    pub fn word(&self, name: &str) -> String {
        self.raw_text(name).unwrap_or_default().to_ascii_lowercase()
    }

    /// The first field of this name with its encoded words decoded (RFC 2047); empty when there is none.
    pub fn text(&self, name: &str) -> String {
        self.all(name).next().map(Field::decoded).unwrap_or_default()
    }

    /// The mailboxes in all fields of this name, groups taken apart.
    pub fn mailboxes(&self, name: &str) -> Vec<Mailbox> {
        let mut mailboxes = Vec::new();
        for field in self.all(name) {
            mailboxes.extend(mailbox::list(field.cut(), MAX_MAILBOXES - mailboxes.len()));
        }
        mailboxes
    }

    /// The message identifiers in the first field of this name, without angle brackets.
    pub fn ids(&self, name: &str) -> Vec<String> {
        let Some(field) = self.all(name).next() else { return Vec::new() };
        let bytes = field.for_parser();
        // Exchange puts long identifiers into encoded words.
        let bytes = match memchr::memmem::find(&bytes, b"=?") {
            Some(_) => Cow::Owned(format!("{}\n", field.decoded()).into_bytes()),
            None => bytes,
        };
        let ids: Vec<Cow<'_, str>> = match MessageStream::new(&bytes).parse_id() {
            HeaderValue::Text(id) => vec![id],
            HeaderValue::TextList(ids) => ids,
            _ => Vec::new(),
        };
        let ids = ids.iter().map(|id| line::one_line(id, MAX_ID_CHARS)).filter(|id| !id.is_empty());
        ids.take(MAX_IDS).collect()
    }

    /// The date in Date, RFC 5322 section 3.3.
    pub fn date(&self) -> Option<Timestamp> {
        self.all("Date").next().and_then(|field| date::parse(&field.for_parser()))
    }

    /// The first field of this name as a value with parameters (RFC 2045 section 5.1, RFC 2183, RFC 2231).
    pub fn parameters(&self, name: &str) -> Option<Parameters> {
        self.all(name).next().map(|field| Parameters::parse(field.cut()))
    }
}

impl<'a> Field<'a> {
    fn parse(lines: &'a [u8]) -> Option<Self> {
        let colon = lines.iter().take(MAX_NAME_BYTES).position(|byte| *byte == b':')?;
        let name = lines[..colon].trim_ascii_end();
        let fits = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
        let name = std::str::from_utf8(name).ok().filter(|_| fits)?;
        Some(Self { name, lines: lines.trim_ascii_end(), value: &lines[colon + 1..] })
    }

    /// Whether it is about the body (RFC 2045 section 9), not about the message.
    pub fn is_about_content(&self) -> bool {
        self.name.len() > 8 && self.name.as_bytes()[..8].eq_ignore_ascii_case(b"content-")
    }

    /// The field as written, ended by a line end.
    pub fn written(&self) -> impl Iterator<Item = u8> + use<'a> {
        self.lines.iter().chain(b"\r\n").copied()
    }

    /// The value on one line (RFC 5322 section 2.2.3), trimmed, not decoded.
    pub fn unfolded(&self) -> String {
        let value = charset::guess(&self.value[..self.value.len().min(MAX_VALUE_BYTES)]);
        let unfolded: String = value.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        unfolded.trim().to_owned()
    }

    /// The value with its encoded words decoded (RFC 2047).
    pub fn decoded(&self) -> String {
        encoded_word::decode(self.cut())
    }

    /// The bytes of the value that are looked at.
    fn cut(&self) -> &'a [u8] {
        &self.value[..self.value.len().min(MAX_VALUE_BYTES)]
    }

    /// The value as the parser wants it: ended by a line end, and UTF-8 whatever the writer sent.
    fn for_parser(&self) -> Cow<'a, [u8]> {
        let cut = self.cut();
        if cut.ends_with(b"\n") && std::str::from_utf8(cut).is_ok() {
            return Cow::Borrowed(cut);
        }
        let mut text = charset::guess(cut).into_owned();
        text.push('\n');
        Cow::Owned(text.into_bytes())
    }
}

/// Where the line that begins at `start` ends, its line end included.
pub(super) fn line_end(raw: &[u8], start: usize) -> usize {
    memchr::memchr(b'\n', &raw[start..]).map_or(raw.len(), |offset| start + offset + 1)
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn splits_headers_of_every_shape() {
        for (raw, names, body) in [
            ("A: 1\r\nB: 2\r\n 3\r\n\r\ntext", vec!["A", "B"], "text"),
            ("A: 1\nB : 2\n\ntext", vec!["A", "B"], "text"),
            ("\r\n\r\nA: 1\r\n\r\ntext", vec!["A"], "text"),
            ("From mbox Mon\nA: 1\n>From x\nB: 2\n\ntext", vec!["A", "B"], "text"),
            ("A: 1\r\nno field here\r\nnor here", vec!["A"], "no field here\r\nnor here"),
            ("A: 1", vec!["A"], ""),
            ("", vec![], ""),
            ("just words\nand more\n", vec![], "just words\nand more\n"),
        ] {
            let (fields, start) = Fields::split(raw.as_bytes(), false);
            assert_eq!(fields.iter().map(|field| field.name).collect::<Vec<_>>(), names, "{raw:?}");
            assert_eq!(&raw[start..], body, "{raw:?}");
        }
    }

    #[test]
    fn reads_values_whatever_their_bytes() {
        let raw = b"Subject: Bewerbung M\xfcller\r\nFrom: =?utf-8?Q?J=C3=BCrgen?= <j@x.de>, \"B, C\" <b@x.de>\r\n\
                    X-Fold: a\r\n\tb\r\nReferences: <a@b> <c@d>\r\n e@f\r\nMessage-ID: <x y@z>\r\n\r\n";
        let (fields, _) = Fields::split(raw, false);
        assert_eq!(fields.text("subject"), "Bewerbung Müller");
        assert_eq!(fields.raw_text("x-fold").as_deref(), Some("a\tb"));
        let from = fields.mailboxes("From");
        assert_eq!((from[0].name.as_str(), from[1].name.as_str()), ("Jürgen", "B, C"));
        assert_eq!(fields.ids("References"), ["a@b", "c@d"]);
        assert_eq!(fields.ids("Message-ID"), ["x y@z"]);
    }
}
