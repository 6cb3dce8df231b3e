//! Address lists, RFC 5322 section 3.4, forgiving: groups, comments, missing brackets, semicolons between addresses,
//! names in encoded words wherever they stand, addresses beyond ASCII (RFC 6532).

use types::Mailbox;

use super::{encoded_word, line};

/// Longest display name in characters.
const MAX_NAME_CHARS: usize = 200;
/// Longest address in characters: RFC 5321 section 4.5.3.1.3 allows 256 bytes.
const MAX_ADDRESS_CHARS: usize = 320;
/// Deepest nesting of comments that is followed.
const MAX_COMMENT_DEPTH: usize = 50;

/// What one mailbox is gathered from.
#[derive(Default)]
struct Pending {
    /// Words outside brackets, as written.
    words: Vec<u8>,
    /// What stood between angle brackets.
    address: Option<Vec<u8>>,
    comment: Vec<u8>,
}

/// The mailboxes of an address list, at most `max`.
pub(super) fn list(value: &[u8], max: usize) -> Vec<Mailbox> {
    let mut found = Vec::new();
    let mut pending = Pending::default();
    let mut at = 0;
    while at < value.len() && found.len() < max {
        match value[at] {
            b'"' => {
                let (quoted, end) = quoted(value, at);
                // A local part keeps its quotes (RFC 5321 section 4.1.2), a name does not.
                if value.get(end) == Some(&b'@') {
                    pending.words.extend([b"\"", quoted.as_slice(), b"\""].concat());
                } else {
                    pending.words.extend(quoted);
                }
                at = end;
                continue;
            }
            b'(' => {
                let (comment, end) = comment(value, at);
                pending.comment.extend(comment);
                at = end;
                continue;
            }
            b'<' => {
                let inside = &value[at + 1..];
                let end = memchr::memchr2(b'>', b'\n', inside).unwrap_or(inside.len());
                // A bracket that is never closed ends where the next address begins.
                let is_closed = inside.get(end) == Some(&b'>');
                let end = if is_closed { end } else { memchr::memchr2(b',', b';', inside).unwrap_or(inside.len()) };
                pending.address = Some(route(&inside[..end]).to_vec());
                at += 1 + end + usize::from(is_closed);
                continue;
            }
            b':' if pending.address.is_none() && is_group_name(&pending.words) => pending = Pending::default(),
            b',' | b';' => {
                let done = std::mem::take(&mut pending);
                let is_name_only = value[at] == b',' && done.address.is_none() && !has_at(&done.words);
                match mailbox(&done) {
                    // `Schmidt, Anna <anna@example.org>` without quotes.
                    _ if is_name_only && continues_name(&value[at + 1..]) => {
                        pending = done;
                        pending.words.push(b',');
                    }
                    Some(mailbox) => found.push(mailbox),
                    None => {}
                }
            }
            b'\\' => {
                pending.words.extend(value.get(at + 1));
                at += 1;
            }
            byte => pending.words.push(byte),
        }
        at += 1;
    }
    if found.len() < max {
        found.extend(mailbox(&pending));
    }
    found
}

fn has_at(words: &[u8]) -> bool {
    memchr::memchr(b'@', words).is_some()
}

/// Whether a colon after these words ends the name of a group (`undisclosed-recipients:;`) and is no part of an address
/// or of a literal.
fn is_group_name(words: &[u8]) -> bool {
    !has_at(words) && !words.trim_ascii().is_empty() && memchr::memchr(b'[', words).is_none()
}

/// Whether what follows a comma is the rest of a name, with its address in brackets before the next comma.
fn continues_name(rest: &[u8]) -> bool {
    let piece = rest.split(|byte| matches!(byte, b',' | b';')).next().unwrap_or_default();
    let piece = &piece[..piece.len().min(MAX_NAME_CHARS)];
    match memchr::memchr(b'<', piece) {
        Some(bracket) => {
            let name = piece[..bracket].trim_ascii();
            !name.is_empty() && !has_at(name) && !name.contains(&b'"') && has_at(&piece[bracket..])
        }
        None => false,
    }
}

/// The address without the source route of RFC 5322 section 4.4.
fn route(inside: &[u8]) -> &[u8] {
    let inside = inside.trim_ascii();
    match memchr::memrchr(b':', inside) {
        Some(colon) if inside.starts_with(b"@") => &inside[colon + 1..],
        Some(6) if inside[..6].eq_ignore_ascii_case(b"mailto") => &inside[7..],
        _ => inside,
    }
}

/// A quoted string without its quotes, and where it ends.
fn quoted(value: &[u8], start: usize) -> (Vec<u8>, usize) {
    let mut text = Vec::new();
    let mut at = start + 1;
    while let Some(byte) = value.get(at) {
        match byte {
            b'"' => return (text, at + 1),
            b'\\' => {
                text.extend(value.get(at + 1));
                at += 1;
            }
            byte => text.push(*byte),
        }
        at += 1;
    }
    (text, value.len())
}

/// A comment without its parentheses, and where it ends.
fn comment(value: &[u8], start: usize) -> (Vec<u8>, usize) {
    let mut text = Vec::new();
    let mut depth = 0;
    let mut at = start;
    while let Some(byte) = value.get(at) {
        match byte {
            b'(' if depth < MAX_COMMENT_DEPTH => depth += 1,
            b')' => depth -= 1,
            b'\\' => at += 1,
            byte => text.push(*byte),
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    (text, at)
}

fn mailbox(pending: &Pending) -> Option<Mailbox> {
    let words = encoded_word::decode(&pending.words);
    let words = words.trim();
    let comment = encoded_word::decode(&pending.comment);
    let (name, address) = match &pending.address {
        Some(address) if !address.is_empty() => (words.to_owned(), encoded_word::decode(address)),
        _ => bare(words)?,
    };
    // Some programs write everything into one encoded word.
    let (name, address) = match name.rsplit_once('<') {
        Some((before, inside)) if pending.address.is_none() => {
            (before.to_owned(), inside.trim_end_matches(['>', ' ']).to_owned())
        }
        _ => (name, address),
    };
    let name = line::one_line(name.trim().trim_matches(['"', '\'']), MAX_NAME_CHARS);
    let name = if name.is_empty() { line::one_line(&comment, MAX_NAME_CHARS) } else { name };
    let address = line::one_line(&address, MAX_ADDRESS_CHARS);
    let address = address.trim_matches(['<', '>', ' ', ',', ';']).to_owned();
    (!name.is_empty() || !address.is_empty()).then_some(Mailbox { name, address })
}

/// Name and address of words without brackets; nothing when there is neither.
fn bare(words: &str) -> Option<(String, String)> {
    if words.is_empty() {
        return None;
    }
    if let Some((name, inside)) = words.rsplit_once('<')
        && inside.contains('@')
    {
        return Some((name.to_owned(), inside.trim_end_matches(['>', ' ']).to_owned()));
    }
    if !words.contains('@') {
        return Some((words.to_owned(), String::new()));
    }
    if !words.contains(char::is_whitespace) || words.starts_with('"') {
        return Some((String::new(), words.to_owned()));
    }
    // `Anna Schmidt anna@example.org`, or an address with stray blanks around its @.
    let address = words.split_whitespace().rfind(|word| word.len() > 1 && word.contains('@'));
    match address {
        Some(address) => Some((words.replacen(address, " ", 1), address.trim_matches(['[', ']', '(', ')']).to_owned())),
        None => Some((String::new(), words.split_whitespace().collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::list;

    fn shown(value: &str) -> String {
        let found = list(value.as_bytes(), 100);
        found.iter().map(|m| format!("{}|{}", m.name, m.address)).collect::<Vec<_>>().join(" ; ")
    }

    #[test]
    fn reads_what_people_send() {
        for (value, mailboxes) in [
            ("anna@example.org", "|anna@example.org"),
            ("Anna Schmidt <anna@example.org>", "Anna Schmidt|anna@example.org"),
            ("\"Schmidt, Anna\" <anna@example.org>, b@x.de", "Schmidt, Anna|anna@example.org ; |b@x.de"),
            ("Schmidt, Anna <anna@example.org>", "Schmidt, Anna|anna@example.org"),
            ("anna@example.org (Anna Schmidt)", "Anna Schmidt|anna@example.org"),
            ("anna@example.org; b@x.de", "|anna@example.org ; |b@x.de"),
            ("Jobs: a@x.de, B <b@x.de>;, c@x.de", "|a@x.de ; B|b@x.de ; |c@x.de"),
            ("undisclosed-recipients:;", ""),
            ("=?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <j@x.de>", "Jürgen Müller|j@x.de"),
            ("\"=?utf-8?Q?M=C3=BCller=2C_J=C3=BCrgen?=\" <j@x.de>", "Müller, Jürgen|j@x.de"),
            ("=?utf-8?Q?M=C3=BCller=2C?= =?utf-8?Q?_Anna?= <a@x.de>", "Müller, Anna|a@x.de"),
            ("=?utf-8?Q?Anna_=3Canna=40example.org=3E?=", "Anna|anna@example.org"),
            ("jörg@müller.example", "|jörg@müller.example"),
            ("Jörg <jörg@xn--mller-kva.example>", "Jörg|jörg@xn--mller-kva.example"),
            ("<@relay.example,@b.example:anna@example.org>", "|anna@example.org"),
            ("Anna <anna@example.org", "Anna|anna@example.org"),
            ("Anna Schmidt anna@example.org", "Anna Schmidt|anna@example.org"),
            ("Anna", "Anna|"),
            ("\"anna@example.org\" <anna@example.org>", "anna@example.org|anna@example.org"),
            ("'Anna Schmidt' <anna@example.org>", "Anna Schmidt|anna@example.org"),
            ("\"john doe\"@example.org", "|\"john doe\"@example.org"),
            ("a@[192.0.2.1], a@[IPv6:2001:db8::1]", "|a@[192.0.2.1] ; |a@[IPv6:2001:db8::1]"),
            ("Anna (von (nebenan)) <a@x.de>", "Anna|a@x.de"),
            ("<>", ""),
            (",,;;", ""),
        ] {
            assert_eq!(shown(value), mailboxes, "{value}");
        }
    }
}
