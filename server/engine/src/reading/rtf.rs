//! The text in Outlook's own form: compressed RTF ([MS-OXRTFCP]), which may have HTML wrapped in it ([MS-OXRTFEX]).

use super::charset;

/// What the dictionary of the compression begins with, [MS-OXRTFCP] section 2.1.2.1.
const DICTIONARY: &[u8] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
/// Size of the dictionary in bytes.
const DICTIONARY_BYTES: usize = 4096;
/// Most bytes a text is unpacked to.
const MAX_BYTES: usize = 2 << 20;
/// Deepest nesting of groups that is followed.
const MAX_DEPTH: usize = 100;
/// Groups that hold no text.
const HIDDEN: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "footer",
    "generator",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "themedata",
    "datastore",
    "latentstyles",
    "xmlnstbl",
    "mmathPr",
];

/// What was found.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Body {
    /// HTML that was wrapped.
    Html(String),
    /// Words.
    Plain(String),
}

/// The RTF in compressed bytes; nothing when they are none.
pub(super) fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let magic = bytes.get(8..12)?;
    let input = bytes.get(16..)?;
    match magic {
        b"MELA" => return Some(input[..input.len().min(MAX_BYTES)].to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut dictionary = [b' '; DICTIONARY_BYTES];
    dictionary[..DICTIONARY.len()].copy_from_slice(DICTIONARY);
    let mut at = DICTIONARY.len();
    let mut output = Vec::new();
    let mut input = input.iter().copied();
    while let Some(control) = input.next() {
        for bit in 0..8 {
            let Some(first) = input.next() else { return Some(output) };
            if control >> bit & 1 == 0 {
                output.push(first);
                dictionary[at] = first;
                at = (at + 1) % DICTIONARY_BYTES;
                continue;
            }
            let Some(second) = input.next() else { return Some(output) };
            let from = usize::from(first) << 4 | usize::from(second) >> 4;
            if from == at || output.len() > MAX_BYTES {
                return Some(output);
            }
            for n in 0..usize::from(second & 15) + 2 {
                let byte = dictionary[(from + n) % DICTIONARY_BYTES];
                output.push(byte);
                dictionary[at] = byte;
                at = (at + 1) % DICTIONARY_BYTES;
            }
        }
    }
    Some(output)
}

/// What holds in a group.
#[derive(Clone, Copy)]
struct Group {
    is_hidden: bool,
    /// Inside `{\*\htmltag …}`: what stands there is HTML.
    is_tag: bool,
    /// Between `\htmlrtf` and `\htmlrtf0`: what stands there is for readers of RTF only.
    is_for_rtf: bool,
    /// Characters that stand for one `\u`, [RTF 1.9.1] `\ucN`.
    n_substitutes: usize,
}

struct Reader<'a> {
    rest: &'a [u8],
    groups: Vec<Group>,
    is_html: bool,
    charset: String,
    text: String,
    /// Bytes beyond ASCII that wait to be decoded together.
    bytes: Vec<u8>,
    n_skipped: usize,
}

/// The words or the HTML in RTF.
pub(super) fn read(bytes: &[u8]) -> Body {
    let head = &bytes[..bytes.len().min(1 << 10)];
    let first = Group { is_hidden: false, is_tag: false, is_for_rtf: false, n_substitutes: 1 };
    let mut reader = Reader {
        rest: bytes,
        groups: vec![first],
        is_html: memchr::memmem::find(head, b"\\fromhtml").is_some(),
        charset: "windows-1252".to_owned(),
        text: String::new(),
        bytes: Vec::new(),
        n_skipped: 0,
    };
    reader.run();
    if reader.is_html { Body::Html(reader.text) } else { Body::Plain(reader.text.trim().to_owned()) }
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some((first, rest)) = self.rest.split_first() {
            self.rest = rest;
            match first {
                b'{' if self.groups.len() < MAX_DEPTH => self.groups.push(self.group()),
                b'{' => return,
                b'}' if self.groups.len() > 1 => {
                    self.flush();
                    self.groups.pop();
                }
                b'}' => return,
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.byte(*byte),
            }
        }
        self.flush();
    }

    fn group(&self) -> Group {
        self.groups[self.groups.len() - 1]
    }

    fn change(&mut self, change: impl FnOnce(&mut Group)) {
        self.flush();
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.n_skipped > 0 {
            self.n_skipped -= 1;
        } else if self.is_shown() {
            self.bytes.push(byte);
        }
    }

    fn is_shown(&self) -> bool {
        let group = self.group();
        !group.is_hidden && (!self.is_html || group.is_tag || !group.is_for_rtf)
    }

    fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        if !bytes.is_empty() {
            let text = charset::decode(&bytes, Some(&self.charset)).into_owned();
            self.push(&text);
        }
    }

    fn push(&mut self, text: &str) {
        if !self.is_shown() {
            return;
        }
        if self.is_html && !self.group().is_tag {
            self.text.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
        } else {
            self.text.push_str(text);
        }
    }

    fn control(&mut self) {
        let Some((first, rest)) = self.rest.split_first() else { return };
        if !first.is_ascii_alphabetic() {
            self.rest = rest;
            return self.symbol(*first);
        }
        let n = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = self.rest.split_at(n);
        let is_negative = rest.starts_with(b"-");
        let digits = &rest[usize::from(is_negative)..];
        let n_digits = digits.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&digits[..n_digits]).ok().and_then(|digits| digits.parse::<i64>().ok());
        let number = number.map(|number| if is_negative { -number } else { number });
        self.rest = &digits[n_digits..];
        if let Some(rest) = self.rest.strip_prefix(b" ") {
            self.rest = rest;
        }
        self.word(&String::from_utf8_lossy(word), number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let code = self.rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                if let Some(byte) = code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.rest = &self.rest[2..];
                    self.byte(byte);
                }
            }
            // An unknown destination is passed over; this one is what HTML is wrapped in.
            b'*' if !self.rest.starts_with(b"\\htmltag") && !self.rest.starts_with(b"\\mhtmltag") => {
                self.change(|group| group.is_hidden = true);
            }
            b'~' => self.byte(b' '),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        match word {
            "htmltag" => self.change(|group| group.is_tag = true),
            "mhtmltag" => self.change(|group| group.is_hidden = true),
            "htmlrtf" => self.change(|group| group.is_for_rtf = number != Some(0)),
            "ansicpg" => self.charset = format!("windows-{}", number.unwrap_or(1252)),
            "uc" => self.change(|group| group.n_substitutes = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8)),
            "u" => {
                self.flush();
                let code = number.unwrap_or_default().rem_euclid(0x1_0000);
                if let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) {
                    self.push(c.encode_utf8(&mut [0; 4]));
                }
                self.n_skipped = self.group().n_substitutes;
            }
            "par" | "line" | "sect" | "page" => self.byte(b'\n'),
            "tab" | "cell" => self.byte(b'\t'),
            "row" => self.byte(b'\n'),
            "emdash" => self.push_word("—"),
            "endash" => self.push_word("–"),
            "bullet" => self.push_word("•"),
            "lquote" | "rquote" => self.push_word("’"),
            "ldblquote" | "rdblquote" => self.push_word("\""),
            _ if HIDDEN.contains(&word) => self.change(|group| group.is_hidden = true),
            _ => {}
        }
    }

    fn push_word(&mut self, text: &str) {
        self.flush();
        self.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, decompress, read};

    #[test]
    fn unpacks_the_example_of_the_specification() {
        // [MS-OXRTFCP] section 4.1.1.
        let packed = b"\x2d\0\0\0\x2b\0\0\0\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\0\x0a\0\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\0\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0";
        assert_eq!(decompress(packed).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert_eq!(decompress(b"short"), None);
    }

    #[test]
    fn reads_words_and_html() {
        let plain =
            b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\uc1 Gr\\'fc\\'dfe\\par an \\u8364?\\tab\\{alle\\}}";
        assert_eq!(read(plain), Body::Plain("Grüße\nan €\t{alle}".into()));
        let html = b"{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag19 <html>}{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Hallo \\htmlrtf\\par}\\htmlrtf0 & du{\\*\\htmltag72 </p>}}";
        assert_eq!(read(html), Body::Html("<html><p>Hallo &amp; du</p>".to_owned()));
        assert_eq!(read(b"{{{{\\u}"), Body::Plain("\0".into()));
    }
}
