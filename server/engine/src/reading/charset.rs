//! Bytes to text, whatever their writer called them.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

/// What people in Western Europe mean by bytes that are no UTF-8 and have no name.
const FALLBACK: &[u8] = b"windows-1252";

/// The text that `bytes` are in the charset of this name; an unknown or untrue name is passed over.
pub(super) fn decode<'a>(bytes: &'a [u8], name: Option<&str>) -> Cow<'a, str> {
    let name = name.unwrap_or_default().trim().to_ascii_lowercase();
    match charset_decoder(name.as_bytes()) {
        // Raw UTF-8 under the name of ASCII is as common as ASCII.
        Some(decode) if !matches!(name.as_str(), "" | "us-ascii" | "ascii" | "utf-8" | "utf8") => {
            Cow::Owned(decode(bytes))
        }
        _ => guess(bytes),
    }
}

/// The text that `bytes` are most likely: UTF-8, also when cut or hurt, otherwise Windows-1252.
pub(super) fn guess(bytes: &[u8]) -> Cow<'_, str> {
    let fault = match std::str::from_utf8(bytes) {
        Ok(text) => return Cow::Borrowed(text),
        Err(fault) => fault,
    };
    let valid = &bytes[..fault.valid_up_to()];
    let is_only_cut = fault.error_len().is_none() && fault.valid_up_to() > 0;
    if is_only_cut && let Ok(text) = std::str::from_utf8(valid) {
        return Cow::Borrowed(text);
    }
    let lossy = String::from_utf8_lossy(bytes);
    let has_utf8 = lossy.chars().any(|c| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER);
    match charset_decoder(FALLBACK) {
        Some(decode) if !has_utf8 => Cow::Owned(decode(bytes)),
        _ => lossy,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_what_is_meant() {
        for (bytes, name, text) in [
            (&b"Gr\xfc\xdfe"[..], None, "Grüße"),
            (b"Gr\xfc\xdfe", Some("us-ascii"), "Grüße"),
            (b"Gr\xfc\xdfe", Some("utf-8"), "Grüße"),
            (b"Gr\xfc\xdfe", Some("x-nonsense"), "Grüße"),
            ("Grüße".as_bytes(), Some("US-ASCII"), "Grüße"),
            (b"Gr\xfc\xdfe", Some("ISO-8859-1"), "Grüße"),
            (b"Gr\xc3\xbc\xc3", None, "Grü"),
            (b"\x82\xb1", Some("shift_jis"), "こ"),
        ] {
            assert_eq!(decode(bytes, name), text, "{bytes:?} {name:?}");
        }
    }
}
