//! A field of a value and parameters: Content-Type (RFC 2045 section 5.1), Content-Disposition (RFC 2183), with values in
//! pieces and charsets (RFC 2231), and as Outlook, phones and web forms write them.

use super::{charset, encoded_word};

/// Most parameters, pieces of one counted each.
const MAX_PARAMETERS: usize = 200;
/// Longest name of a parameter in bytes.
const MAX_NAME_BYTES: usize = 80;

/// A value with its parameters.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters {
    /// The value in lower case.
    pub value: String,
    list: Vec<Parameter>,
}

#[derive(Clone, Debug)]
struct Parameter {
    /// In lower case, without what RFC 2231 appends.
    name: String,
    /// Which piece it is.
    section: Option<u32>,
    /// Whether percent signs mean bytes, and the first piece names a charset.
    is_extended: bool,
    value: Vec<u8>,
}

impl Parameters {
    /// From the bytes of a field's value.
    pub fn parse(field: &[u8]) -> Self {
        let mut rest = field;
        let value = take_until(&mut rest, b";");
        let value = without_comment(&String::from_utf8_lossy(value)).to_ascii_lowercase();
        let mut list = Vec::new();
        while !rest.is_empty() && list.len() < MAX_PARAMETERS {
            rest = &rest[1..];
            list.extend(take_parameter(&mut rest));
        }
        Self { value: value.trim().trim_matches(['"', '\'']).to_owned(), list }
    }

    /// The value of a parameter, decoded; nothing when it is not there.
    pub fn get(&self, name: &str) -> Option<String> {
        let same = self.list.iter().filter(|parameter| parameter.name == name);
        let (extended, plain): (Vec<_>, Vec<_>) = same.partition(|one| one.is_extended || one.section.is_some());
        if extended.is_empty() {
            return plain.first().map(|one| plain_value(&one.value));
        }
        let mut pieces = extended;
        pieces.sort_by_key(|piece| piece.section.unwrap_or_default());
        pieces.dedup_by_key(|piece| piece.section);
        let mut charset = None;
        let mut bytes = Vec::new();
        for (place, piece) in pieces.iter().enumerate() {
            let mut value = piece.value.as_slice();
            if place == 0 && piece.is_extended {
                let mut quotes = memchr::memchr_iter(b'\'', value);
                if let (Some(first), Some(second)) = (quotes.next(), quotes.next()) {
                    charset = std::str::from_utf8(&value[..first]).ok().map(str::to_owned);
                    value = &value[second + 1..];
                }
            }
            if piece.is_extended { bytes.extend(percent_decoded(value)) } else { bytes.extend_from_slice(value) }
        }
        let text = charset::decode(&bytes, charset.as_deref()).into_owned();
        // Pieces of encoded words are no standard, but some programs write them.
        Some(if text.contains("=?") { encoded_word::decode(text.as_bytes()) } else { text })
    }
}

/// A value as it is meant: encoded words (not allowed here, and common), percent signs of web forms, any charset.
fn plain_value(value: &[u8]) -> String {
    if memchr::memmem::find(value, b"=?").is_some() {
        return encoded_word::decode(value);
    }
    let looks_escaped = value.iter().filter(|byte| **byte == b'%').count() > 0 && !value.contains(&b' ');
    if looks_escaped && let Ok(text) = String::from_utf8(percent_decoded(value)) {
        return text;
    }
    charset::guess(value).into_owned()
}

/// `%C3%BC` as bytes (RFC 2231 section 4); what is no code stays.
fn percent_decoded(value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut at = 0;
    while at < value.len() {
        let code = value.get(at + 1..at + 3).and_then(|code| std::str::from_utf8(code).ok());
        let code = code.filter(|code| value[at] == b'%' && code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(value[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    bytes
}

fn take_until<'a>(rest: &mut &'a [u8], ends: &[u8]) -> &'a [u8] {
    let end = rest.iter().position(|byte| ends.contains(byte)).unwrap_or(rest.len());
    let (taken, left) = rest.split_at(end);
    *rest = left;
    taken
}

fn take_parameter(rest: &mut &[u8]) -> Option<Parameter> {
    let written = take_until(rest, b"=;");
    let name = String::from_utf8_lossy(&written[..written.len().min(MAX_NAME_BYTES)]).trim().to_ascii_lowercase();
    if !rest.starts_with(b"=") {
        return None;
    }
    *rest = &rest[1..];
    let value = take_value(rest);
    let (name, is_extended) = match name.strip_suffix('*') {
        Some(name) => (name, true),
        None => (name.as_str(), false),
    };
    let (name, section) = match name.split_once('*') {
        Some((name, section)) => (name, section.parse().ok()),
        None => (name, None),
    };
    Some(Parameter { name: name.trim().to_owned(), section, is_extended, value })
}

fn take_value(rest: &mut &[u8]) -> Vec<u8> {
    *rest = rest.trim_ascii_start();
    if !rest.starts_with(b"\"") {
        // Blanks belong to it: `filename=My CV.pdf` is common.
        let value = take_until(rest, b";").trim_ascii();
        return value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    }
    let mut value = Vec::new();
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            // A quote that is neither before a semicolon nor at the end was not meant as the end.
            b'"' if ends_value(&rest[at + 1..]) => break,
            // Paths of Windows are written without doubling their backslashes.
            b'\\' if matches!(rest.get(at + 1), Some(b'"' | b'\\')) => {
                value.extend(rest.get(at + 1));
                at += 1;
            }
            b'\r' | b'\n' => {}
            byte => value.push(if *byte == b'\t' { b' ' } else { *byte }),
        }
        at += 1;
    }
    *rest = rest.get(at + 1..).unwrap_or_default();
    take_until(rest, b";");
    value
}

fn ends_value(after: &[u8]) -> bool {
    matches!(after.trim_ascii_start().first(), None | Some(b';' | b'('))
        || memchr::memchr(b'"', after).is_none_or(|quote| memchr::memchr(b';', &after[..quote]).is_some())
}

/// `text` without comments in parentheses.
fn without_comment(text: &str) -> String {
    text.split('(').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    #[test]
    fn reads_names_as_programs_write_them() {
        for (field, name) in [
            ("attachment; filename=\"cv.pdf\"", "cv.pdf"),
            ("attachment; filename=cv.pdf", "cv.pdf"),
            ("attachment; filename=Mein Lebenslauf.pdf; size=3", "Mein Lebenslauf.pdf"),
            ("attachment;\r\n\tfilename=\"=?utf-8?B?TGViZW5zbGF1ZiBNw7xsbGVyLnBkZg==?=\"", "Lebenslauf Müller.pdf"),
            ("attachment; filename==?utf-8?Q?M=C3=BCller.pdf?=", "Müller.pdf"),
            ("attachment; filename=\"=?utf-8?Q?Lebens?=\r\n =?utf-8?Q?lauf.pdf?=\"", "Lebenslauf.pdf"),
            ("attachment; filename*=utf-8''M%C3%BCller%20CV.pdf", "Müller CV.pdf"),
            ("attachment; filename*=iso-8859-1'de'M%FCller.pdf", "Müller.pdf"),
            ("attachment; filename*0=\"Lebens\"; filename*1=\"lauf.pdf\"", "Lebenslauf.pdf"),
            ("attachment; filename*1*=%BCller.pdf; filename*0*=utf-8''M%C3", "Müller.pdf"),
            ("attachment; filename*0*=utf-8''M%C3%BC; filename*1=\"ller.pdf\"", "Müller.pdf"),
            ("attachment; filename=\"fallback.pdf\"; filename*=utf-8''M%C3%BCller.pdf", "Müller.pdf"),
            ("attachment; filename=\"M%C3%BCller.pdf\"", "Müller.pdf"),
            ("attachment; filename=\"100% sicher.pdf\"", "100% sicher.pdf"),
            ("attachment; filename=\"a\"b\".pdf\"", "a\"b\".pdf"),
            ("attachment; filename=\"C:\\Users\\cv.pdf\"", "C:\\Users\\cv.pdf"),
            ("attachment; filename=\"a\\\"b.pdf\"", "a\"b.pdf"),
            ("attachment; filename=\"never closed.pdf", "never closed.pdf"),
            ("attachment; FileName = \"cv.pdf\" (comment); x=y", "cv.pdf"),
            ("attachment; filename=\"a;b.pdf\"", "a;b.pdf"),
        ] {
            assert_eq!(Parameters::parse(field.as_bytes()).get("filename").as_deref(), Some(name), "{field}");
        }
        let raw = Parameters::parse(b"attachment; filename=\"M\xfcller.pdf\"");
        assert_eq!(raw.get("filename").as_deref(), Some("Müller.pdf"));
        let parsed = Parameters::parse(b"Multipart/Mixed (really); boundary=\"=_a b\"; charset=us-ascii");
        assert_eq!((parsed.value.as_str(), parsed.get("boundary").as_deref()), ("multipart/mixed", Some("=_a b")));
        assert_eq!(parsed.get("missing"), None);
    }
}
