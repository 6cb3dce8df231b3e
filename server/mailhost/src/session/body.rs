//! A mail's text on the wire. It ends at CRLF.CRLF and nowhere else: every other combination of line ends and dots is
//! text (RFC 5321 sections 2.3.8 and 4.1.1.4).

use crate::MAIL_MAX_BYTES;

/// Collects the text and takes the dot-stuffing out of it (RFC 5321 section 4.5.2).
#[derive(Default)]
pub(crate) struct Body {
    text: Vec<u8>,
    is_too_large: bool,
    place: Place,
}

/// Where in a line the next octet stands.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    /// First in its line.
    #[default]
    Start,
    /// After a dot that was first in its line.
    Dot,
    /// After such a dot and CR.
    DotCr,
    /// After CR.
    Cr,
    /// Anywhere else.
    Within,
}

impl Body {
    /// Takes octets up to the end of the text; says how many of them it took if the end is among them.
    pub(crate) fn take(&mut self, octets: &[u8]) -> Option<usize> {
        for (n, &octet) in octets.iter().enumerate() {
            self.place = match (self.place, octet) {
                (Place::DotCr, b'\n') => return Some(n + 1),
                (Place::Start, b'.') => Place::Dot,
                (Place::Dot, b'\r') => Place::DotCr,
                (place, octet) => {
                    if place == Place::DotCr {
                        self.push(b'\r');
                    }
                    self.push(octet);
                    match (place, octet) {
                        (_, b'\r') => Place::Cr,
                        (Place::Cr, b'\n') => Place::Start,
                        _ => Place::Within,
                    }
                }
            };
        }
        None
    }

    /// The text, unless it was too large.
    pub(crate) fn into_text(self) -> Option<Vec<u8>> {
        (!self.is_too_large).then_some(self.text)
    }

    fn push(&mut self, octet: u8) {
        self.is_too_large |= self.text.len() == MAIL_MAX_BYTES;
        if self.is_too_large {
            // The rest is still read, because the refusal can only be said after it.
            self.text = Vec::new();
        } else {
            self.text.push(octet);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Body;

    /// Octets on the wire, the text in them, and what stands behind its end.
    const ENDS: [(&[u8], &[u8], &[u8]); 6] = [
        (b".\r\n", b"", b""),
        (b"a\r\n.\r\nQUIT\r\n", b"a\r\n", b"QUIT\r\n"),
        (b"..\r\n...b\r\n.c\r\n.\r\n", b".\r\n..b\r\nc\r\n", b""),
        (b"a\r\n.\rb\r\n.\r\n", b"a\r\n\rb\r\n", b""),
        (b"a\r\r\n.\r\n", b"a\r\r\n", b""),
        (b"a\r\n.\r\r\n.\r\n", b"a\r\n\r\r\n", b""),
    ];

    #[test]
    fn ends_at_crlf_dot_crlf() {
        for (wire, text, rest) in ENDS {
            let mut body = Body::default();
            let n = body.take(wire).unwrap();
            assert_eq!(&wire[n..], rest, "{}", wire.escape_ascii());
            assert_eq!(body.into_text().unwrap(), text, "{}", wire.escape_ascii());
        }
    }

    #[test]
    fn octet_by_octet_is_the_same() {
        for (wire, text, rest) in ENDS {
            let mut body = Body::default();
            let n = wire.iter().position(|octet| body.take(&[*octet]).is_some()).unwrap();
            assert_eq!(&wire[n + 1..], rest, "{}", wire.escape_ascii());
            assert_eq!(body.into_text().unwrap(), text, "{}", wire.escape_ascii());
        }
    }

    #[test]
    fn ends_nowhere_else() {
        for wire in [
            &b"a\n.\n"[..],
            b"a\n.\r\n",
            b"a\r.\r",
            b"a\r\n.\n",
            b"a\r\n.\r",
            b"a\r\n.\r\r\n",
            b"a\r\n. \r\n",
            b"a\r.\r\n",
        ] {
            assert_eq!(Body::default().take(wire), None, "{}", wire.escape_ascii());
        }
    }
}
