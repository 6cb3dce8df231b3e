//! The simple formatting of an answer: `**bold**`, `*italic*`, and lines that begin with `- ` or `1. `. Read here for the
//! preview in the browser and for the mail alike.

/// Whether there is any, so that an HTML part says more than the text.
pub fn is_formatted(text: &str) -> bool {
    text.lines().any(|line| Item::read(line).is_some() || pieces(line).iter().any(|piece| piece.look != Look::Plain))
}

/// The text without the signs that only stand for a look; lists stay as they are, for they read well.
pub fn as_text(text: &str) -> String {
    let lines = text.split('\n').map(|line| pieces(line).into_iter().map(|piece| piece.text).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}

/// The text as HTML, escaped, without anything around it.
pub fn as_html(text: &str) -> String {
    let mut html = String::new();
    let mut list: Option<&'static str> = None;
    let mut in_paragraph = false;
    for line in text.lines() {
        let item = Item::read(line);
        let tag = item.as_ref().map(|item| item.list);
        if in_paragraph && (tag.is_some() || line.trim().is_empty()) {
            html.push_str("</p>");
            in_paragraph = false;
        }
        if list != tag {
            push_tags(&mut html, &[("</", list), ("<", tag)]);
            list = tag;
        }
        match item {
            Some(item) => {
                html.push_str("<li>");
                push_line(&mut html, item.text);
                html.push_str("</li>");
            }
            None if line.trim().is_empty() => {}
            None => {
                html.push_str(if in_paragraph { "<br>" } else { "<p>" });
                in_paragraph = true;
                push_line(&mut html, line);
            }
        }
    }
    if in_paragraph {
        html.push_str("</p>");
    }
    push_tags(&mut html, &[("</", list)]);
    html
}

fn push_tags(html: &mut String, tags: &[(&str, Option<&str>)]) {
    for (start, tag) in tags {
        if let Some(tag) = tag {
            html.push_str(start);
            html.push_str(tag);
            html.push('>');
        }
    }
}

fn push_line(html: &mut String, line: &str) {
    for piece in pieces(line) {
        let tag = match piece.look {
            Look::Plain => None,
            Look::Bold => Some("b"),
            Look::Italic => Some("i"),
        };
        push_tags(html, &[("<", tag)]);
        for c in piece.text.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                c => html.push(c),
            }
        }
        push_tags(html, &[("</", tag)]);
    }
}

/// A line of a list.
struct Item<'a> {
    list: &'static str,
    text: &'a str,
}

impl<'a> Item<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let line = line.trim_start();
        if let Some(text) = line.strip_prefix("- ") {
            return Some(Self { list: "ul", text });
        }
        let (number, text) = line.split_once(". ")?;
        // Longer numbers are years and dates.
        let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        is_number.then_some(Self { list: "ol", text })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Bold,
    Italic,
}

struct Piece<'a> {
    text: &'a str,
    look: Look,
}

/// A line taken apart. A sign counts when it has its partner on the same line and the words stand close to both.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    let mut plain_end = 0;
    while let Some(offset) = rest[plain_end..].find('*') {
        let start = plain_end + offset;
        let (sign, look) = if rest[start..].starts_with("**") { ("**", Look::Bold) } else { ("*", Look::Italic) };
        let inside = &rest[start + sign.len()..];
        let length = inside.find(sign).filter(|length| {
            let words = &inside[..*length];
            !words.is_empty() && !words.starts_with(char::is_whitespace) && !words.ends_with(char::is_whitespace)
        });
        match length {
            Some(length) => {
                pieces.push(Piece { text: &rest[..start], look: Look::Plain });
                pieces.push(Piece { text: &inside[..length], look });
                rest = &inside[length + sign.len()..];
                plain_end = 0;
            }
            None => plain_end = start + sign.len(),
        }
    }
    pieces.push(Piece { text: rest, look: Look::Plain });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::{as_html, as_text, is_formatted};

    #[test]
    fn reads_signs_only_where_they_are_meant() {
        for (text, html, plain) in [
            ("**Hello**, *you*", "<p><b>Hello</b>, <i>you</i></p>", "Hello, you"),
            ("2 * 3 * 4", "<p>2 * 3 * 4</p>", "2 * 3 * 4"),
            ("a ** b", "<p>a ** b</p>", "a ** b"),
            ("one * two*", "<p>one * two*</p>", "one * two*"),
            ("**open", "<p>**open</p>", "**open"),
            ("<b>&\"", "<p>&lt;b&gt;&amp;&quot;</p>", "<b>&\""),
            ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>", "a\nb\n\nc"),
            (
                "x\n- a\n- b\n1. c\ny",
                "<p>x</p><ul><li>a</li><li>b</li></ul><ol><li>c</li></ol><p>y</p>",
                "x\n- a\n- b\n1. c\ny",
            ),
            ("2026. was a year", "<p>2026. was a year</p>", "2026. was a year"),
            ("", "", ""),
        ] {
            assert_eq!(as_html(text), html);
            assert_eq!(as_text(text), plain);
        }
    }

    #[test]
    fn plain_text_needs_no_html() {
        for (text, expected) in
            [("Hello\n\nYou", false), ("2 * 3", false), ("*so*", true), ("- a", true), ("<b>", false)]
        {
            assert_eq!(is_formatted(text), expected, "{text}");
        }
    }
}
