//! Content-Transfer-Encoding, RFC 2045 section 6, forgiving: what is no code is passed over.

mod base64;

use std::borrow::Cow;

use super::uuencode;

/// How a body is encoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Transfer {
    /// As it is: 7bit, 8bit, binary, and everything unknown.
    #[default]
    Identity,
    /// RFC 2045 section 6.8.
    Base64,
    /// RFC 2045 section 6.7.
    QuotedPrintable,
    /// POSIX uuencode, from before MIME.
    Uuencode,
}

impl Transfer {
    /// From the value of a Content-Transfer-Encoding field.
    pub fn from_field(value: &str) -> Self {
        let word = value.trim().trim_matches(['"', '\'', ';']).split([' ', '(']).next().unwrap_or_default();
        match word.to_ascii_lowercase().as_str() {
            "base64" => Self::Base64,
            "quoted-printable" | "quotedprintable" | "quoted_printable" => Self::QuotedPrintable,
            "x-uuencode" | "uuencode" | "x-uue" | "uue" => Self::Uuencode,
            _ => Self::Identity,
        }
    }

    /// Whether the bytes meant differ from those that are there.
    pub fn is_encoded(self) -> bool {
        self != Self::Identity
    }

    /// The bytes meant.
    pub fn decode(self, body: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Identity => Cow::Borrowed(body),
            Self::Base64 if !base64::is_base64(body) => Cow::Borrowed(body),
            Self::Base64 => Cow::Owned(base64::decode(body)),
            Self::QuotedPrintable => Cow::Owned(quoted_printable(body)),
            Self::Uuencode => Cow::Owned(uuencode::decode(body)),
        }
    }

    /// At least the first `max_bytes` of the bytes meant, and whether there are more.
    pub fn decode_start(self, body: &[u8], max_bytes: usize) -> (Cow<'_, [u8]>, bool) {
        // Three encoded bytes may mean one; a third more than that leaves room for line ends.
        let max_encoded = max_bytes.saturating_mul(4);
        let start = &body[..body.len().min(max_encoded)];
        let is_cut = start.len() < body.len();
        match self.decode(start) {
            Cow::Borrowed(bytes) => (Cow::Borrowed(&bytes[..bytes.len().min(max_bytes)]), bytes.len() > max_bytes),
            Cow::Owned(mut bytes) => {
                let is_cut = is_cut || bytes.len() > max_bytes;
                bytes.truncate(max_bytes);
                (Cow::Owned(bytes), is_cut)
            }
        }
    }

    /// Whether `body` is not what it is said to be.
    pub fn is_damaged(self, body: &[u8]) -> bool {
        match self {
            Self::Base64 => !base64::is_base64(body) || base64::is_damaged(body),
            Self::Uuencode => !body.trim_ascii().is_empty() && uuencode::decode(body).is_empty(),
            Self::Identity | Self::QuotedPrintable => false,
        }
    }
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let content = line.trim_ascii_end();
        let is_soft = content.ends_with(b"=") && line.len() > content.len();
        let content = if is_soft { &content[..content.len() - 1] } else { content };
        let mut rest = content;
        while let Some(equals) = memchr::memchr(b'=', rest) {
            bytes.extend_from_slice(&rest[..equals]);
            let code = rest.get(equals + 1..equals + 3).and_then(hex);
            bytes.push(code.unwrap_or(b'='));
            rest = &rest[equals + if code.is_some() { 3 } else { 1 }..];
        }
        bytes.extend_from_slice(rest);
        if !is_soft && line.ends_with(b"\r\n") {
            bytes.extend_from_slice(b"\r\n");
        } else if !is_soft && line.ends_with(b"\n") {
            bytes.push(b'\n');
        }
    }
    bytes
}

/// The body of an encoded word with Q (RFC 2047 section 4.2): an underscore is a blank.
pub(super) fn quoted_printable_word(body: &[u8]) -> Vec<u8> {
    let body: Vec<u8> = body.iter().map(|byte| if *byte == b'_' { b' ' } else { *byte }).collect();
    let mut bytes = quoted_printable(&body);
    // Blanks at an end are trimmed as line ends' are; here they count.
    let n_blanks = body.iter().rev().take_while(|byte| **byte == b' ').count();
    bytes.extend(std::iter::repeat_n(b' ', n_blanks));
    bytes
}

fn hex(digits: &[u8]) -> Option<u8> {
    let value = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(value(digits[0])? << 4 | value(digits[1])?).ok()
}

#[cfg(test)]
mod tests {
    use super::Transfer::{self, Base64, QuotedPrintable};

    #[test]
    fn decodes_and_forgives() {
        for (transfer, body, meant) in [
            (Base64, "SGFs\r\nbG8=", "Hallo"),
            (Base64, "SGFsbG8", "Hallo"),
            (Base64, "SGFsbG8=SGFsbG8=", "HalloHallo"),
            (Base64, "S!G*F s b G 8", "Hallo"),
            (Base64, "A", ""),
            (Base64, "SGFsbG8=\r\n_____\r\nA list about mail", "Hallo"),
            (Base64, "Guten Tag, das ist doch gar kein base64!", "Guten Tag, das ist doch gar kein base64!"),
            (QuotedPrintable, "Gr=C3=BC=C3=9Fe=\r\n an=20 \r\nalle", "Grüße an \r\nalle"),
            (QuotedPrintable, "1+1=2=\n=ZZ=4", "1+1=2=ZZ=4"),
            (Transfer::Identity, "=41", "=41"),
        ] {
            assert_eq!(String::from_utf8_lossy(&transfer.decode(body.as_bytes())), meant, "{body}");
        }
    }

    #[test]
    fn reads_the_field() {
        for (value, transfer) in [
            ("BASE64", Base64),
            ("\"base64\"", Base64),
            ("quoted-printable (really)", QuotedPrintable),
            ("x-uuencode", Transfer::Uuencode),
            ("binary", Transfer::Identity),
        ] {
            assert_eq!(Transfer::from_field(value), transfer);
        }
    }

    #[test]
    fn cuts_long_bodies() {
        let (start, is_cut) = Base64.decode_start(b"SGFsbG8gSGFsbG8gSGFsbG8gSGFsbG8=", 5);
        assert_eq!((&*start, is_cut), (&b"Hallo"[..], true));
        let (start, is_cut) = Base64.decode_start(b"SGFsbG8=", 5);
        assert_eq!((&*start, is_cut), (&b"Hallo"[..], false));
    }
}
