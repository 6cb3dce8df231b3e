//! The allow list, and `ammonia` with it.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, Url, UrlRelative};

use super::{
    pictures::{Enclosed, Source},
    style::{PROPERTIES, safe_style},
    tame::{Rules, tame},
};

/// Elements kept: structure, tables, marks on text, pictures, links.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];
/// Attributes kept. Missing on purpose: names and classes, everything that fetches beside `src`, every handler.
const ATTRIBUTES: &[&str] = &[
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "color",
    "colspan",
    "dir",
    "face",
    "height",
    "href",
    "lang",
    "rowspan",
    "size",
    "span",
    "src",
    "start",
    "style",
    "title",
    "type",
    "valign",
    "width",
];
/// Attributes that only some elements have; all others may stand anywhere.
const BOUND: &[(&str, &[&str])] =
    &[("href", &["a"]), ("src", &["img"]), ("type", &["ol", "ul", "li"]), ("size", &["font", "hr"])];
/// Schemes that a link may have.
const LINK_SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];
/// Longest address of a link, in bytes.
const MAX_LINK_BYTES: usize = 4_000;
/// Widest and highest span of a table cell: layout takes time with it.
const MAX_SPAN: u32 = 100;

/// The page as safe markup for the inside of a document.
pub(super) fn sanitise(page: &str, enclosed: &Enclosed<'_, '_>, remote_images: bool) -> String {
    let rules = Rules {
        element: |name| match name {
            // Newsletters put colours there.
            "body" => Some("div"),
            _ => ELEMENTS.iter().copied().find(|known| *known == name),
        },
        attribute: &|name, value| match name {
            "src" => match Source::of(value) {
                Source::Part(id) | Source::Near(id) => enclosed.address(&id).map(Cow::Owned),
                Source::Remote(address) => remote_images.then_some(Cow::Owned(address)),
                Source::Here => Some(Cow::Borrowed(value)),
                Source::Unknown => None,
            },
            "href" => is_link(value).then_some(Cow::Borrowed(value)),
            "style" => safe_style(value).map(Cow::Owned),
            _ => ATTRIBUTES.contains(&name).then_some(Cow::Borrowed(value)),
        },
        after: |_| "",
    };
    let allow_list = if remote_images { &WITH_REMOTE_IMAGES } else { &WITHOUT_REMOTE_IMAGES };
    allow_list.clean(&tame(page, &rules)).to_string()
}

static WITH_REMOTE_IMAGES: LazyLock<Builder<'static>> =
    LazyLock::new(|| allow_list(|source| matches!(source, Source::Here | Source::Remote(_))));
static WITHOUT_REMOTE_IMAGES: LazyLock<Builder<'static>> =
    LazyLock::new(|| allow_list(|source| matches!(source, Source::Here)));

fn allow_list(is_shown: fn(&Source) -> bool) -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .tag_attributes(HashMap::new())
        .generic_attributes(ATTRIBUTES.iter().copied().collect())
        .clean_content_tags(HashSet::from(["script", "style", "title", "svg", "math", "template", "textarea"]))
        .url_schemes(LINK_SCHEMES.iter().copied().chain(["data"]).collect())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .filter_style_properties(PROPERTIES.iter().copied().collect())
        .strip_comments(true)
        .attribute_filter(move |element, attribute, value| filtered(element, attribute, value, is_shown));
    builder
}

fn filtered<'v>(element: &str, attribute: &str, value: &'v str, is_shown: fn(&Source) -> bool) -> Option<Cow<'v, str>> {
    if BOUND.iter().any(|(bound, elements)| *bound == attribute && !elements.contains(&element)) {
        return None;
    }
    let is_kept = match attribute {
        "href" => is_link(value),
        "src" => is_shown(&Source::of(value)),
        "style" => return safe_style(value).map(Cow::Owned),
        "colspan" | "rowspan" | "span" => value.trim().parse().is_ok_and(|span: u32| (1..=MAX_SPAN).contains(&span)),
        _ => true,
    };
    is_kept.then_some(Cow::Borrowed(value))
}

fn is_link(value: &str) -> bool {
    value.len() <= MAX_LINK_BYTES && Url::parse(value).is_ok_and(|url| LINK_SCHEMES.contains(&url.scheme()))
}

#[cfg(test)]
mod tests;
