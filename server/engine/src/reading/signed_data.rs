//! What an opaque S/MIME message holds (RFC 5652 in BER): the signed content, read without checking the signature.

/// `signedData`, RFC 5652 section 5.1: 1.2.840.113549.1.7.2.
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// `envelopedData`, RFC 5652 section 6.1: 1.2.840.113549.1.7.3.
const ENVELOPED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03];
/// `authEnvelopedData`, RFC 5083: 1.2.840.113549.1.9.16.1.23.
const AUTH_ENVELOPED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x17];
/// Most values looked at: content in pieces has one for each kilobyte or so.
const MAX_VALUES: usize = 200_000;
/// Deepest nesting of a string in pieces.
const MAX_DEPTH: usize = 8;

/// What an S/MIME body is.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Opened {
    /// A signature around this content.
    Signed(Vec<u8>),
    /// Only a key opens it.
    Encrypted,
    /// Neither, or damaged.
    Unknown,
}

/// Opens the body of `application/pkcs7-mime`.
pub(super) fn open(bytes: &[u8]) -> Opened {
    match read(bytes) {
        Some(opened) => opened,
        None => Opened::Unknown,
    }
}

fn read(bytes: &[u8]) -> Option<Opened> {
    let info = Value::next(bytes)?.inside(0x30)?;
    let kind = Value::next(info)?;
    let name = kind.inside(0x06)?;
    if name == ENVELOPED_DATA || name == AUTH_ENVELOPED_DATA {
        return Some(Opened::Encrypted);
    }
    if name != SIGNED_DATA {
        return None;
    }
    let signed = Value::next(Value::next(kind.rest)?.inside(0xA0)?)?.inside(0x30)?;
    let version = Value::next(signed)?;
    let digests = Value::next(version.rest)?;
    let content = Value::next(digests.rest)?.inside(0x30)?;
    let content_kind = Value::next(content)?;
    let wrapped = Value::next(Value::next(content_kind.rest)?.inside(0xA0)?)?;
    let mut n_left = MAX_VALUES;
    let mut gathered = Vec::new();
    gather(&wrapped, &mut gathered, &mut n_left, 0)?;
    Some(Opened::Signed(gathered))
}

/// Puts an octet string together from its pieces.
fn gather(value: &Value<'_>, gathered: &mut Vec<u8>, n_left: &mut usize, depth: usize) -> Option<()> {
    match value.tag {
        0x04 => gathered.extend_from_slice(value.content),
        0x24 if depth < MAX_DEPTH => {
            let mut rest = value.content;
            while !rest.is_empty() {
                *n_left = n_left.checked_sub(1)?;
                let piece = Value::next(rest)?;
                gather(&piece, gathered, n_left, depth + 1)?;
                rest = piece.rest;
            }
        }
        _ => return None,
    }
    Some(())
}

/// One value, and what follows it.
struct Value<'a> {
    tag: u8,
    content: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Value<'a> {
    /// The first value in these bytes.
    fn next(bytes: &'a [u8]) -> Option<Self> {
        let (tag, content, header_len) = Self::header(bytes)?;
        match content {
            Some(length) => {
                let (content, rest) = bytes[header_len..].split_at_checked(length)?;
                Some(Self { tag, content, rest })
            }
            None => {
                let length = indefinite_length(&bytes[header_len..])?;
                let content = &bytes[header_len..header_len + length];
                Some(Self { tag, content, rest: &bytes[header_len + length + 2..] })
            }
        }
    }

    /// Tag, length (nothing when only an end mark tells it) and the bytes that say so.
    fn header(bytes: &[u8]) -> Option<(u8, Option<usize>, usize)> {
        let (tag, first) = (*bytes.first()?, *bytes.get(1)?);
        if tag & 0x1F == 0x1F {
            return None;
        }
        match first {
            0x80 => Some((tag, None, 2)),
            0..=0x7F => Some((tag, Some(usize::from(first)), 2)),
            _ => {
                let n = usize::from(first & 0x7F);
                let digits = bytes.get(2..2 + n).filter(|_| n <= 4)?;
                let length = digits.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit));
                Some((tag, Some(length), 2 + n))
            }
        }
    }

    fn inside(&self, tag: u8) -> Option<&'a [u8]> {
        (self.tag == tag).then_some(self.content)
    }
}

/// Bytes up to the end mark that belongs to a value of indefinite length: one pass, with a count instead of a stack.
fn indefinite_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut n_open = 1_usize;
    for _ in 0..MAX_VALUES {
        if bytes.get(at..at + 2)? == [0, 0] {
            n_open -= 1;
            if n_open == 0 {
                return Some(at);
            }
            at += 2;
            continue;
        }
        let (_, length, header_len) = Value::header(bytes.get(at..)?)?;
        at = at.checked_add(header_len)?;
        match length {
            Some(length) => at = at.checked_add(length)?,
            None => n_open += 1,
        }
    }
    None
}

#[cfg(test)]
pub(super) mod tests {
    use super::{ENVELOPED_DATA, Opened, SIGNED_DATA, open};

    fn value(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let mut bytes = vec![tag, 0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8];
        bytes.extend(content);
        bytes
    }

    fn open_ended(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x80], content, &[0, 0]].concat()
    }

    /// A signed message without certificates and signers.
    pub(in crate::reading) fn signed(content: &[u8], is_definite: bool) -> Vec<u8> {
        let wrap = if is_definite { value } else { open_ended };
        let pieces: Vec<u8> = content.chunks(100).flat_map(|piece| value(0x04, piece)).collect();
        let octets = if is_definite { value(0x04, content) } else { open_ended(0x24, &pieces) };
        let encapsulated = wrap(0x30, &[value(0x06, &SIGNED_DATA[..8]), wrap(0xA0, &octets)].concat());
        let signed = wrap(0x30, &[value(0x02, &[1]), value(0x31, &[]), encapsulated, value(0x31, &[])].concat());
        wrap(0x30, &[value(0x06, SIGNED_DATA), wrap(0xA0, &signed)].concat())
    }

    #[test]
    fn opens_what_is_signed() {
        let content = b"Content-Type: text/plain\r\n\r\nHallo".repeat(20);
        for is_definite in [true, false] {
            assert_eq!(open(&signed(&content, is_definite)), Opened::Signed(content.clone()));
        }
        assert_eq!(open(&value(0x30, &value(0x06, ENVELOPED_DATA))), Opened::Encrypted);
        let bytes = signed(&content, false);
        for end in 0..bytes.len() {
            assert_eq!(open(&bytes[..end]), Opened::Unknown, "{end}");
        }
    }
}
