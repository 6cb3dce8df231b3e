//! Bytes to text, whatever their writer called them.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Bytes of a text without a name that are looked at to find out what it is.
const MAX_GUESSED_BYTES: usize = 64 << 10;
/// Bytes beyond ASCII below which a guess is no better than what is common in Western Europe.
const MIN_FOREIGN_BYTES: usize = 8;
/// Names that programs make up, and what they mean by them.
const ALIASES: &[(&str, &str)] = &[
    ("utf8mb4", "utf-8"),
    ("utf-8n", "utf-8"),
    ("utf_8", "utf-8"),
    ("unicode-1-1-utf-8", "utf-8"),
    ("cp65001", "utf-8"),
    ("cp1252", "windows-1252"),
    ("cp-1252", "windows-1252"),
    ("win-1252", "windows-1252"),
    ("ansi", "windows-1252"),
    ("latin-1", "iso-8859-1"),
    ("iso8859-1", "iso-8859-1"),
    ("iso_8859_1", "iso-8859-1"),
    ("iso-8859-1-windows-1252", "windows-1252"),
    ("cp1250", "windows-1250"),
    ("cp1251", "windows-1251"),
    ("cp1253", "windows-1253"),
    ("cp1254", "windows-1254"),
    ("cp1257", "windows-1257"),
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("x-mac-roman", "macintosh"),
    ("iso-2022-jp-2", "iso-2022-jp"),
    ("iso-2022-jp-ms", "iso-2022-jp"),
    ("koi8", "koi8-r"),
];

/// What a name means.
enum Named {
    /// Nothing that tells more than the bytes do: no name, or ASCII.
    Unsaid,
    Known(&'static Encoding),
    /// One that browsers do not know, and mail has (UTF-7, code page 850).
    Rare(fn(&[u8]) -> String),
    Unknown,
}

/// The text that `bytes` are in the charset of this name; an unknown or untrue name is passed over.
pub(super) fn decode<'a>(bytes: &'a [u8], name: Option<&str>) -> Cow<'a, str> {
    match named(name) {
        Named::Known(encoding) if encoding != UTF_8 => {
            // UTF-8 under another name is common, and other bytes are hardly ever UTF-8 by chance.
            match std::str::from_utf8(bytes) {
                Ok(text) if is_ascii_based(encoding) => Cow::Borrowed(text),
                _ => encoding.decode(bytes).0,
            }
        }
        Named::Rare(decode) => Cow::Owned(decode(bytes)),
        Named::Known(_) | Named::Unsaid | Named::Unknown => guess(bytes),
    }
}

/// Whether a name means nothing.
pub(super) fn is_unknown(name: &str) -> bool {
    matches!(named(Some(name)), Named::Unknown)
}

/// The text that `bytes` are most likely: UTF-8, also when cut or hurt, otherwise what their letters look like.
pub(super) fn guess(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let fault = match std::str::from_utf8(bytes) {
        Ok(text) if memchr::memmem::find(bytes, b"\x1b$").is_none() => return Cow::Borrowed(text),
        Ok(_) => return encoding_rs::ISO_2022_JP.decode_without_bom_handling(bytes).0,
        Err(fault) => fault,
    };
    let valid = &bytes[..fault.valid_up_to()];
    let is_only_cut = fault.error_len().is_none() && fault.valid_up_to() > 0;
    if is_only_cut && let Ok(text) = std::str::from_utf8(valid) {
        return Cow::Borrowed(text);
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0;
    }
    let lossy = String::from_utf8_lossy(bytes);
    let n_utf8 = lossy.chars().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER).count();
    let n_broken = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    if n_utf8 > n_broken { lossy } else { likely(bytes).decode_without_bom_handling(bytes).0 }
}

/// The legacy encoding that bytes look like.
fn likely(bytes: &[u8]) -> &'static Encoding {
    let start = &bytes[..bytes.len().min(MAX_GUESSED_BYTES)];
    if start.iter().filter(|byte| !byte.is_ascii()).count() < MIN_FOREIGN_BYTES {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(start, true);
    detector.guess(None, Utf8Detection::Deny)
}

fn is_ascii_based(encoding: &'static Encoding) -> bool {
    encoding.is_ascii_compatible() && encoding != encoding_rs::ISO_2022_JP
}

fn named(name: Option<&str>) -> Named {
    let name = name.unwrap_or_default().trim().trim_matches(['"', '\'', ';', ' ']).to_ascii_lowercase();
    if matches!(name.as_str(), "" | "us-ascii" | "ascii" | "ansi_x3.4-1968" | "unknown-8bit" | "x-unknown" | "default")
    {
        return Named::Unsaid;
    }
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, meant)| *meant);
    match Encoding::for_label(name.as_bytes()) {
        Some(encoding) if encoding != encoding_rs::REPLACEMENT => Named::Known(encoding),
        _ => charset_decoder(name.as_bytes()).map_or(Named::Unknown, Named::Rare),
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, is_unknown};

    #[test]
    fn decodes_what_is_meant() {
        for (bytes, name, text) in [
            (&b"Gr\xfc\xdfe"[..], None, "Grüße"),
            (b"Gr\xfc\xdfe", Some("us-ascii"), "Grüße"),
            (b"Gr\xfc\xdfe", Some("utf-8"), "Grüße"),
            (b"Gr\xfc\xdfe", Some("x-nonsense"), "Grüße"),
            ("Grüße".as_bytes(), Some("US-ASCII"), "Grüße"),
            ("Grüße".as_bytes(), Some("iso-8859-1"), "Grüße"),
            (b"Gr\xfc\xdfe", Some("ISO-8859-1"), "Grüße"),
            (b"Gr\xfc\xdfe \x80", Some("iso8859-1"), "Grüße €"),
            (b"Gr\xc3\xbc\xc3", None, "Grü"),
            (b"\x82\xb1", Some("shift_jis"), "こ"),
            (b"Gr+APwA3w-e", Some("utf-7"), "Grüße"),
            (b"\x81", Some("cp850"), "ü"),
            (b"\xef\xbb\xbfGr\xc3\xbc", None, "Grü"),
            (b"\xff\xfeG\0r\0\xfc\0", None, "Grü"),
            (b"\x1b$BF|K\\\x1b(B", None, "日本"),
            (b"Za\xbf\xf3\xb3\xe6", Some("iso-8859-2"), "Zażółć"),
        ] {
            assert_eq!(decode(bytes, name), text, "{bytes:?} {name:?}");
        }
        assert!(is_unknown("x-nonsense") && !is_unknown("UTF8") && !is_unknown("cp-1252"));
    }

    #[test]
    fn guesses_by_the_letters() {
        for (text, encoding) in [
            (
                "Szanowni Państwo, w załączeniu przesyłam swoje dokumenty aplikacyjne. Będę wdzięczny za odpowiedź.",
                encoding_rs::WINDOWS_1250,
            ),
            ("Здравствуйте, отправляю вам своё резюме на должность инженера.", encoding_rs::WINDOWS_1251),
            (
                "Sehr geehrte Damen und Herren, für die übersandten Unterlagen und ein Gespräch wäre ich Ihnen äußerst dankbar. Schöne Grüße",
                encoding_rs::WINDOWS_1252,
            ),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(decode(&bytes, None), text);
        }
    }
}
