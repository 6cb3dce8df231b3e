//! A page as text for reading, in one pass: lines, lists, quotes; and what of it its mail program marks as repeated.

mod elements;

use elements::{BLOCKS, Open, SPACED, UNSEEN, VOID, begins_with_fields, is_hidden, is_tight};

use super::{
    marks::{Mark, is_quote, mark},
    plain::unescape,
    tags::{Piece, Pieces, Tag},
};
use crate::reading::line;

/// Deepest nesting that is followed.
const MAX_DEPTH: usize = 200;
/// Deepest quoting and listing shown.
const MAX_SHOWN_DEPTH: usize = 20;
/// Longest text that stands for a picture: signs of feeling are sent as pictures.
const MAX_SIGN_CHARS: usize = 4;

/// A page as text.
#[derive(Clone, Debug, Default)]
pub(in crate::reading) struct PageText {
    /// The text.
    pub text: String,
    /// For each line of it, whether the page marks it as repeated or as a signature.
    pub is_marked: Vec<bool>,
}

/// A page as text for reading. Tables become lines: in mail they are layout.
pub(in crate::reading) fn text(page: &str) -> PageText {
    let mut writer = Writer::default();
    for piece in Pieces::of(page) {
        match piece {
            Piece::Text(text) => writer.text(&unescape(text)),
            Piece::Open(tag) => writer.open(&tag),
            Piece::Close(name) => writer.close(&name),
        }
    }
    writer.end_line();
    writer.finish()
}

#[derive(Debug, Default)]
struct Writer {
    lines: Vec<(String, bool)>,
    line: String,
    /// Whether the line has begun, be it with nothing in it.
    has_words: bool,
    is_space_due: bool,
    is_blank_due: bool,
    open: Vec<Open>,
    n_unopened: usize,
    n_quotes: usize,
    n_lists: usize,
    n_hidden: usize,
    n_marked: usize,
    n_preformatted: usize,
    /// Where the header of an earlier message may begin, by line.
    headers: Vec<usize>,
    item: String,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if self.n_hidden > 0 {
            return;
        }
        if self.n_preformatted > 0 {
            for (n, line) in line::lines(text).split('\n').enumerate() {
                if n > 0 {
                    self.break_line();
                }
                if !line.is_empty() {
                    self.begin_line();
                    self.line.push_str(line);
                }
            }
            return;
        }
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.is_space_due |= self.has_words,
                // A hard blank is a blank to a reader, also at the beginning of a line.
                '\u{a0}' => {
                    self.begin_line();
                    self.is_space_due = true;
                }
                '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{34f}' | '\u{2060}' => {}
                c if c.is_control() => {}
                c => {
                    self.begin_line();
                    if std::mem::take(&mut self.is_space_due) && !self.line.is_empty() {
                        self.line.push(' ');
                    }
                    self.line.push(c);
                }
            }
        }
    }

    fn begin_line(&mut self) {
        if self.has_words {
            return;
        }
        if std::mem::take(&mut self.is_blank_due) && !self.lines.is_empty() {
            self.push_line(String::new());
        }
        self.has_words = true;
        let item = std::mem::take(&mut self.item);
        self.line.push_str(&item);
    }

    /// Ends the line if it has begun.
    fn end_line(&mut self) {
        self.is_space_due = false;
        if std::mem::take(&mut self.has_words) {
            let line = std::mem::take(&mut self.line);
            self.push_line(line);
        }
    }

    /// Ends the line, and with nothing in it makes a blank one.
    fn break_line(&mut self) {
        self.begin_line();
        self.end_line();
    }

    fn push_line(&mut self, line: String) {
        let depth = self.n_quotes.min(MAX_SHOWN_DEPTH);
        let line = line.trim_end();
        let line = match (depth, line.is_empty()) {
            (0, _) => line.to_owned(),
            (_, true) => ">".repeat(depth),
            (_, false) => format!("{} {line}", ">".repeat(depth)),
        };
        self.lines.push((line, self.n_marked > 0));
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        match name {
            "br" => {
                return if self.n_hidden == 0 {
                    self.break_line()
                };
            }
            "img" => return self.picture(tag),
            _ => {}
        }
        self.close_implied(name);
        let is_block = BLOCKS.contains(&name);
        if is_block && self.n_hidden == 0 {
            self.end_line();
        }
        let is_spaced = SPACED.contains(&name) && self.n_lists == 0 && !is_tight(tag);
        self.is_blank_due |= is_spaced && !self.lines.is_empty();
        if matches!(name, "td" | "th") {
            self.is_space_due |= self.has_words;
        }
        let marked = mark(tag);
        if marked == Some(Mark::Header) && self.n_hidden == 0 {
            self.headers.push(self.lines.len());
        }
        if name == "li" {
            self.begin_item();
        }
        if VOID.contains(&name) {
            return;
        }
        if self.open.len() >= MAX_DEPTH {
            self.n_unopened += 1;
            return;
        }
        let open = Open {
            name: tag.name.clone(),
            is_quote: name == "blockquote" && is_quote(tag),
            is_marked: matches!(marked, Some(Mark::Quote | Mark::Signature)),
            is_hidden: UNSEEN.contains(&name) && !tag.is_closed || is_hidden(tag),
            is_preformatted: name == "pre",
            is_spaced,
            n_items: match name {
                "ol" => Some(1),
                "ul" => Some(0),
                _ => None,
            },
        };
        self.count(&open, true);
        self.open.push(open);
    }

    fn count(&mut self, open: &Open, is_begun: bool) {
        let change = |n: &mut usize, is_so: bool| {
            if is_so && is_begun {
                *n += 1;
            } else if is_so {
                *n = n.saturating_sub(1);
            }
        };
        change(&mut self.n_quotes, open.is_quote);
        change(&mut self.n_marked, open.is_marked);
        change(&mut self.n_hidden, open.is_hidden);
        change(&mut self.n_preformatted, open.is_preformatted);
        change(&mut self.n_lists, open.n_items.is_some());
    }

    fn close(&mut self, name: &str) {
        if VOID.contains(&name) {
            return;
        }
        if self.n_unopened > 0 && self.open.last().is_none_or(|open| open.name != name) {
            self.n_unopened -= 1;
            return;
        }
        let is_bound = |open: &Open| matches!(open.name.as_str(), "table" | "td" | "th") && name != "table";
        let found = self.open.iter().rposition(|open| open.name == name || is_bound(open));
        if let Some(place) = found.filter(|place| self.open[*place].name == name) {
            self.close_from(place);
        }
    }

    fn close_from(&mut self, place: usize) {
        for open in self.open.split_off(place).into_iter().rev() {
            if BLOCKS.contains(&open.name.as_str()) && self.n_hidden == 0 {
                self.end_line();
            }
            self.is_blank_due |= open.is_spaced;
            self.count(&open, false);
        }
    }

    /// Closes what a start tag of this name ends without saying so (HTML section 13.1.2.4).
    fn close_implied(&mut self, name: &str) {
        let ended = |open: &Open| match name {
            "p" => open.name == "p",
            "li" => open.name == "li",
            "td" | "th" => matches!(open.name.as_str(), "td" | "th"),
            "tr" => matches!(open.name.as_str(), "td" | "th" | "tr"),
            "body" => open.name == "head",
            _ => false,
        };
        while self.open.last().is_some_and(ended) {
            self.close_from(self.open.len() - 1);
        }
    }

    fn begin_item(&mut self) {
        let depth = self.n_lists.clamp(1, MAX_SHOWN_DEPTH) - 1;
        let list = self.open.iter_mut().rev().find_map(|open| open.n_items.as_mut());
        let sign = match list {
            Some(n @ 1..) => {
                *n += 1;
                format!("{}. ", *n - 1)
            }
            _ => "* ".to_owned(),
        };
        self.item = "  ".repeat(depth) + &sign;
    }

    fn picture(&mut self, tag: &Tag<'_>) {
        let alt = unescape(tag.attribute("alt").unwrap_or_default());
        let is_sign = alt.chars().count() <= MAX_SIGN_CHARS && alt.chars().any(|c| c >= '\u{2190}');
        if is_sign {
            self.text(&alt);
        }
    }

    fn finish(mut self) -> PageText {
        for header in std::mem::take(&mut self.headers) {
            if begins_with_fields(self.lines.get(header..).unwrap_or_default()) {
                self.lines[header..].iter_mut().for_each(|(_, is_marked)| *is_marked = true);
                break;
            }
        }
        let is_blank = |line: &&(String, bool)| line.0.trim().is_empty();
        let n_leading = self.lines.iter().take_while(is_blank).count();
        let n_trailing = self.lines[n_leading..].iter().rev().take_while(is_blank).count();
        let kept = &self.lines[n_leading..self.lines.len() - n_trailing];
        let mut page = PageText::default();
        let mut n_blank = 0;
        for (line, is_marked) in kept {
            // Empty table rows pile up; more than two blank lines say nothing.
            n_blank = if line.trim().is_empty() { n_blank + 1 } else { 0 };
            if n_blank > 2 {
                continue;
            }
            if !page.is_marked.is_empty() {
                page.text.push('\n');
            }
            page.text.push_str(line);
            page.is_marked.push(*is_marked);
        }
        page
    }
}

#[cfg(test)]
mod tests;
