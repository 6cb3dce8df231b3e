//! What mail programs write around what they repeat, and around signatures: their classes, names and styles.

use super::tags::Tag;

/// What an element is to a reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// It repeats an earlier message.
    Quote,
    /// It is a signature.
    Signature,
    /// The header of an earlier message begins, and with it the rest of the page, if there is such a header.
    Header,
}

/// Classes of quotes.
const QUOTE_CLASSES: &[&str] = &[
    "moz-cite-prefix",
    "yahoo_quoted",
    "yahoo-quoted-begin",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",
    "mail_android_quote",
    "ms-outlook-mobile-reference-message",
    "moz-email-headers-table",
    "freemail_quote",
];
/// Names and identifiers of quotes. GMX and web.de call theirs `quote`, Spark `messageReplySection`.
const QUOTE_NAMES: &[&str] = &[
    "quote",
    "messagereplysection",
    "mail-editor-reference-message-container",
    "olk_src_body_section",
    "isreplycontent",
    "oldcontent",
];
/// Classes of signatures.
const SIGNATURE_CLASSES: &[&str] = &[
    "gmail_signature",
    "moz-signature",
    "yahoo_signature",
    "protonmail_signature_block",
    "ms-outlook-mobile-signature",
];
/// Names and identifiers of signatures.
const SIGNATURE_NAMES: &[&str] = &[
    "applemailsignature",
    "ms-outlook-mobile-signature",
    "signature",
    "apple-mail-signature",
    "ymail_android_signature",
    "ymail_ios_signature",
];
/// Classes and identifiers of the header that Outlook and its relatives put above the earlier message.
const HEADERS: &[&str] = &["outlookmessageheader", "divrplyfwdmsg", "appendonsend", "stopspelling", "replysplit"];

/// What this element is.
pub(super) fn mark(tag: &Tag<'_>) -> Option<Mark> {
    let attribute = |name: &str| tag.attribute(name).unwrap_or_default().to_ascii_lowercase();
    let (class, id, name) = (attribute("class"), attribute("id"), attribute("name"));
    let has_class = |classes: &[&str]| class.split_ascii_whitespace().any(|class| classes.contains(&class));
    // Outlook on the web puts `x_` in front of everything in an earlier message.
    let is_named = |names: &[&str]| {
        [&id, &name]
            .iter()
            .any(|found| names.contains(&found.as_str()) || names.contains(&found.trim_start_matches("x_")))
    };
    if has_class(SIGNATURE_CLASSES) || is_named(SIGNATURE_NAMES) {
        return Some(Mark::Signature);
    }
    if has_class(HEADERS) || is_named(HEADERS) || is_outlooks_line(&attribute("style")) {
        return Some(Mark::Header);
    }
    if has_class(QUOTE_CLASSES) || is_named(QUOTE_NAMES) || (tag.name == "blockquote" && is_quote(tag)) {
        return Some(Mark::Quote);
    }
    None
}

/// The line above the header that Outlook writes: `border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm`.
fn is_outlooks_line(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    style.contains("border:none;border-top:solid")
}

/// Whether a `blockquote` quotes: programs use it for moving text to the right too.
pub(super) fn is_quote(tag: &Tag<'_>) -> bool {
    let attribute = |name: &str| tag.attribute(name).unwrap_or_default().to_ascii_lowercase();
    let style: String = attribute("style").chars().filter(|c| !c.is_whitespace()).collect();
    let class = attribute("class");
    if attribute("type") == "cite" || !attribute("cite").is_empty() || class.contains("quote") || class.contains("cite")
    {
        return true;
    }
    if style.contains("border:none") || style.contains("border:0") {
        return false;
    }
    style.is_empty() || style.contains("border-left")
}
