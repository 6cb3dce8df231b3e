//! Names of folders on the wire: a quoted text in modified UTF-7 (RFC 3501 section 5.1.3), which every server reads.

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};

/// The name as it stands in a command.
pub(super) fn written(name: &str) -> String {
    let mut out = String::from("\"");
    let mut shifted = String::new();
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut out, &mut shifted);
            match c {
                '&' => out.push_str("&-"),
                '"' | '\\' => out.extend(['\\', c]),
                _ => out.push(c),
            }
        } else {
            shifted.push(c);
        }
    }
    flush(&mut out, &mut shifted);
    out.push('"');
    out
}

/// Writes what is beyond ASCII: UTF-16 in base64, with a comma for the slash.
fn flush(out: &mut String, shifted: &mut String) {
    if !shifted.is_empty() {
        let units: Vec<u8> = shifted.encode_utf16().flat_map(u16::to_be_bytes).collect();
        out.push('&');
        out.push_str(&BASE64_STANDARD_NO_PAD.encode(units).replace('/', ","));
        out.push('-');
        shifted.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn writes_names() {
        for (name, expected) in [
            ("INBOX", "\"INBOX\""),
            ("a & b", "\"a &- b\""),
            ("Bewerbungen/Entwürfe", "\"Bewerbungen/Entw&APw-rfe\""),
            // RFC 3501 section 5.1.3.
            ("~peter/mail/台北/日本語", "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\""),
            ("a\"\\\r\nb", "\"a\\\"\\\\&AA0ACg-b\""),
        ] {
            assert_eq!(written(name), expected);
        }
    }
}
