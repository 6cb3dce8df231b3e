//! A page written anew: known elements and attributes only, well nested, bounded in depth, nothing that is not markup.
//!
//! Parsers of HTML take time with the square of the depth, and some end the stack; what leaves here is safe for them.

use std::borrow::Cow;

use super::{
    plain::unescape,
    tags::{Piece, Pieces, Tag},
};

/// Deepest nesting written. Newsletters nest tables about twenty deep, four elements each.
const MAX_DEPTH: usize = 128;
/// Longest text written without an element in it, in bytes. What writes a page out again looks through the whole of a
/// text for each ampersand and each hard space in it.
const MAX_TEXT_BYTES: usize = 4 << 10;
/// What breaks a longer one; it shows nothing.
const BREAK: &str = "<span></span>";
/// Longest value of an attribute written, in bytes, for the same reason. Pictures are longer and hold neither.
const MAX_VALUE_BYTES: usize = 4 << 10;
/// Elements that have no content (HTML section 13.1.2).
const VOID: &[&str] = &["br", "hr", "img", "wbr", "col"];
/// Elements that are left out with what is in them.
const DROPPED: &[&str] = &["svg", "math", "template", "select"];
/// Parts of a table: they are closed by each other, and nothing in a cell closes what is outside it.
const TABLE_PARTS: &[&str] = &["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"];

/// What is written, and as what.
pub(super) struct Rules<'r> {
    /// The element written for one of this name; nothing when only its content is kept.
    pub element: fn(&str) -> Option<&'static str>,
    /// The value written for an attribute, by its name and its value; nothing when it is left out.
    pub attribute: &'r dyn for<'v> Fn(&str, &'v str) -> Option<Cow<'v, str>>,
    /// What is written after an element of this name.
    pub after: fn(&str) -> &'static str,
}

/// Writes `page` anew.
pub(super) fn tame(page: &str, rules: &Rules<'_>) -> String {
    let mut writer =
        Writer { rules, page: String::with_capacity(page.len()), n_text_bytes: 0, open: Vec::new(), dropped: None };
    for piece in Pieces::of(page) {
        match piece {
            Piece::Text(text) => writer.text(text),
            Piece::Open(tag) => writer.open(&tag),
            Piece::Close(name) => writer.close(&name),
        }
    }
    writer.close_from(0);
    writer.page
}

struct Writer<'r> {
    rules: &'r Rules<'r>,
    page: String,
    /// Bytes of text since the last element.
    n_text_bytes: usize,
    /// The elements that are open: what they are called in the page, and what was written.
    open: Vec<(String, &'static str)>,
    /// The element that is being left out, and how many of its name are open.
    dropped: Option<(String, usize)>,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        if self.dropped.is_some() {
            return;
        }
        let text = unescape(text);
        let mut rest = text.as_str();
        while self.n_text_bytes + rest.len() > MAX_TEXT_BYTES {
            let (start, end) = rest.split_at(rest.floor_char_boundary(MAX_TEXT_BYTES - self.n_text_bytes));
            push_escaped(&mut self.page, start);
            self.page.push_str(BREAK);
            self.n_text_bytes = 0;
            rest = end;
        }
        push_escaped(&mut self.page, rest);
        self.n_text_bytes += rest.len();
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if let Some((name, depth)) = &mut self.dropped {
            *depth += usize::from(*name == tag.name && !tag.is_closed);
            return;
        }
        if DROPPED.contains(&tag.name.as_str()) {
            self.dropped = (!tag.is_closed).then(|| (tag.name.clone(), 1));
            return;
        }
        self.close_implied(&tag.name);
        let Some(element) = (self.rules.element)(&tag.name) else { return };
        let is_void = VOID.contains(&element);
        if !is_void && self.open.len() >= MAX_DEPTH {
            return;
        }
        self.n_text_bytes = 0;
        self.page.push('<');
        self.page.push_str(element);
        for (name, value) in &tag.attributes {
            let value = unescape(value);
            let written = (self.rules.attribute)(name, &value);
            if let Some(value) = written.filter(|value| name == "src" || value.len() <= MAX_VALUE_BYTES) {
                self.page.push(' ');
                self.page.push_str(name);
                self.page.push_str("=\"");
                push_escaped(&mut self.page, &value);
                self.page.push('"');
            }
        }
        self.page.push('>');
        if !is_void {
            self.open.push((tag.name.clone(), element));
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((dropped, depth)) = &mut self.dropped {
            *depth -= usize::from(dropped == name);
            if *depth == 0 {
                self.dropped = None;
            }
            return;
        }
        let is_table_part = TABLE_PARTS.contains(&name);
        let stops = |open: &str| match name {
            "table" | "body" => false,
            _ if is_table_part => open == "table",
            _ => open == "table" || TABLE_PARTS.contains(&open),
        };
        if let Some(place) = self.nearest(|open| open == name, stops) {
            self.close_from(place);
        }
    }

    /// Closes what a start tag of this name ends without saying so (HTML section 13.1.2.4).
    fn close_implied(&mut self, name: &str) {
        let in_table = |open: &str| open == "table";
        let ended = match name {
            "p" => self.open.last().is_some_and(|(open, _)| open == "p").then(|| self.open.len() - 1),
            "li" => self.nearest(|open| open == "li", |open| matches!(open, "ul" | "ol" | "table" | "td" | "th")),
            "td" | "th" => self.nearest(|open| matches!(open, "td" | "th"), in_table),
            "tr" => self.nearest(|open| open == "tr", in_table),
            "tbody" | "thead" | "tfoot" => {
                self.nearest(|open| matches!(open, "tbody" | "thead" | "tfoot" | "tr"), in_table)
            }
            _ => None,
        };
        if let Some(place) = ended {
            self.close_from(place);
        }
    }

    /// The innermost open element that is `wanted`, unless one that `stops` is nearer.
    fn nearest(&self, wanted: impl Fn(&str) -> bool, stops: impl Fn(&str) -> bool) -> Option<usize> {
        let mut open = self.open.iter().enumerate().rev();
        let (place, (name, _)) = open.find(|(_, (name, _))| wanted(name) || stops(name))?;
        wanted(name).then_some(place)
    }

    fn close_from(&mut self, place: usize) {
        self.n_text_bytes = 0;
        for (name, element) in self.open.drain(place..).rev() {
            self.page.push_str("</");
            self.page.push_str(element);
            self.page.push('>');
            self.page.push_str((self.rules.after)(&name));
        }
    }
}

/// Writes `text` so that it stands for itself in text and between quotes. Ampersands too: rows of bare ones cost
/// sanitisers time with the square of their number.
fn push_escaped(page: &mut String, text: &str) {
    let mut rest = text;
    while let Some(start) = rest.find(['&', '<', '>', '"']) {
        page.push_str(&rest[..start]);
        page.push_str(match rest.as_bytes()[start] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[start + 1..];
    }
    page.push_str(rest);
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{MAX_DEPTH, MAX_TEXT_BYTES, Rules, tame};

    const RULES: Rules<'_> = Rules {
        element: |name| {
            ["p", "b", "div", "table", "tr", "td", "ul", "li", "br"].into_iter().find(|known| *known == name)
        },
        attribute: &|name, value| (name == "title").then_some(Cow::Borrowed(value)),
        after: |_| "",
    };

    #[test]
    fn writes_well_nested_pages() {
        for (page, written) in [
            ("<p>a<p>b", "<p>a</p><p>b</p>"),
            ("<b><p>a</b>c</p>", "<b><p>a</p></b>c"),
            (
                "<table><tr><td>a<td>b<tr><td></div>c</table>",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            ),
            ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
            ("<x>a</x><br/>b</p></b>", "a<br>b"),
            ("a<svg><p>b<svg></svg></p></svg>c<svg/>d", "acd"),
            ("<p title='\"><b>' onclick=x>1 < 2", "<p title=\"&quot;&gt;&lt;b&gt;\">1 &lt; 2</p>"),
        ] {
            assert_eq!(tame(page, &RULES), written, "{page}");
        }
    }

    #[test]
    fn breaks_long_texts() {
        let written = tame(&"a&nbsp;<!-- -->".repeat(5_000), &RULES);
        assert!(written.split("<span></span>").all(|text| text.len() <= MAX_TEXT_BYTES), "{written}");
        assert_eq!(written.replace("<span></span>", ""), "a\u{a0}".repeat(5_000));
        assert_eq!(tame(&format!("<p title='{}'>", "x".repeat(5_000)), &RULES), "<p></p>");
    }

    #[test]
    fn bounds_the_depth() {
        let written = tame(&"<div>".repeat(10_000), &RULES);
        assert_eq!(written.matches("<div>").count(), MAX_DEPTH);
        assert_eq!(written.matches("</div>").count(), MAX_DEPTH);
    }
}
