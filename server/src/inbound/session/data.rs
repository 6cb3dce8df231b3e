//! Where a message ends that came by DATA, and which dots are not part of it (RFC 5321 section 4.5.2).
//!
//! Only CR LF . CR LF ends it. A bare CR or LF is a character like any other and stays: treating one as a line's end
//! lets a sender hide a second message, with another sender, inside the first.

use memchr::memmem;

/// Looks through the bytes of one message, in whatever pieces they come.
#[derive(Debug, Default)]
pub struct DataScanner {
    at: At,
}

/// What came last.
#[derive(Clone, Copy, Debug, Default)]
enum At {
    /// CR LF, or nothing yet: the line of DATA itself ended in it.
    #[default]
    LineStart,
    /// A dot at the start of a line, not handed on yet.
    Dot,
    /// A dot at the start of a line and CR, neither handed on yet.
    DotCr,
    /// CR.
    Cr,
    /// Anything else.
    Text,
}

impl DataScanner {
    /// Takes what belongs to the message from the front of `input` and hands it to `keep` in long pieces. True when
    /// the end was seen; what is left in `input` then comes after it.
    pub fn scan(&mut self, input: &mut &[u8], mut keep: impl FnMut(&[u8])) -> bool {
        while let Some((&byte, rest)) = input.split_first() {
            match (self.at, byte) {
                (At::LineStart, b'.') => {
                    *input = rest;
                    self.at = At::Dot;
                }
                (At::Dot, b'\r') => {
                    *input = rest;
                    self.at = At::DotCr;
                }
                (At::DotCr, b'\n') => {
                    *input = rest;
                    return true;
                }
                (At::DotCr, _) => {
                    // The dot was stuffing after all; this byte is looked at again, after the CR.
                    keep(b"\r");
                    self.at = At::Cr;
                }
                (At::Cr, b'\n') => {
                    *input = rest;
                    keep(b"\n");
                    self.at = At::LineStart;
                }
                (At::LineStart | At::Dot | At::Cr | At::Text, _) => self.run(input, &mut keep),
            }
        }
        false
    }

    /// Hands on everything up to the next line that begins with a dot.
    fn run(&mut self, input: &mut &[u8], keep: &mut impl FnMut(&[u8])) {
        let bytes = *input;
        let (text, rest) = match memmem::find(bytes, b"\r\n.") {
            Some(position) => bytes.split_at(position + 2),
            None => (bytes, &bytes[bytes.len()..]),
        };
        keep(text);
        *input = rest;
        self.at = match text {
            [.., b'\r', b'\n'] => At::LineStart,
            [.., b'\r'] => At::Cr,
            _ => At::Text,
        };
    }
}

#[cfg(test)]
mod tests;
