//! Mails changed at random from a seed, with pieces that parsers trip over.

/// What is put in: pieces that parsers trip over.
const PIECES: &[&str] = &[
    "\r\n",
    "\n\n",
    "\0",
    "--",
    "--outer",
    "--alt--\r\n",
    "=?utf-8?B?",
    "=?utf-8?Q?=3C?=",
    "?=",
    "=3D",
    "=\r\n",
    "<",
    ">",
    "\"",
    "'",
    "&",
    "&#x3c;",
    "&lt;script&gt;",
    "<script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><style>",
    "<math><mtext><table><mglyph><style><!--</style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<a href=\"javascript:x\">",
    "<p style=\"background:url(x)\">",
    "cid:",
    "data:image/svg+xml,",
    "<table><td>",
    "</td></p></table>",
    "\u{202e}",
    "ü",
    "Content-Type: multipart/mixed; boundary=outer\r\n\r\n",
    "Content-Type: text/html\r\n\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "charset=utf-16",
    "charset=utf-7",
    "name*0*=utf-8''%zz",
    "boundary=\"\"",
    "Content-Type: message/rfc822\r\n\r\n",
    "(((((",
    "\\\"",
    ";;;",
    "<<<",
    "a@b, <c@d>, \"e",
    "\t ",
    "\u{ff}",
];

/// A small generator (xorshift64*): the same numbers in every run.
pub(crate) struct Numbers(pub u64);

impl Numbers {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }
}

/// Changes a mail in one place.
pub(crate) fn change(raw: &mut Vec<u8>, numbers: &mut Numbers) {
    let at = numbers.below(raw.len() + 1);
    let end = (at + numbers.below(40)).min(raw.len());
    match numbers.below(6) {
        0 if at < raw.len() => raw[at] = numbers.below(256) as u8,
        1 => drop(raw.drain(at..end)),
        2 => raw.truncate(at),
        3 => {
            let copied = raw[at..end].to_vec();
            let to = numbers.below(raw.len() + 1);
            raw.splice(to..to, copied);
        }
        _ => {
            let piece = PIECES[numbers.below(PIECES.len())].bytes();
            raw.splice(at..at, piece);
        }
    }
}
