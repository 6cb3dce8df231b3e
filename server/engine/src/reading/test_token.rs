//! Where the token of a connection test may stand in a mail that came back.
//!
//! Whoever can write a mail can write these lines: the token is keyed, and only the key tells.

use super::{fields::Fields, html, part::Part, parts::Parts};
use crate::redirection::{TOKEN_HEADER, TOKEN_LINE};

/// What stands before the token in the text. The space after it may have become a line end.
const MARK: &str = TOKEN_LINE.trim_ascii_end();
/// Most candidates taken from one message: each costs a look at the key.
const MAX_TOKENS: usize = 8;
/// Longest candidate in bytes; ours are shorter.
const MAX_TOKEN_BYTES: usize = 200;
/// Bytes of each part that are searched. A test mail is short; what a redirection puts in front of it is too.
const MAX_SEARCHED_BYTES: usize = 64 << 10;

/// Everything that stands where the token would stand, each once, the header's first.
pub(super) fn candidates(parts: &Parts<'_>) -> Vec<String> {
    let mut tokens = Vec::new();
    let fields = &parts.root().fields;
    take_fields(&mut tokens, fields);
    for (_, part) in parts.bodies() {
        // Comparing bytes first spares decoding: the mark is ASCII in every charset and encoding mail is written in.
        let text = part.text(MAX_SEARCHED_BYTES).0;
        if find(&text, 0).is_none() {
            continue;
        }
        if part.media_type == "text/html" {
            take_marked(&mut tokens, &html::words(&text, MAX_SEARCHED_BYTES));
        } else {
            take_marked(&mut tokens, &text);
        }
    }
    take_attached(&mut tokens, parts);
    // Of a mail attached in a form of its own, only its subject may be left.
    take_marked(&mut tokens, &fields.text("Subject"));
    tokens
}

/// The same, of the mails that are attached.
pub(super) fn attached(parts: &Parts<'_>) -> Vec<String> {
    let mut tokens = Vec::new();
    take_attached(&mut tokens, parts);
    tokens
}

fn take_attached(tokens: &mut Vec<String>, parts: &Parts<'_>) {
    for part in parts.leaves().filter(|part| is_mail(part)) {
        let content = part.content_start(MAX_SEARCHED_BYTES);
        take_fields(tokens, &Fields::split(&content, false).0);
        // Outlook writes its own form, in letters of two bytes.
        let letters: Vec<u8> = content.iter().copied().filter(|byte| *byte != 0).collect();
        take_marked(tokens, &String::from_utf8_lossy(&letters));
    }
}

fn is_mail(part: &Part<'_>) -> bool {
    let name = part.file_name.as_deref().unwrap_or_default().to_lowercase();
    part.is(&["message/rfc822", "message/global", "text/rfc822-headers", "application/vnd.ms-outlook"])
        || name.ends_with(".eml")
        || name.ends_with(".msg")
}

fn take_fields(tokens: &mut Vec<String>, fields: &Fields<'_>) {
    for field in fields.all(TOKEN_HEADER) {
        take(tokens, &field.unfolded());
    }
}

fn take_marked(tokens: &mut Vec<String>, text: &str) {
    let mut from = 0;
    while let Some(start) = find(text, from) {
        from = start + MARK.len();
        take(tokens, &text[from..]);
    }
}

/// Takes the token that `text` begins with.
fn take(tokens: &mut Vec<String>, text: &str) {
    let text = text.trim_start_matches([' ', '\t', '\r', '\n', '>', '\u{a0}', '*', '_']);
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.~+/=".contains(c)).unwrap_or(text.len());
    let token = &text[..end];
    let is_new = (1..=MAX_TOKEN_BYTES).contains(&end) && !tokens.iter().any(|known| known == token);
    if is_new && tokens.len() < MAX_TOKENS {
        tokens.push(token.to_owned());
    }
}

/// Where the next mark begins, whatever its case.
fn find(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut start = from;
    while let Some(offset) = memchr::memchr2(b'p', b'P', bytes.get(start..)?) {
        start += offset;
        if bytes.get(start..start + MARK.len()).is_some_and(|found| found.eq_ignore_ascii_case(MARK.as_bytes())) {
            return Some(start);
        }
        start += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::reading::read;

    #[test]
    fn finds_tokens_wherever_they_may_stand() {
        for (mail, tokens) in [
            ("X-Postroom-Test: abc-1.x_Y\r\n\r\nhello", vec!["abc-1.x_Y"]),
            ("Subject: x\r\n\r\nhello\r\npostroom-test: tok\r\n", vec!["tok"]),
            ("Subject: x\r\n\r\n> > Postroom-Test: tok\r\n", vec!["tok"]),
            ("X-Postroom-Test: tok\r\n\r\npostroom-test: tok\r\npostroom-test: other", vec!["tok", "other"]),
            (
                "Content-Type: text/html\r\n\r\n<p>postroom-test:&nbsp;<b>tok</b></p><style>postroom-test: no</style>",
                vec!["tok"],
            ),
            (
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
                 X-Postroom-Test: inner\r\n\r\nhello\r\n--b--",
                vec!["inner"],
            ),
            ("Subject: WG: Test (postroom-test: tok)\r\n\r\nhello", vec!["tok"]),
            (
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream; name=a.msg\r\n\r\n\
                 \0p\0o\0s\0t\0r\0o\0o\0m\0-\0t\0e\0s\0t\0:\0 \0t\0o\0k\0)\r\n--b--",
                vec!["tok"],
            ),
            ("Content-Transfer-Encoding: base64\r\n\r\ncG9zdHJvb20tdGVzdDogdG9r", vec!["tok"]),
            ("Subject: x\r\n\r\n> postroom-test:\r\n> tok\r\n", vec!["tok"]),
            ("Subject: x\r\n\r\npostroom-test:\r\n", vec![]),
        ] {
            assert_eq!(read(mail.as_bytes(), "").unwrap().test_tokens, tokens, "{mail}");
        }
    }
}
