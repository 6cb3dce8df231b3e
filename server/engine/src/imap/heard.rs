//! One response of the server, read as far as fetching needs it (RFC 9051 section 9). What cannot be read is no reason
//! to stop: servers add things of their own.

use std::ops::Range;

use super::literal::announced;

/// Lists within lists at most; what is asked for here has two.
const DEPTH_MAX: usize = 6;
/// Values of one response at most: more message numbers than any folder has that is looked at.
const VALUES_MAX: usize = 500_000;

/// How a command went, or what the server says by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Status {
    Ok,
    No,
    Bad,
    Bye,
    PreAuth,
}

/// What a response is.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Response {
    /// The server waits for the rest of a command.
    Continue(String),
    /// The end of the command with this tag.
    Done { tag: String, status: Status, text: String },
    /// Said by itself, or on the way.
    Said { status: Status, text: String },
    /// Data; what stands behind the star.
    Data(Vec<Value>),
    /// Anything else.
    Other,
}

/// A value in data. Texts are places in the response, so that a large message is not copied.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Value {
    /// An atom or a number.
    Word(String),
    /// A quoted text or a literal.
    Text(Range<usize>),
    List(Vec<Value>),
}

/// A response as received.
pub(super) struct Heard {
    bytes: Vec<u8>,
}

impl Heard {
    pub(super) const fn new(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// Its first line, for people.
    pub(super) fn line(&self) -> String {
        let line = self.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        String::from_utf8_lossy(line).trim_end().to_owned()
    }

    /// The bytes at this place; nothing of a place that is none.
    pub(super) fn text(&self, place: &Range<usize>) -> &[u8] {
        self.bytes.get(place.clone()).unwrap_or_default()
    }

    /// Only the bytes at this place, in the memory that they are in.
    pub(super) fn into_text(mut self, place: &Range<usize>) -> Vec<u8> {
        self.bytes.truncate(place.end);
        self.bytes.drain(..place.start.min(self.bytes.len()));
        self.bytes
    }

    pub(super) fn response(&self) -> Response {
        if self.bytes.first() == Some(&b'+') {
            return Response::Continue(self.line()[1..].trim_start().to_owned());
        }
        let Some(rest) = self.bytes.strip_prefix(b"* ") else { return self.tagged() };
        if let Some((status, text)) =
            status(&String::from_utf8_lossy(rest.split(|b| *b == b'\n').next().unwrap_or(rest)))
        {
            return Response::Said { status, text };
        }
        let mut reader = Reader { bytes: &self.bytes, at: 2, n_values: 0 };
        reader.values(0).map_or(Response::Other, Response::Data)
    }

    fn tagged(&self) -> Response {
        let line = self.line();
        let Some((tag, rest)) = line.split_once(' ') else { return Response::Other };
        match status(rest) {
            Some((status, text)) => Response::Done { tag: tag.to_owned(), status, text },
            None => Response::Other,
        }
    }
}

/// The status in front of a line, and the words behind it.
fn status(line: &str) -> Option<(Status, String)> {
    let line = line.trim_end();
    let (word, text) = line.split_once(' ').unwrap_or((line, ""));
    let status = match word.to_ascii_uppercase().as_str() {
        "OK" => Status::Ok,
        "NO" => Status::No,
        "BAD" => Status::Bad,
        "BYE" => Status::Bye,
        "PREAUTH" => Status::PreAuth,
        _ => return None,
    };
    Some((status, text.to_owned()))
}

/// The code in front of a status text: `UIDVALIDITY 7` of `[UIDVALIDITY 7] UIDs valid`.
pub(super) fn code(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('[')?.split_once(']')?.0;
    Some(inside.split_once(' ').unwrap_or((inside, "")))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    n_values: usize,
}

impl Reader<'_> {
    /// The values up to the end of the list, or of the response.
    fn values(&mut self, depth: usize) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        loop {
            let Some(byte) = self.bytes.get(self.at).copied() else { return (depth == 0).then_some(values) };
            self.n_values += 1;
            if self.n_values > VALUES_MAX {
                return None;
            }
            match byte {
                b' ' | b'\r' | b'\n' => self.at += 1,
                b')' => {
                    self.at += 1;
                    return (depth > 0).then_some(values);
                }
                b'(' => {
                    self.at += 1;
                    values.push(Value::List(if depth < DEPTH_MAX { self.values(depth + 1)? } else { return None }));
                }
                b'"' => values.push(Value::Text(self.quoted()?)),
                b'{' => values.push(Value::Text(self.literal()?)),
                _ => values.push(Value::Word(self.word())),
            }
        }
    }

    /// Escaped characters keep their backslash: nothing that is asked for has any.
    fn quoted(&mut self) -> Option<Range<usize>> {
        let begin = self.at + 1;
        let mut end = begin;
        loop {
            match self.bytes.get(end)? {
                b'"' => break,
                b'\\' => end += 2,
                b'\r' | b'\n' => return None,
                _ => end += 1,
            }
        }
        self.at = end + 1;
        Some(begin..end)
    }

    fn literal(&mut self) -> Option<Range<usize>> {
        let rest = self.bytes.get(self.at..)?;
        let line_end = memchr::memchr(b'\n', rest)? + 1;
        let begin = self.at + line_end;
        let end = begin.checked_add(announced(&rest[..line_end])?).filter(|end| *end <= self.bytes.len())?;
        self.at = end;
        Some(begin..end)
    }

    /// In brackets a word has blanks and parentheses: `BODY[HEADER.FIELDS (FROM)]`.
    fn word(&mut self) -> String {
        let begin = self.at;
        let mut is_bracketed = false;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\r' | b'\n' => break,
                b'[' => is_bracketed = true,
                b']' => is_bracketed = false,
                b' ' | b'(' | b')' if !is_bracketed => break,
                _ => {}
            }
            self.at += 1;
        }
        String::from_utf8_lossy(&self.bytes[begin..self.at]).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Heard, Response, Status, Value, code};

    fn response(text: &str) -> Response {
        Heard::new(text.into()).response()
    }

    fn word(text: &str) -> Value {
        Value::Word(text.into())
    }

    #[test]
    fn reads_what_servers_say() {
        let done = |status, text: &str| Response::Done { tag: "p1".into(), status, text: text.into() };
        for (text, expected) in [
            ("p1 OK done\r\n", done(Status::Ok, "done")),
            ("p1 no [AUTHENTICATIONFAILED] x\r\n", done(Status::No, "[AUTHENTICATIONFAILED] x")),
            ("p1 BAD\r\n", done(Status::Bad, "")),
            ("* BYE see you\r\n", Response::Said { status: Status::Bye, text: "see you".into() }),
            ("+ idling\r\n", Response::Continue("idling".into())),
            ("+\r\n", Response::Continue(String::new())),
            ("* 3 EXISTS\r\n", Response::Data(vec![word("3"), word("EXISTS")])),
            ("* SEARCH\r\n", Response::Data(vec![word("SEARCH")])),
            ("* SEARCH 1 22 \r\n", Response::Data(vec![word("SEARCH"), word("1"), word("22")])),
            ("220 mail.acme.test ESMTP\r\n", Response::Other),
            ("+OK POP3\r\n", Response::Continue("OK POP3".into())),
            ("* 1 FETCH (UID 1\r\n", Response::Other),
            ("* 1 FETCH (BODY[] {99}\r\nx)\r\n", Response::Other),
            ("* 1 FETCH (X \"\\\r\n", Response::Other),
            ("* )\r\n", Response::Other),
            ("\r\n", Response::Other),
        ] {
            assert_eq!(response(text), expected, "{text:?}");
        }
        assert_eq!(response(&format!("* {}{}\r\n", "(".repeat(99_999), ")".repeat(99_999))), Response::Other);
    }

    #[test]
    fn reads_messages() {
        let text = "* 12 FETCH (UID 7 FLAGS (\\Seen $x) BODY[HEADER.FIELDS (FROM)]<0> {5}\r\na\r\nb) X \"q\\\"\")\r\n";
        let heard = Heard::new(text.into());
        let Response::Data(values) = heard.response() else { panic!("{:?}", heard.response()) };
        let [Value::Word(n), Value::Word(fetch), Value::List(list)] = values.as_slice() else { panic!("{values:?}") };
        assert_eq!((n.as_str(), fetch.as_str()), ("12", "FETCH"));
        assert_eq!(list[3], Value::List(vec![word("\\Seen"), word("$x")]));
        assert_eq!(list[4], word("BODY[HEADER.FIELDS (FROM)]<0>"));
        let Value::Text(body) = &list[5] else { panic!("{list:?}") };
        assert_eq!(heard.text(body), b"a\r\nb)");
        let body = body.clone();
        assert_eq!(heard.into_text(&body), b"a\r\nb)");
    }

    #[test]
    fn finds_codes() {
        assert_eq!(code("[UIDVALIDITY 7] valid"), Some(("UIDVALIDITY", "7")));
        assert_eq!(code("[READ-ONLY]"), Some(("READ-ONLY", "")));
        assert_eq!(code("no [x]"), None);
    }

    #[test]
    fn survives_any_bytes() {
        let whole = b"* 1 FETCH (UID 7 FLAGS (\\Seen) BODY[] {3}\r\n\xff\x00x \"a\\\"\" NIL)\r\n";
        for begin in 0..whole.len() {
            for byte in [b'(', b'"', b'{', b'}', b'\\', 0, 0xff, b'\r', b'+'] {
                let mut changed = whole.to_vec();
                changed[begin] = byte;
                _ = Heard::new(changed.clone()).response();
                _ = Heard::new(changed[begin..].to_vec()).response();
            }
        }
    }
}
