//! Re-usable pieces of screens, without server calls.

#[cfg(feature = "ssr")]
mod badge;
mod copy_button;
mod draft;
mod error_note;
mod field;
mod icon;
mod moment;
mod origin;
mod page_title;
#[cfg(feature = "ssr")]
mod piece;
#[cfg(feature = "ssr")]
mod posted_error;
mod text_area;
mod yes_no;

#[cfg(feature = "ssr")]
pub use badge::BadgeNote;
pub use copy_button::CopyButton;
#[cfg(not(feature = "ssr"))]
pub use copy_button::put_on_clipboard;
pub use draft::{fill, keep_draft};
pub use error_note::ErrorNote;
pub use field::Field;
pub use icon::{Icon, Sign};
#[cfg(not(feature = "ssr"))]
pub use moment::in_local_time;
pub use moment::{Moment, Precision, in_utc};
pub use origin::Origin;
pub use page_title::PageTitle;
#[cfg(feature = "ssr")]
pub use page_title::write_title;
#[cfg(feature = "ssr")]
pub use piece::piece;
#[cfg(feature = "ssr")]
pub use posted_error::posted_error;
pub use text_area::TextArea;
pub use yes_no::YesNo;

/// Text that can stand in HTML. Leptos does this itself nearly everywhere; the exceptions use this.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn escapes_markup() {
        assert_eq!(escape("</textarea><b a=\"1\">&"), "&lt;/textarea&gt;&lt;b a=&quot;1&quot;&gt;&amp;");
    }
}
