//! One body part of a message (RFC 2045 section 2.4): its fields, what they say about it, and its encoded bytes.

use std::borrow::Cow;

use super::{charset, fields::Fields, line, transfer::Transfer};

/// Longest boundary in bytes. RFC 2046 section 5.1.1 allows 70; some programs write more.
const MAX_BOUNDARY_BYTES: usize = 512;
/// Longest media type kept, in characters; RFC 6838 section 4.2 allows 127 on each side.
const MAX_TYPE_CHARS: usize = 255;

/// A body part. The message itself is the first one.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    /// Its header.
    pub fields: Fields<'a>,
    /// Its encoded bytes; empty for a multipart that was taken apart.
    pub body: &'a [u8],
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
    charset: Option<String>,
    report_type: Option<String>,
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

impl<'a> Part<'a> {
    /// A part with this header; `default_type` is its type when it names none (RFC 2046 section 5.1.5).
    pub fn new(fields: Fields<'a>, parent: Option<usize>, default_type: &str) -> Self {
        let content_type = fields.parameters("Content-Type");
        let parameter = |name: &str| {
            let content_type = content_type.as_ref()?;
            content_type.attribute(name).map(str::to_owned)
        };
        let media_type = match content_type.as_ref().map(|found| (found.ctype(), found.subtype())) {
            None | Some(("", _)) => default_type.to_owned(),
            Some(("text", None)) => "text/plain".to_owned(),
            Some((_, None)) => "application/octet-stream".to_owned(),
            Some((kind, Some(subtype))) => line::one_line(&format!("{kind}/{subtype}"), MAX_TYPE_CHARS).to_lowercase(),
        };
        let boundary = parameter("boundary").map(|boundary| boundary.trim_end().as_bytes().to_vec());
        let boundary = boundary.filter(|boundary| (1..=MAX_BOUNDARY_BYTES).contains(&boundary.len()));
        let boundary = boundary.filter(|_| media_type.starts_with("multipart/"));
        let disposition = fields.parameters("Content-Disposition");
        let file_name = disposition.as_ref().and_then(|found| found.attribute("filename").map(str::to_owned));
        let disposition = match disposition.map(|found| found.ctype().to_ascii_lowercase()).as_deref() {
            None | Some("") => Disposition::Unsaid,
            Some("inline") => Disposition::Inline,
            Some(_) => Disposition::Attachment,
        };
        Self {
            file_name: file_name.or_else(|| parameter("name")).filter(|name| !name.trim().is_empty()),
            charset: parameter("charset"),
            report_type: (media_type == "multipart/report")
                .then(|| parameter("report-type").unwrap_or_default().to_ascii_lowercase()),
            transfer: Transfer::from_field(&fields.raw_text("Content-Transfer-Encoding").unwrap_or_default()),
            body: &[],
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

    /// Content-ID without angle brackets, RFC 2392.
    pub fn content_id(&self) -> Option<String> {
        self.fields.ids("Content-ID").into_iter().next()
    }

    /// What sort of report a `multipart/report` says it is (RFC 6522 section 3), possibly nothing; also when its parts
    /// were lost on the way.
    pub fn report_type(&self) -> Option<&str> {
        self.report_type.as_deref()
    }

    /// The decoded bytes.
    pub fn content(&self) -> Cow<'a, [u8]> {
        self.transfer.decode(self.body)
    }

    /// The first `max_bytes` of the decoded bytes.
    pub fn content_start(&self, max_bytes: usize) -> Cow<'a, [u8]> {
        self.transfer.decode_start(self.body, max_bytes).0
    }

    /// The text in the first `max_bytes` of the decoded bytes, and whether there is more.
    pub fn text(&self, max_bytes: usize) -> (String, bool) {
        let (bytes, is_cut) = self.transfer.decode_start(self.body, max_bytes);
        (charset::decode(&bytes, self.charset.as_deref()).into_owned(), is_cut)
    }
}
