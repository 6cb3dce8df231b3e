//! Inline styles (CSS Style Attributes): the ones that shape text, with values that fetch and cover nothing.

/// Longest style attribute kept, in bytes.
const MAX_STYLE_BYTES: usize = 2_000;
/// Properties kept. Missing on purpose: everything that moves a box out of its place, and everything that can fetch.
pub(super) const PROPERTIES: &[&str] = &[
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "direction",
    "display",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-width",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-wrap",
];
/// The only functions values may call.
const FUNCTIONS: &[&str] = &["rgb", "rgba", "hsl", "hsla"];

/// The declarations of a style attribute that are kept; nothing when there is none.
pub(super) fn safe_style(style: &str) -> Option<String> {
    let style = &style[..style.floor_char_boundary(MAX_STYLE_BYTES)];
    let mut kept = String::new();
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let property = property.trim().to_ascii_lowercase();
        let value = value.trim();
        if PROPERTIES.contains(&property.as_str()) && is_safe(value) {
            if !kept.is_empty() {
                kept.push(';');
            }
            kept.push_str(&property);
            kept.push(':');
            kept.push_str(value);
        }
    }
    Some(kept).filter(|kept| !kept.is_empty())
}

/// Whether a value is made of words, numbers, quoted names and colours only. Escapes and comments could hide others.
fn is_safe(value: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || " #.,%-+!'\"()".contains(c);
    let before_parens = value.match_indices('(').map(|(start, _)| &value[..start]);
    let mut functions =
        before_parens.map(|before| before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or(""));
    !value.is_empty()
        && value.chars().all(is_plain)
        && value.matches(['\'', '"']).count().is_multiple_of(2)
        && functions.all(|name| FUNCTIONS.contains(&name.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::safe_style;

    #[test]
    fn keeps_what_shapes_text() {
        for (style, kept) in [
            ("COLOR: red; font-family: 'Segoe UI', Arial", Some("color:red;font-family:'Segoe UI', Arial")),
            ("color:rgb(1, 2, 3);width:50%", Some("color:rgb(1, 2, 3);width:50%")),
            ("background-color:url(https://x.de)", None),
            ("background:url(x);color:red", Some("color:red")),
            ("color:expression(alert(1))", None),
            ("width:calc(1px)", None),
            ("color:r\\65 d", None),
            ("position:fixed;top:0", None),
            ("color:/* x */red", None),
            ("font-family:'a", None),
            ("@import 'x';behavior:url(x)", None),
            ("", None),
        ] {
            assert_eq!(safe_style(style).as_deref(), kept, "{style}");
        }
    }
}
