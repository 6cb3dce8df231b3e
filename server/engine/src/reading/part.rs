//! One body part of a message (RFC 2045 section 2.4): its fields, what they say about it, and its encoded bytes.

use std::{borrow::Cow, cell::OnceCell, ops::Range};

use types::ReadingProblem;

use super::{charset, fields::Fields, html, line, transfer::Transfer};

/// Longest boundary in bytes. RFC 2046 section 5.1.1 allows 70; some programs write more.
const MAX_BOUNDARY_BYTES: usize = 512;
/// Longest media type kept, in characters; RFC 6838 section 4.2 allows 127 on each side.
const MAX_TYPE_CHARS: usize = 255;

/// Bytes of a text that are looked at for characters that cannot be read.
const MAX_CHECKED_BYTES: usize = 64 << 10;

/// A body part. The message itself is the first one.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    /// Its header.
    pub fields: Fields<'a>,
    /// Its encoded bytes; empty for a multipart that was taken apart.
    pub body: &'a [u8],
    /// Where it stands in the message, header and encoded body.
    pub span: Range<usize>,
    /// The part that contains it, by place.
    pub parent: Option<usize>,
    /// Media type in lower case without parameters.
    pub media_type: String,
    /// What Content-Disposition says, RFC 2183.
    pub disposition: Disposition,
    /// File name as its writer gave it: hostile.
    pub file_name: Option<String>,
    /// Boundary of a multipart that was taken apart.
    pub boundary: Option<Vec<u8>>,
    /// How the body is encoded.
    pub transfer: Transfer,
    /// How its lines are to be joined.
    pub flow: Flow,
    /// What protects it: `protocol` of multipart/signed and multipart/encrypted (RFC 1847), `smime-type` of S/MIME
    /// (RFC 8551 section 3.2.2); in lower case, possibly empty.
    pub protocol: String,
    charset: Option<String>,
    report_type: Option<String>,
    /// Decoding a large file takes longer than everything else, and several ask for it.
    decoded: OnceCell<Cow<'a, [u8]>>,
}

/// Whether a part belongs into the text or beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Disposition {
    /// Nothing is said.
    #[default]
    Unsaid,
    /// Into the text.
    Inline,
    /// Beside it.
    Attachment,
}

/// How the lines of a plain text are to be joined, RFC 3676.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Flow {
    /// As they are.
    #[default]
    Fixed,
    /// A line that ends in a blank goes on in the next.
    WithSpaces,
    /// The same, and the blank goes (`DelSp=yes`).
    WithoutSpaces,
}

impl<'a> Part<'a> {
    /// A part with this header; `default_type` is its type when it names none (RFC 2046 section 5.1.5).
    pub fn new(fields: Fields<'a>, parent: Option<usize>, default_type: &str) -> Self {
        let content_type = fields.parameters("Content-Type");
        let parameter = |name: &str| content_type.as_ref()?.get(name);
        let written = content_type.as_ref().map(|found| line::one_line(&found.value, MAX_TYPE_CHARS));
        let media_type = match written.as_deref() {
            None | Some("") => default_type.to_owned(),
            Some("text") => "text/plain".to_owned(),
            Some(media_type) if is_media_type(media_type) => media_type.to_owned(),
            Some(_) => "application/octet-stream".to_owned(),
        };
        let boundary = parameter("boundary").map(|boundary| boundary.trim_end().as_bytes().to_vec());
        let boundary = boundary.filter(|boundary| (1..=MAX_BOUNDARY_BYTES).contains(&boundary.len()));
        let boundary = boundary.filter(|_| media_type.starts_with("multipart/"));
        let disposition = fields.parameters("Content-Disposition");
        let file_name = disposition.as_ref().and_then(|found| found.get("filename"));
        let disposition = match disposition.map(|found| found.value).as_deref() {
            None | Some("") => Disposition::Unsaid,
            Some("inline") => Disposition::Inline,
            Some(_) => Disposition::Attachment,
        };
        let is =
            |name: &str, value: &str| parameter(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value));
        let flow = match media_type == "text/plain" && is("format", "flowed") {
            true if is("delsp", "yes") => Flow::WithoutSpaces,
            true => Flow::WithSpaces,
            false => Flow::Fixed,
        };
        Self {
            file_name: file_name.or_else(|| parameter("name")).filter(|name| !name.trim().is_empty()),
            charset: parameter("charset"),
            flow,
            protocol: parameter("protocol")
                .or_else(|| parameter("smime-type"))
                .unwrap_or_default()
                .to_ascii_lowercase(),
            report_type: (media_type == "multipart/report")
                .then(|| parameter("report-type").unwrap_or_default().to_ascii_lowercase()),
            transfer: Transfer::from_field(&fields.raw_text("Content-Transfer-Encoding").unwrap_or_default()),
            body: &[],
            decoded: OnceCell::new(),
            span: 0..0,
            parent,
            media_type,
            disposition,
            boundary,
            fields,
        }
    }

    /// Whether it is one of these media types.
    pub fn is(&self, media_types: &[&str]) -> bool {
        media_types.contains(&self.media_type.as_str())
    }

    /// Whether it is S/MIME in one piece, signed or encrypted (RFC 8551 section 3.2).
    pub fn is_opaque_smime(&self) -> bool {
        self.is(&["application/pkcs7-mime", "application/x-pkcs7-mime"])
            || (self.media_type == "application/octet-stream"
                && self.file_name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("smime.p7m")))
    }

    /// Content-ID without angle brackets, RFC 2392.
    pub fn content_id(&self) -> Option<String> {
        self.fields.ids("Content-ID").into_iter().next()
    }

    /// What a page calls this part when it is a picture: its Content-ID and its Content-Location (RFC 2392, RFC 2557).
    pub fn picture_names(&self) -> impl Iterator<Item = String> {
        let location = self.fields.raw_text("Content-Location").filter(|location| !location.is_empty());
        self.content_id().into_iter().chain(location)
    }

    /// Whether it is only a signature over another part.
    pub fn is_signature(&self) -> bool {
        self.is(&["application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"])
    }

    /// What sort of report a `multipart/report` says it is (RFC 6522 section 3), possibly nothing; also when its parts
    /// were lost on the way.
    pub fn report_type(&self) -> Option<&str> {
        self.report_type.as_deref()
    }

    /// The decoded bytes; kept for whoever asks next.
    pub fn content(&self) -> &[u8] {
        self.decoded.get_or_init(|| self.transfer.decode(self.body))
    }

    /// The first `max_bytes` of the decoded bytes.
    pub fn content_start(&self, max_bytes: usize) -> Cow<'a, [u8]> {
        self.transfer.decode_start(self.body, max_bytes).0
    }

    /// The text in the first `max_bytes` of the decoded bytes, and whether there is more.
    pub fn text(&self, max_bytes: usize) -> (String, bool) {
        let (bytes, is_cut) = self.transfer.decode_start(self.body, max_bytes);
        (charset::decode(&bytes, self.charset(&bytes).as_deref()).into_owned(), is_cut)
    }

    /// What the charset is called: where mail says it, else where the page says it itself.
    fn charset(&self, content: &[u8]) -> Option<Cow<'_, str>> {
        match &self.charset {
            Some(name) => Some(Cow::Borrowed(name.as_str())),
            None if self.media_type == "text/html" => html::charset(content).map(Cow::Owned),
            None => None,
        }
    }

    /// What of it cannot be read as it is meant.
    pub fn problem(&self) -> Option<ReadingProblem> {
        let is_text = self.media_type.starts_with("text/");
        if self.transfer.is_damaged(self.body) {
            return Some(ReadingProblem::DamagedEncoding);
        }
        if !is_text {
            return None;
        }
        let bytes = self.content_start(MAX_CHECKED_BYTES);
        match self.charset(&bytes) {
            Some(name) if charset::is_unknown(&name) => Some(ReadingProblem::UnknownCharset),
            name => charset::decode(&bytes, name.as_deref())
                .trim_end_matches(char::REPLACEMENT_CHARACTER)
                .contains(char::REPLACEMENT_CHARACTER)
                .then_some(ReadingProblem::UnreadableCharacters),
        }
    }
}

/// Whether `text` is of the form `type/subtype`.
fn is_media_type(text: &str) -> bool {
    let is_token = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/');
    text.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}
