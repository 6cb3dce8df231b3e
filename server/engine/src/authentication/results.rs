//! Authentication results as servers write them into a header (RFC 8601 section 2.2). Whoever sends a mail chooses much
//! of what stands there, an envelope sender for instance, so quotes and comments are read as they are meant; and what
//! cannot be read with certainty says nothing at all.

use std::iter::Peekable;
use std::str::Chars;

/// Longest field read, in bytes: a chain of ten servers writes some thousand.
const FIELD_MAX_BYTES: usize = 32 * 1024;

/// One result: a method such as `dkim`, what came of it, and what it is about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Found {
    /// The method in lower case, without its version.
    pub method: String,
    /// What came of it, in lower case.
    pub result: String,
    /// Names such as `header.from`, in lower case, with their values.
    properties: Vec<(String, String)>,
}

impl Found {
    /// The value of a property; nothing when it is missing, or when there are several.
    pub(super) fn property(&self, name: &str) -> Option<&str> {
        let mut values = self.properties.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }
}

/// The results in a field; none when it is not well-formed. An instance (`i=1`, RFC 8617 section 4.1.1) and the name of
/// whoever found them stand before.
pub(super) fn results(field: &str) -> Vec<Found> {
    if field.len() > FIELD_MAX_BYTES {
        return Vec::new();
    }
    let Some(pieces) = pieces(field) else { return Vec::new() };
    let is_instance = |piece: &Piece| matches!(piece.as_slice(), [(key, Some(_))] if key == "i");
    let n_before = 1 + usize::from(pieces.first().is_some_and(is_instance));
    pieces.into_iter().skip(n_before).filter_map(found).collect()
}

/// Words, each with what stands behind its equals sign.
type Piece = Vec<(String, Option<String>)>;

fn found(piece: Piece) -> Option<Found> {
    let mut words = piece.into_iter();
    let (method, result) = words.next()?;
    let method = method.split('/').next().unwrap_or_default().to_owned();
    // A word without a value belongs to nothing.
    let properties = words.filter_map(|(key, value)| Some((key, value?))).collect();
    Some(Found { method, result: result?.to_ascii_lowercase(), properties })
}

/// What stands between semicolons; nothing when a quote or a comment does not end, or holds what no server puts there.
fn pieces(field: &str) -> Option<Vec<Piece>> {
    let mut chars = field.chars().peekable();
    let (mut pieces, mut piece) = (Vec::new(), Piece::new());
    loop {
        skip_blank(&mut chars)?;
        match chars.peek() {
            None => break,
            Some(';') => {
                chars.next();
                pieces.push(std::mem::take(&mut piece));
            }
            Some(_) => {
                let key = word(&mut chars, true)?.to_ascii_lowercase();
                skip_blank(&mut chars)?;
                let value = match chars.next_if_eq(&'=') {
                    Some(_) => {
                        skip_blank(&mut chars)?;
                        Some(word(&mut chars, false)?)
                    }
                    None => None,
                };
                piece.push((key, value));
            }
        }
    }
    pieces.push(piece);
    Some(pieces)
}

/// Blanks and comments, however deep (RFC 5322 section 3.2.2).
fn skip_blank(chars: &mut Peekable<Chars<'_>>) -> Option<()> {
    let mut depth = 0_u32;
    loop {
        match chars.peek() {
            None if depth > 0 => return None,
            None => return Some(()),
            Some('(') => depth = depth.saturating_add(1),
            Some(')') => depth = depth.checked_sub(1)?,
            // Servers repeat an envelope sender in a comment, and not all escape it there: what would end a comment
            // early comes in quotes, as a local part with parentheses must.
            Some('"' | ';') if depth > 0 => return None,
            Some('\\') if depth > 0 => {
                chars.next();
            }
            Some(c) if depth == 0 && !c.is_ascii_whitespace() => return Some(()),
            Some(_) => {}
        }
        chars.next();
    }
}

/// A word or a quoted one, or pieces of both without a blank between, as in `"a b"@example.org`; possibly empty.
/// Envelope senders have equals signs in them, names have not.
fn word(chars: &mut Peekable<Chars<'_>>, is_name: bool) -> Option<String> {
    let mut word = String::new();
    while let Some(c) = chars.peek().copied() {
        match c {
            ';' | '(' => break,
            '=' if is_name => break,
            // Nothing of this is closed here.
            ')' => return None,
            '"' => quoted(chars, &mut word)?,
            c if c.is_ascii_whitespace() => break,
            c => {
                chars.next();
                word.push(c);
            }
        }
    }
    Some(word)
}

/// RFC 5322 section 3.2.4.
fn quoted(chars: &mut Peekable<Chars<'_>>, word: &mut String) -> Option<()> {
    chars.next();
    loop {
        match chars.next()? {
            '"' => return Some(()),
            '\\' => word.push(chars.next()?),
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, results};

    fn short(field: &str) -> Vec<String> {
        let words = |found: Found| {
            let properties: String = found.properties.iter().map(|(key, value)| format!(" {key}={value}")).collect();
            format!("{}={}{properties}", found.method, found.result)
        };
        results(field).into_iter().map(words).collect()
    }

    #[test]
    fn reads_what_servers_write() {
        let google = "i=1; mx.google.com;\r\n       dkim=pass header.i=@example.org header.s=s1 header.b=Ab/Cd+12;\r\n \
            spf=pass (google.com: domain of prvs=1=a@example.org designates 192.0.2.1 as permitted sender) \
            smtp.mailfrom=\"prvs=1=a@example.org\";\r\n dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.org";
        assert_eq!(
            short(google),
            [
                "dkim=pass header.i=@example.org header.s=s1 header.b=Ab/Cd+12",
                "spf=pass smtp.mailfrom=prvs=1=a@example.org",
                "dmarc=pass header.from=example.org",
            ]
        );
        let microsoft = "i=1; mx.microsoft.com 1; spf=pass (sender ip is 192.0.2.1) smtp.mailfrom=b+a=b@example.org; \
            dmarc=pass (p=none sp=none pct=100) action=none header.from=example.org; arc=none";
        assert_eq!(
            short(microsoft),
            ["spf=pass smtp.mailfrom=b+a=b@example.org", "dmarc=pass action=none header.from=example.org", "arc=none",]
        );
        // Comments and blanks where the grammar has them.
        assert_eq!(
            short("foo.example.net (foobar) 1 (baz); dkim/1 (One yay) = (wait for it) fail policy (x) = 3"),
            ["dkim=fail policy=3"]
        );
        assert_eq!(short("mx.example; none"), Vec::<String>::new());
        assert_eq!(short(" dkim=pass header.d=example.org"), Vec::<String>::new(), "that is the name of who found it");
    }

    #[test]
    fn nothing_in_quotes_or_comments_is_a_result() {
        for (hostile, found) in [
            (
                "i=1; mx; spf=pass smtp.mailfrom=\"x; dmarc=pass header.from=victim.example y\"@evil.example; dmarc=fail header.from=victim.example",
                "dmarc=fail header.from=victim.example",
            ),
            (
                "i=1; mx; spf=pass smtp.mailfrom=\"x\\\"; dmarc=pass header.from=victim.example\"@evil.example; dmarc=fail",
                "dmarc=fail",
            ),
            ("i=1; mx; spf=pass reason=\"a; dmarc=pass\" (b \\) c); dmarc=fail", "dmarc=fail"),
            ("mx (a (b) c (d)) ; dmarc=fail", "dmarc=fail"),
        ] {
            assert_eq!(short(hostile).last().map(String::as_str), Some(found), "{hostile}");
            assert!(!short(hostile).iter().any(|found| found.starts_with("dmarc=pass")), "{hostile}");
        }
    }

    #[test]
    fn what_is_not_certain_says_nothing() {
        for broken in [
            "i=1; mx; dmarc=pass header.from=victim.example; spf=pass smtp.mailfrom=\"x",
            "i=1; mx; dmarc=pass header.from=victim.example; spf=pass (never closed",
            "i=1; mx; dmarc=pass header.from=victim.example) x",
            "i=1; mx; dmarc=pass header.from=victim.example \"a\\",
            // As from a server that repeats the envelope sender without escaping it.
            "i=1; mx; spf=pass (domain of \"x) ; dmarc=pass header.from=victim.example (y\"@evil.example is fine)",
            "i=1; mx; spf=pass (domain of x; y); dmarc=pass header.from=victim.example",
        ] {
            assert_eq!(results(broken), [], "{broken}");
        }
        let long = format!("mx; dmarc=pass{}", " a=b".repeat(20_000));
        assert_eq!(results(&long), []);
        let twice = results("mx; dmarc=pass header.from=a.example header.from=b.example");
        assert_eq!(twice[0].property("header.from"), None);
    }
}
