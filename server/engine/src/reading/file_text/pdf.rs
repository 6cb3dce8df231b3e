//! The text of a PDF, page by page. A page that cannot be read is passed over.

mod rebuilt;
mod tame;

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, PlainTextOutput, output_doc_page};
use types::TextState;

use super::MAX_TEXT_BYTES;

pub use tame::tame;

/// Pages that are read: a CV has a few, a collection of certificates some dozen.
const MAX_PAGES: usize = 100;

/// The text.
pub(super) fn text(content: &[u8]) -> Result<String, TextState> {
    let rebuilt = || Document::load_mem(&rebuilt::rebuilt(content)?).ok();
    let mut document = Document::load_mem(content).ok().or_else(rebuilt).ok_or_else(|| unreadable(content))?;
    // Many documents only forbid printing: these open with the empty password.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(TextState::Encrypted);
    }
    let mut text = String::new();
    let mut is_read = false;
    for number in document.get_pages().into_keys().take(MAX_PAGES) {
        let mut page = String::new();
        let reading = || output_doc_page(&document, &mut PlainTextOutput::new(&mut page), number);
        is_read |= matches!(catch_unwind(AssertUnwindSafe(reading)), Ok(Ok(())));
        text.push_str(&page);
        text.push('\n');
        if text.len() > MAX_TEXT_BYTES {
            break;
        }
    }
    if is_read || !text.trim().is_empty() { Ok(text) } else { Err(TextState::Damaged) }
}

/// Why a document does not open: one with another password than the empty one names how it is encrypted
/// (ISO 32000-1 section 7.6).
fn unreadable(content: &[u8]) -> TextState {
    if memchr::memmem::find(content, b"/Encrypt").is_some() { TextState::Encrypted } else { TextState::Damaged }
}
