//! A message taken apart: its body parts in the order they are written (RFC 2046 section 5.1).
//!
//! One pass over the lines with a stack of open boundaries. Forwarded messages are files and are not entered.

use std::{cell::OnceCell, collections::HashSet};

use types::ReadingProblem;

use super::{
    Unreadable,
    boundary::{before_line_end, guessed_boundary},
    fields::{Fields, line_end},
    html,
    part::{Disposition, Part},
};

/// Deepest nesting of multiparts. Mail programs write about four; a chain of inline forwards adds one each.
const MAX_DEPTH: usize = 64;
/// Most parts; a message with a thousand files is no message to a recruiter.
const MAX_PARTS: usize = 1_000;

/// The parts of one message.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    list: Vec<Part<'a>>,
    problems: Vec<ReadingProblem>,
    roles: OnceCell<Roles>,
}

/// A part that is offered as a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct File {
    /// Its place among the parts.
    pub part: usize,
    /// Whether it belongs into the text: the page shows it (RFC 2392), or it is a picture that its writer put there.
    pub is_inline: bool,
    /// Whether the page itself shows it.
    pub is_shown: bool,
}

#[derive(Debug)]
struct Roles {
    bodies: Vec<usize>,
    files: Vec<File>,
}

impl<'a> Parts<'a> {
    /// Takes a message apart.
    pub fn split(raw: &'a [u8]) -> Result<Self, Unreadable> {
        let (fields, body) = Fields::split(raw, false);
        if fields.is_empty() {
            return Err(Unreadable::NoHeader);
        }
        let mut splitting = Splitting { raw, list: Vec::new(), open: Vec::new(), leaf: None, problems: Vec::new() };
        splitting.begin(fields, 0, body);
        let mut start = body;
        while start < raw.len() {
            let end = line_end(raw, start);
            let line = &raw[start..end];
            start = if line.starts_with(b"--") { splitting.at_dashes(start, end) } else { end };
        }
        splitting.finish();
        Ok(Self { list: splitting.list, problems: splitting.problems, roles: OnceCell::new() })
    }

    /// The message itself.
    pub fn root(&self) -> &Part<'a> {
        &self.list[0]
    }

    /// What could not be read, as far as the structure tells.
    pub fn problems(&self) -> &[ReadingProblem] {
        &self.problems
    }

    /// Adds what was found before the parts were.
    pub fn add_problems(&mut self, problems: Vec<ReadingProblem>) {
        self.problems.extend(problems);
    }

    /// The part at this place.
    pub fn get(&self, place: usize) -> &Part<'a> {
        &self.list[place]
    }

    /// The parts that are no containers, in order.
    pub fn leaves(&self) -> impl Iterator<Item = &Part<'a>> {
        self.list.iter().filter(|part| part.boundary.is_none())
    }

    /// The parts that were taken apart, in order.
    pub fn multiparts(&self) -> impl Iterator<Item = &Part<'a>> {
        self.list.iter().filter(|part| part.boundary.is_some())
    }

    /// The texts to be read, in order: plain and HTML.
    pub fn bodies(&self) -> impl Iterator<Item = (usize, &Part<'a>)> {
        self.roles().bodies.iter().map(|place| (*place, &self.list[*place]))
    }

    /// Everything that is no text to be read, in order.
    pub fn files(&self) -> &[File] {
        &self.roles().files
    }

    /// The texts that say the same as the one at this place, itself among them (RFC 2046 section 5.1.4).
    pub fn twins(&self, place: usize) -> impl Iterator<Item = &Part<'a>> {
        let alternative = self.alternative(place);
        let twins = self.bodies().filter(move |(other, _)| match alternative {
            None => *other == place,
            same => self.alternative(*other) == same,
        });
        twins.map(|(_, part)| part)
    }

    /// The nearest `multipart/alternative` around the part at this place.
    fn alternative(&self, mut place: usize) -> Option<usize> {
        loop {
            place = self.list[place].parent?;
            if self.list[place].media_type == "multipart/alternative" {
                return Some(place);
            }
        }
    }

    fn roles(&self) -> &Roles {
        self.roles.get_or_init(|| {
            let places = self.list.iter().enumerate().filter(|(_, part)| part.boundary.is_none());
            let places = places.filter(|(_, part)| !self.is_beside_the_point(part));
            let mut is_first = true;
            let (bodies, others): (Vec<_>, Vec<_>) =
                places.partition(|(_, part)| is_body(part, std::mem::take(&mut is_first)));
            let is_picture = |part: &Part<'_>| part.media_type.starts_with("image/");
            let shown = if others.iter().any(|(_, part)| is_picture(part)) {
                let pages = bodies.iter().filter(|(_, part)| part.media_type == "text/html");
                pages.flat_map(|(_, part)| html::pictures_named(&part.text(html::MAX_HTML_BYTES).0)).collect()
            } else {
                HashSet::new()
            };
            let is_shown = |part: &Part<'_>| is_picture(part) && part.picture_names().any(|name| shown.contains(&name));
            let file = |(place, part): &(usize, &Part<'_>)| {
                let is_shown = is_shown(part);
                let is_inline = is_shown || (is_picture(part) && part.disposition == Disposition::Inline);
                File { part: *place, is_inline, is_shown }
            };
            Roles { files: others.iter().map(file).collect(), bodies: bodies.iter().map(|(place, _)| *place).collect() }
        })
    }

    /// Whether a part is nobody's text and nobody's file: what a Mac keeps beside a file (RFC 1740), and other forms of
    /// the text, for watches and for pages that run script.
    fn is_beside_the_point(&self, part: &Part<'_>) -> bool {
        let parent = part.parent.map(|parent| self.list[parent].media_type.as_str());
        (part.media_type == "application/applefile" && parent == Some("multipart/appledouble"))
            || part.is(&["text/x-amp-html", "text/watch-html"])
    }
}

/// A text is to be read unless it is called an attachment or, further down, has a name of its own.
fn is_body(part: &Part<'_>, is_first: bool) -> bool {
    part.is(&["text/plain", "text/html"])
        && part.disposition != Disposition::Attachment
        && (is_first || part.file_name.is_none())
}

struct Splitting<'a> {
    raw: &'a [u8],
    list: Vec<Part<'a>>,
    /// The multiparts whose end has not been seen, outermost first.
    open: Vec<Open>,
    /// The part that is being read, and where its body begins.
    leaf: Option<(usize, usize)>,
    problems: Vec<ReadingProblem>,
}

struct Open {
    part: usize,
    body: usize,
    has_parts: bool,
}

impl<'a> Splitting<'a> {
    /// A part with this header begins; its body begins at `body`.
    fn begin(&mut self, fields: Fields<'a>, start: usize, body: usize) {
        let parent = self.open.last().map(|open| open.part);
        let is_digest = parent.is_some_and(|parent| self.list[parent].media_type == "multipart/digest");
        let mut part = Part::new(fields, parent, if is_digest { "message/rfc822" } else { "text/plain" });
        part.span = start..body;
        if part.boundary.is_none() && part.media_type.starts_with("multipart/") {
            part.boundary = guessed_boundary(&self.raw[body.min(self.raw.len())..]);
        }
        let place = self.list.len();
        if part.boundary.is_some() && self.open.len() >= MAX_DEPTH {
            part.boundary = None;
            part.media_type = "application/octet-stream".to_owned();
            self.problem(ReadingProblem::TooDeep);
        }
        if part.boundary.is_none() {
            self.leaf = Some((place, body));
        } else {
            self.open.push(Open { part: place, body, has_parts: false });
        }
        self.list.push(part);
    }

    fn problem(&mut self, problem: ReadingProblem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Looks at a line that begins with two dashes; answers where reading goes on.
    fn at_dashes(&mut self, start: usize, end: usize) -> usize {
        let line = self.raw[start + 2..end].trim_ascii_end();
        let found = self.open.iter().rposition(|open| {
            let boundary = self.list[open.part].boundary.as_deref().unwrap_or_default();
            // What follows the boundary of a last part is nobody's business: gateways append to it.
            line.strip_prefix(boundary).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"--"))
        });
        let Some(level) = found else { return end };
        let boundary_len = self.list[self.open[level].part].boundary.as_ref().map_or(0, Vec::len);
        let is_last = line.len() > boundary_len;
        self.end_leaf(start);
        self.close_above(level + 1, start);
        self.open[level].has_parts = true;
        if is_last {
            self.open.truncate(level);
            return end;
        }
        if self.list.len() >= MAX_PARTS {
            self.problem(ReadingProblem::TooManyParts);
            return self.raw.len();
        }
        let (fields, body) = Fields::split(&self.raw[end..], true);
        self.begin(fields, end, end + body);
        end + body
    }

    /// The part that is being read ends before the delimiter line at `delimiter`.
    fn end_leaf(&mut self, delimiter: usize) {
        if let Some((place, body)) = self.leaf.take() {
            self.set_body(place, body, before_line_end(self.raw, body, delimiter));
        }
    }

    fn set_body(&mut self, place: usize, start: usize, body: &'a [u8]) {
        let part = &mut self.list[place];
        part.span.end = start + body.len();
        part.body = body;
    }

    /// Closes the multiparts from `level` on. One whose boundary never came is a text.
    fn close_above(&mut self, level: usize, end: usize) {
        for open in self.open.split_off(level.min(self.open.len())) {
            if !open.has_parts {
                self.set_body(open.part, open.body, before_line_end(self.raw, open.body, end));
                let part = &mut self.list[open.part];
                part.boundary = None;
                part.media_type = "text/plain".to_owned();
            }
        }
    }

    fn finish(&mut self) {
        let is_cut = self.open.iter().any(|open| open.has_parts);
        if is_cut && !self.problems.contains(&ReadingProblem::TooManyParts) {
            self.problem(ReadingProblem::Truncated);
        }
        if let Some((place, body)) = self.leaf.take() {
            self.set_body(place, body, self.raw.get(body..).unwrap_or_default());
        }
        self.close_above(0, self.raw.len());
    }
}

#[cfg(test)]
mod tests;
