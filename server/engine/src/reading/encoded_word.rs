//! Encoded words, RFC 2047, as programs really write them: folded in the middle, with spaces inside, with a character
//! cut in two between one word and the next, inside quotes.

use memchr::memmem;

use super::{
    charset,
    transfer::{Transfer, quoted_printable_word},
};

/// Longest name of a charset, in bytes.
const MAX_CHARSET_BYTES: usize = 60;

/// One encoded word in a value.
struct Word<'a> {
    charset: &'a [u8],
    bytes: Vec<u8>,
    /// Where it ends in the value.
    end: usize,
}

/// A field's value, unfolded, with its encoded words decoded. What is none is text as it stands.
pub(super) fn decode(value: &[u8]) -> String {
    let value = unfolded(value);
    let mut text = String::with_capacity(value.len());
    let mut pending: Option<(Vec<u8>, Vec<u8>)> = None;
    let mut at = 0;
    let mut plain_from = 0;
    // When no word ends any more, looking for each beginning would take time with the square of the length.
    let last_end = memmem::rfind(&value, b"?=").unwrap_or_default();
    while let Some(start) = memmem::find(&value[at..], b"=?").map(|offset| at + offset) {
        if start >= last_end {
            break;
        }
        let Some(word) = word(&value, start) else {
            at = start + 2;
            continue;
        };
        let between = &value[plain_from..start];
        let follows = pending.is_some() && between.iter().all(u8::is_ascii_whitespace);
        if !follows {
            flush(&mut text, &mut pending);
            text.push_str(&charset::guess(between));
        }
        match &mut pending {
            // A character may be cut in two between words of one charset. Those with shifts in them begin anew in each.
            Some((charset, bytes))
                if charset.eq_ignore_ascii_case(word.charset) && !word.bytes.starts_with(b"\x1b") =>
            {
                bytes.extend(word.bytes);
            }
            _ => {
                flush(&mut text, &mut pending);
                pending = Some((word.charset.to_vec(), word.bytes));
            }
        }
        at = word.end;
        plain_from = word.end;
    }
    flush(&mut text, &mut pending);
    text.push_str(&charset::guess(&value[plain_from..]));
    text
}

fn flush(text: &mut String, pending: &mut Option<(Vec<u8>, Vec<u8>)>) {
    if let Some((charset, bytes)) = pending.take() {
        text.push_str(&charset::decode(&bytes, std::str::from_utf8(&charset).ok()));
    }
}

/// The value on one line: line ends are taken out, and the blanks that follow them stay (RFC 5322 section 2.2.3).
fn unfolded(value: &[u8]) -> Vec<u8> {
    let value = value.trim_ascii();
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    value.iter().map(|byte| if *byte == b'\t' { b' ' } else { *byte }).filter(|byte| !is_end(byte)).collect()
}

/// The encoded word that begins at `start`.
fn word(value: &[u8], start: usize) -> Option<Word<'_>> {
    let rest = &value[start + 2..];
    let charset_end = memchr::memchr(b'?', &rest[..rest.len().min(MAX_CHARSET_BYTES)])?;
    let charset = rest[..charset_end].split(|byte| *byte == b'*').next().unwrap_or_default();
    if charset.is_empty() || charset.iter().any(|byte| !byte.is_ascii_graphic()) {
        return None;
    }
    let encoding = rest.get(charset_end + 1)?.to_ascii_lowercase();
    if rest.get(charset_end + 2) != Some(&b'?') {
        return None;
    }
    let body_start = charset_end + 3;
    let length = memmem::find(&rest[body_start..], b"?=")?;
    let body = &rest[body_start..body_start + length];
    let bytes = match encoding {
        b'q' => quoted_printable_word(body),
        b'b' => Transfer::Base64.decode(body).into_owned(),
        _ => return None,
    };
    Some(Word { charset, bytes, end: start + 2 + body_start + length + 2 })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_as_it_was_meant() {
        for (value, text) in [
            ("plain", "plain"),
            (" =?utf-8?Q?Gr=C3=BC=C3=9Fe_an_alle?= \r\n", "Grüße an alle"),
            ("=?utf-8?B?R3LDvA==?=\r\n =?utf-8?B?w59l?=", "Grüße"),
            // A character cut in two.
            ("=?utf-8?B?R3LD?= =?UTF-8?B?vMOfZQ==?=", "Grüße"),
            ("=?utf-8?Q?Gr=C3?=\r\n =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
            // Folded in the middle.
            ("=?utf-8?Q?Gr=C3=BC=C3=9F\r\n e?= x", "Grüß e x"),
            ("=?utf-8?B?R3LD\r\n vMOfZQ==?=", "Grüße"),
            ("=?iso-8859-1*de?Q?Gr=FC=DFe?=", "Grüße"),
            ("a =?utf-8?Q?b?= c", "a b c"),
            ("a=?utf-8?Q?b?=c", "abc"),
            ("=?utf-8?Q?b?= =?iso-8859-1?Q?=FC?=", "bü"),
            ("=?utf-8?Q?with spaces inside?=", "with spaces inside"),
            ("=?x?Z?b?= =?utf-8?Q", "=?x?Z?b?= =?utf-8?Q"),
            ("=?utf-8?Q??=", ""),
            ("Gr\u{fc}\u{df}e", "Grüße"),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ] {
            assert_eq!(decode(value.as_bytes()), text, "{value}");
        }
        assert_eq!(decode(b"Gr\xfc\xdfe"), "Grüße");
    }

    #[test]
    fn many_beginnings_cost_little() {
        let value = "=?utf-8?q?".repeat(100_000);
        assert!(decode(value.as_bytes()).len() <= value.len());
        let value = format!("{}?=", "=?".repeat(100_000));
        assert!(decode(value.as_bytes()).len() <= value.len());
    }
}
