//! What elements do to the shape of a text.

use crate::reading::html::tags::Tag;

/// Elements without content (HTML section 13.1.2).
pub(super) const VOID: &[&str] =
    &["br", "hr", "img", "wbr", "col", "meta", "link", "input", "area", "base", "embed", "source"];
/// Elements that begin a line.
pub(super) const BLOCKS: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "center",
    "section",
    "article",
    "header",
    "footer",
    "caption",
    "form",
    "address",
    "figure",
    "main",
    "nav",
    "fieldset",
    "body",
    "html",
    "tbody",
    "thead",
    "tfoot",
    "hr",
    "o:p",
];
/// Elements that have a blank line around them.
pub(super) const SPACED: &[&str] =
    &["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "dl", "hr"];
/// Elements whose content nobody sees.
pub(super) const UNSEEN: &[&str] =
    &["head", "svg", "math", "template", "select", "noscript", "object", "audio", "video", "map"];
/// An element that is open.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// Its name.
    pub name: String,
    /// Whether it quotes.
    pub is_quote: bool,
    /// Whether its program marks it as repeated.
    pub is_marked: bool,
    /// Whether nobody sees it.
    pub is_hidden: bool,
    /// Whether blanks count in it.
    pub is_preformatted: bool,
    /// Whether a blank line follows it.
    pub is_spaced: bool,
    /// For lists: how many items there were, when they are numbered.
    pub n_items: Option<usize>,
}

/// Whether these lines begin with a header in whatever language: short labels with colons.
pub(super) fn begins_with_fields(lines: &[(String, bool)]) -> bool {
    /// Lines that are looked at, and fields that there must be.
    const LOOKED_AT: usize = 10;
    const FIELDS_MIN: usize = 3;
    let is_field = |line: &str| {
        let label = line.trim_start_matches(['>', ' ']).split(':').next().unwrap_or_default();
        line.contains(':') && (1..=24).contains(&label.trim().chars().count())
    };
    lines.iter().take(LOOKED_AT).filter(|(line, _)| is_field(line)).count() >= FIELDS_MIN
}

/// Whether an element is not shown.
pub(super) fn is_hidden(tag: &Tag<'_>) -> bool {
    let style = tag.attribute("style").unwrap_or_default();
    if tag.attribute("hidden").is_some() {
        return true;
    }
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || style.contains("mso-hide:all") || style.contains("visibility:hidden")
}

/// Whether a paragraph has no space around it: Outlook writes each line as one.
pub(super) fn is_tight(tag: &Tag<'_>) -> bool {
    let class = tag.attribute("class").unwrap_or_default();
    let style: String = tag.attribute("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    class.contains("MsoNormal")
        || class.contains("MsoPlainText")
        || style.starts_with("margin:0")
        || style.contains(";margin:0")
        || (style.contains("margin-top:0") && style.contains("margin-bottom:0"))
        || (style.contains("margin-bottom:0") && !style.contains("margin-top"))
}
