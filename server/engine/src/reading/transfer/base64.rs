//! Base64 as it arrives (RFC 2045 section 6.8): with blanks in its lines, without padding, and with words around it that
//! mailing lists and gateways put there.

use std::ops::Range;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::reading::fields::line_end;

/// Decodes runs of base64 without asking for the padding, which senders forget.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes of a body that are looked at to see whether it is base64.
const PEEKED_BYTES: usize = 1 << 10;
/// A shorter body says too little about itself.
const MIN_PEEKED_BYTES: usize = 24;
/// From this length on a line of letters without a blank is code and no word; programs write 76, or 72, or 64.
const MIN_CODE_LINE_BYTES: usize = 60;
/// Longest word of a sentence.
const MAX_WORD_BYTES: usize = 30;

/// Whether a body that is called base64 is: plain text is called so by mistake.
pub(super) fn is_base64(body: &[u8]) -> bool {
    let start = &body[..body.len().min(PEEKED_BYTES)];
    let code = Code::of(start);
    let n_bytes: usize = code.pieces.iter().map(Range::len).sum();
    let is_other = |byte: &&u8| !is_letter(**byte) && !matches!(byte, b'=' | b'\r' | b'\n');
    let n_others: usize = code.pieces.into_iter().map(|piece| start[piece].iter().filter(is_other).count()).sum();
    n_bytes < MIN_PEEKED_BYTES || n_others * 12 <= n_bytes
}

/// Whether something of it is missing, or was left out that may belong to it.
pub(super) fn is_damaged(body: &[u8]) -> bool {
    let code = Code::of(body);
    let (mut is_damaged, mut n_letters) = (code.is_torn, 0);
    for piece in code.pieces {
        for (n, encoded) in body[piece].split(|byte| *byte == b'=').enumerate() {
            if n > 0 {
                // One letter alone is six bits, not a byte.
                is_damaged |= n_letters % 4 == 1;
                n_letters = 0;
            }
            n_letters += encoded.iter().filter(|byte| is_letter(**byte)).count();
        }
    }
    is_damaged || n_letters % 4 == 1
}

/// The bytes it means.
pub(super) fn decode(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() / 4 * 3);
    let mut run = Vec::new();
    for piece in Code::of(body).pieces {
        // Padding in the middle happens where gateways append a second encoded text.
        for (n, encoded) in body[piece].split(|byte| *byte == b'=').enumerate() {
            if n > 0 {
                decode_run(&mut run, &mut bytes);
            }
            for line in encoded.split(|byte| *byte == b'\n') {
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                // Nearly every line is clean, and copying one is much faster than looking for what may stay.
                if line.iter().all(|byte| is_letter(*byte)) {
                    run.extend_from_slice(line);
                } else {
                    run.extend(line.iter().copied().filter(|byte| is_letter(*byte)));
                }
            }
        }
    }
    decode_run(&mut run, &mut bytes);
    bytes
}

fn decode_run(run: &mut Vec<u8>, bytes: &mut Vec<u8>) {
    if run.len() % 4 == 1 {
        run.pop();
    }
    // Cannot fail: only letters of the alphabet are left, in a number that can be.
    let _ = BASE64.decode_vec(&*run, bytes);
    run.clear();
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// What of a body is code. The rest is words, which would be decoded to noise.
struct Code {
    pieces: Vec<Range<usize>>,
    /// Whether the code had not come to its end where words were left out.
    is_torn: bool,
}

impl Code {
    fn of(body: &[u8]) -> Self {
        let mut code = Self { pieces: Vec::new(), is_torn: false };
        let (mut seen, mut is_in_words) = (Seen::default(), false);
        let (mut piece, mut start) = (0, 0);
        while start < body.len() {
            let end = line_end(body, start);
            let line = body[start..end].trim_ascii();
            if is_in_words {
                let is_code_again = line.len() >= MIN_CODE_LINE_BYTES && is_clean(line);
                code.is_torn |= is_code_again || (line.ends_with(b"=") && is_clean(line));
                if is_code_again {
                    (piece, is_in_words) = (start, false);
                }
            } else if seen.has_code && seen.ends_before(line) {
                let is_whole = seen.is_padded || (is_separator(line) && is_in_fours(&body[piece..start]));
                code.is_torn |= !is_whole;
                code.pieces.push(piece..start);
                is_in_words = true;
            }
            if !is_in_words {
                seen.add(line);
            }
            start = end;
        }
        if !is_in_words {
            code.pieces.push(piece..body.len());
        }
        code
    }
}

/// What was seen of the code so far.
#[derive(Default)]
struct Seen {
    has_code: bool,
    /// Whether the last of it was padding.
    is_padded: bool,
    /// Whether an empty line came after it.
    is_paused: bool,
}

impl Seen {
    fn add(&mut self, line: &[u8]) {
        self.is_paused = line.is_empty();
        if !line.is_empty() {
            self.has_code = self.has_code || is_clean(line);
            self.is_padded = line.ends_with(b"=");
        }
    }

    /// Whether this line can no longer be code. A blank alone does not say so: some programs put one anywhere.
    fn ends_before(&self, line: &[u8]) -> bool {
        if is_separator(line) {
            return true;
        }
        if !(self.is_padded || self.is_paused) || is_clean(line) {
            return false;
        }
        let mut words = line.split(u8::is_ascii_whitespace);
        let is_sentence = memchr::memchr(b' ', line).is_some() && words.all(|word| word.len() <= MAX_WORD_BYTES);
        let has_signs = line.iter().any(|byte| !is_letter(*byte) && *byte != b'=' && !byte.is_ascii_whitespace());
        (self.is_padded && (is_sentence || has_signs)) || (self.is_paused && is_sentence && !line.ends_with(b"="))
    }
}

/// Whether there is nothing in a line that is no code.
fn is_clean(line: &[u8]) -> bool {
    line.iter().all(|byte| is_letter(*byte) || *byte == b'=')
}

/// Whether four and four letters go together, so that none is missing after the last.
fn is_in_fours(code: &[u8]) -> bool {
    let run = code.rsplit(|byte| *byte == b'=').next().unwrap_or_default();
    run.iter().filter(|byte| is_letter(**byte)).count().is_multiple_of(4)
}

/// Whether a line separates: neither of its signs is in the alphabet.
fn is_separator(line: &[u8]) -> bool {
    let is_begun = line.starts_with(b"--") || line.starts_with(b"__");
    let is_one_sign = || line.iter().all(|byte| *byte == line[0]);
    is_begun && (line.len() < MIN_CODE_LINE_BYTES || is_one_sign() || memchr::memchr(b' ', line).is_some())
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::{decode, is_damaged};

    /// The code of a file, in lines as programs write them.
    fn lines(content: &[u8]) -> Vec<String> {
        let code = STANDARD.encode(content).into_bytes();
        code.chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect()
    }

    fn file() -> Vec<u8> {
        (0..1_000_u32).map(|n| (n * 7 % 251) as u8).collect()
    }

    #[test]
    fn a_blank_in_a_line_cuts_nothing() {
        let content = file();
        for place in [1, 5, 17] {
            for blank in [" ", "\t", "  ", " \u{a0}"] {
                let mut lines = lines(&content);
                let at = lines[place].len() / 2;
                lines[place].insert_str(at, blank);
                for end in ["\r\n", "\n", "\r\n\r\n"] {
                    let body = lines.join(end);
                    assert_eq!(decode(body.as_bytes()), content, "{body}");
                    assert!(!is_damaged(body.as_bytes()));
                }
            }
        }
    }

    #[test]
    fn words_below_are_left_out() {
        let content = file();
        let code = lines(&content).join("\r\n");
        assert!(code.ends_with('='));
        for words in [
            "_______________________________________________\r\njobs mailing list\r\njobs@lists.example",
            "-- \r\nUnsubscribe\r\nhttps://lists.example/jobs",
            "\r\nThis mail was scanned by our gateway",
            "https://lists.example/unsubscribe?from=jobs",
        ] {
            let body = format!("{code}\r\n{words}\r\n");
            assert_eq!(decode(body.as_bytes()), content, "{words}");
            assert!(!is_damaged(body.as_bytes()), "{words}");
        }
    }

    #[test]
    fn words_in_the_middle_are_left_out_and_said() {
        let content = file();
        let (first, second) = {
            let lines = lines(&content);
            (lines[..6].join("\r\n"), lines[6..].join("\r\n"))
        };
        for words in ["--\r\nA list about mail\r\n", "\r\nScanned by a gateway\r\n", "____\r\nlist@lists.example\r\n"] {
            let body = format!("{first}\r\n{words}{second}");
            assert_eq!(decode(body.as_bytes()), content, "{words}");
            assert!(is_damaged(body.as_bytes()), "{words}");
        }
        // What ends before its last four letters are there.
        assert!(is_damaged(format!("{first}\r\nQUJ\r\n--\r\nA list").as_bytes()));
        // Whether these words end the code cannot be known.
        assert!(is_damaged(format!("{first}\r\n\r\nA list about mail\r\n").as_bytes()));
    }
}
