//! HTML as a row of texts and tags, read leniently and in one pass.
//!
//! It need not agree with browsers on odd input: what is built from it is written anew, so that browsers read that.

/// Most attributes read of one tag; parsers compare each with all others.
const MAX_ATTRIBUTES: usize = 64;
/// Elements whose content is no markup (HTML section 13.2.5).
const RAW_ELEMENTS: &[&str] =
    &["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// A piece of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece<'a> {
    /// Text with its character references as written.
    Text(&'a str),
    /// A start tag.
    Open(Tag<'a>),
    /// An end tag, its name in lower case.
    Close(String),
}

/// A start tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Tag<'a> {
    /// Its name in lower case.
    pub name: String,
    /// Its attributes: name in lower case, value with its character references as written.
    pub attributes: Vec<(String, &'a str)>,
    /// Whether it ends with a slash and so has no content where that is allowed.
    pub is_closed: bool,
}

impl<'a> Tag<'a> {
    /// The value of the first attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

/// The pieces of a page. Comments, declarations and the content of elements like `style` are left out.
pub(super) struct Pieces<'a> {
    rest: &'a str,
    /// The element whose raw content comes next.
    raw: Option<&'static str>,
}

impl<'a> Pieces<'a> {
    /// The pieces of `page`.
    pub fn of(page: &'a str) -> Self {
        Self { rest: page, raw: None }
    }

    fn skip(&mut self, n_bytes: usize) -> &'a str {
        let (skipped, rest) = self.rest.split_at(n_bytes.min(self.rest.len()));
        self.rest = rest;
        skipped
    }

    /// Passes over everything up to and with `end`; without it, over everything.
    fn skip_past(&mut self, end: &str) {
        let n_bytes = self.rest.find(end).map_or(self.rest.len(), |start| start + end.len());
        self.skip(n_bytes);
    }

    /// Passes over raw content up to its end tag.
    fn skip_raw(&mut self, element: &str) {
        let bytes = self.rest.as_bytes();
        let mut starts = memchr::memchr_iter(b'<', bytes);
        let end = starts.find(|start| {
            let name = bytes.get(start + 2..start + 2 + element.len());
            bytes.get(start + 1) == Some(&b'/')
                && name.is_some_and(|name| name.eq_ignore_ascii_case(element.as_bytes()))
        });
        self.skip(end.unwrap_or(bytes.len()));
    }

    fn read_name(&mut self, is_end: impl Fn(char) -> bool) -> &'a str {
        let n_bytes = self.rest.find(is_end).unwrap_or(self.rest.len());
        self.skip(n_bytes)
    }

    fn read_attributes(&mut self) -> Vec<(String, &'a str)> {
        let mut attributes: Vec<(String, &'a str)> = Vec::new();
        loop {
            self.read_name(|c| !is_space(c) && c != '/');
            if self.rest.is_empty() || self.rest.starts_with('>') {
                self.skip(1);
                return attributes;
            }
            let start = self.rest;
            self.skip(start.chars().next().map_or(0, char::len_utf8));
            self.read_name(|c| is_space(c) || matches!(c, '=' | '>' | '/'));
            let name = &start[..start.len() - self.rest.len()];
            let value = self.read_value();
            if attributes.len() < MAX_ATTRIBUTES {
                let name = name.to_ascii_lowercase();
                if !attributes.iter().any(|(known, _)| *known == name) {
                    attributes.push((name, value));
                }
            }
        }
    }

    fn read_value(&mut self) -> &'a str {
        let after_name = self.rest;
        self.read_name(|c| !is_space(c));
        if !self.rest.starts_with('=') {
            self.rest = after_name;
            return "";
        }
        self.skip(1);
        self.read_name(|c| !is_space(c));
        match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                self.skip(1);
                let value = self.read_name(|c| c == quote);
                self.skip(1);
                value
            }
            _ => self.read_name(|c| is_space(c) || c == '>'),
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if let Some(element) = self.raw.take() {
                self.skip_raw(element);
            }
            let n_bytes = tag_start(self.rest).unwrap_or(self.rest.len());
            if n_bytes > 0 {
                return Some(Piece::Text(self.skip(n_bytes)));
            }
            if self.rest.is_empty() {
                return None;
            }
            if self.rest.starts_with("<!--") {
                self.skip("<!--".len());
                // `<!-->` and `<!--->` are whole comments.
                if self.rest.starts_with('>') || self.rest.starts_with("->") {
                    self.skip_past(">");
                } else {
                    self.skip_past("-->");
                }
                continue;
            }
            if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                self.skip_past(">");
                continue;
            }
            let start = self.rest;
            let is_close = start.starts_with("</");
            self.skip(1 + usize::from(is_close));
            let name = self.read_name(|c| is_space(c) || matches!(c, '/' | '>')).to_ascii_lowercase();
            let attributes = self.read_attributes();
            let is_closed = start[..start.len() - self.rest.len()].ends_with("/>");
            if is_close {
                return Some(Piece::Close(name));
            }
            self.raw = RAW_ELEMENTS.iter().copied().find(|raw| *raw == name);
            return Some(Piece::Open(Tag { name, attributes, is_closed }));
        }
    }
}

/// Where the next tag, comment or declaration begins.
fn tag_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).find(|start| match bytes.get(start + 1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => bytes.get(start + 2).is_some_and(u8::is_ascii_alphabetic),
        Some(first) => first.is_ascii_alphabetic(),
        None => false,
    })
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::{Piece, Pieces};

    fn shown(page: &str) -> String {
        let pieces = Pieces::of(page).map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Open(tag) => format!("[{} {:?}]", tag.name, tag.attributes),
            Piece::Close(name) => format!("[/{name}]"),
        });
        pieces.collect()
    }

    #[test]
    fn reads_pieces() {
        for (page, pieces) in [
            ("a<B>b</B >c", "a[b []]b[/b]c"),
            ("<a href='x\"y' B=1 c d = \"e>f\">", r#"[a [("href", "x\"y"), ("b", "1"), ("c", ""), ("d", "e>f")]]"#),
            ("1 < 2 <3 </ 4", "1 < 2 <3 </ 4"),
            ("a<!-- <b> -->c<!-->d<!doctype x>e<![if !mso]>f<?xml ?>g", "acdefg"),
            ("<style>a<b></style >c", "[style []][/style]c"),
            ("<script>x</scr", "[script []]"),
            ("a<!-- never", "a"),
            ("<img/src=x/onerror=y a=1 a=2>", r#"[img [("src", "x/onerror=y"), ("a", "1")]]"#),
            ("<a =b>", r#"[a [("=b", "")]]"#),
            ("<p", "[p []]"),
        ] {
            assert_eq!(shown(page), pieces, "{page}");
        }
    }
}
