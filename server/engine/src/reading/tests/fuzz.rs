//! The corpus, changed at random from a fixed seed: nothing panics, and no page ever runs anything.

use super::corpus::{CORPUS, assert_harmless};
use crate::reading::{Unreadable, attachment, came, html, read, view};

/// Mails tried; enough to reach every branch that random changes reach, in a second or two without optimisation.
const N_ROUNDS: usize = 6_000;
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
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }
}

fn change(raw: &mut Vec<u8>, numbers: &mut Numbers) {
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

#[test]
fn changed_mail_never_panics_and_never_runs() {
    let mut numbers = Numbers(0x5EED_0F90_5700_0001);
    let mut n_pages = 0;
    for round in 0..N_ROUNDS {
        let (name, raw) = CORPUS[round % CORPUS.len()];
        let mut raw = raw.to_vec();
        for _ in 0..=numbers.below(8) {
            change(&mut raw, &mut numbers);
        }
        let context = || format!("round {round} from {name}: {}", String::from_utf8_lossy(&raw));
        assert_ne!(read(&raw, "").err(), Some(Unreadable::Panicked), "{}", context());
        assert_ne!(came(&raw, "").err(), Some(Unreadable::Panicked), "{}", context());
        let opened = view(&raw);
        assert_ne!(opened.as_ref().err(), Some(&Unreadable::Panicked), "{}", context());
        for listed in opened.iter().flat_map(|opened| &opened.attachments) {
            let file = attachment(&raw, listed.index).unwrap().unwrap();
            assert_eq!(file.bytes.len() as u64, listed.size_bytes, "{}", context());
            assert!(!file.name.contains(['/', '\\', '\0', '\r', '\n', '\u{202e}']), "{:?}", file.name);
        }
        match html(&raw, round % 2 == 0) {
            Ok(Some(page)) => {
                n_pages += 1;
                assert_harmless(&page);
            }
            Ok(None) => {}
            Err(fault) => assert_ne!(fault, Unreadable::Panicked, "{}", context()),
        }
    }
    assert!(n_pages > N_ROUNDS / 10, "only {n_pages} pages were made");
}
