//! The text of packed office documents: DOCX (ECMA-376 part 1, section 17) and ODT (`OpenDocument` 1.3 part 3).

use std::io::{Cursor, Read, Seek};

use quick_xml::{Reader, events::Event};
use types::TextState;
use zip::{ZipArchive, result::ZipError};

use super::MAX_TEXT_BYTES;

/// Bytes of XML that are unpacked of one part; a document of a thousand pages has a tenth of it.
const MAX_XML_BYTES: u64 = 32 << 20;
/// Parts of a DOCX beside its text: letter heads, and addresses in them.
const MARGINS: &[&str] = &[
    "word/header1.xml",
    "word/header2.xml",
    "word/header3.xml",
    "word/footer1.xml",
    "word/footer2.xml",
    "word/footer3.xml",
    "word/footnotes.xml",
];
/// What stands in the list of an encrypted `OpenDocument` file (part 2, section 4.8).
const ENCRYPTED: &[u8] = b"encryption-data";

/// The text.
pub(super) fn text(content: &[u8]) -> Result<String, TextState> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|_| TextState::Damaged)?;
    if let Some(document) = part(&mut archive, "word/document.xml")? {
        let mut text = words(&document, &DOCX);
        for name in MARGINS {
            if let Some(margin) = part(&mut archive, name)? {
                text.push_str(&words(&margin, &DOCX));
            }
        }
        return Ok(text);
    }
    let manifest = part(&mut archive, "META-INF/manifest.xml")?.unwrap_or_default();
    if memchr::memmem::find(&manifest, ENCRYPTED).is_some() {
        return Err(TextState::Encrypted);
    }
    let document = part(&mut archive, "content.xml")?.ok_or(TextState::Damaged)?;
    Ok(words(&document, &ODT))
}

/// A part of the archive, unpacked; nothing when there is none of this name.
fn part(archive: &mut ZipArchive<impl Read + Seek>, name: &str) -> Result<Option<Vec<u8>>, TextState> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(TextState::Encrypted),
        Err(_) => return Err(TextState::Damaged),
    };
    let mut bytes = Vec::new();
    // What was unpacked before a fault is text as well.
    let _ = file.take(MAX_XML_BYTES).read_to_end(&mut bytes);
    Ok(Some(bytes))
}

/// Which elements of a format mean what, by their local names.
struct Format {
    /// Text stands in these.
    holders: &'static [&'static str],
    /// What stands in these is said elsewhere, or was deleted.
    hidden: &'static [&'static str],
    /// A line ends with these.
    lines: &'static [&'static str],
    /// These are blanks.
    blanks: &'static [&'static str],
}

const DOCX: Format =
    Format { holders: &["t"], hidden: &["Fallback"], lines: &["p", "br", "cr"], blanks: &["tab", "tc"] };
const ODT: Format = Format {
    holders: &["p", "h"],
    hidden: &["tracked-changes", "annotation"],
    lines: &["p", "h", "line-break"],
    blanks: &["tab", "s"],
};

/// The words of a part, as far as it can be read.
fn words(xml: &[u8], format: &Format) -> String {
    let xml = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&xml);
    let mut text = String::new();
    let (mut n_holders, mut n_hidden) = (0_usize, 0_usize);
    while text.len() < MAX_TEXT_BYTES {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let name = start.local_name();
                n_holders += usize::from(is_one_of(name.as_ref(), format.holders));
                n_hidden += usize::from(is_one_of(name.as_ref(), format.hidden));
            }
            Ok(Event::End(end)) => {
                let name = end.local_name();
                n_holders = n_holders.saturating_sub(usize::from(is_one_of(name.as_ref(), format.holders)));
                n_hidden = n_hidden.saturating_sub(usize::from(is_one_of(name.as_ref(), format.hidden)));
                text.push_str(gap(name.as_ref(), format));
            }
            Ok(Event::Empty(empty)) => text.push_str(gap(empty.local_name().as_ref(), format)),
            Ok(Event::Text(words)) if n_holders > 0 && n_hidden == 0 => text.push_str(&words.xml10_content()),
            Ok(Event::GeneralRef(name)) if n_holders > 0 && n_hidden == 0 => {
                text.extend(character(name.as_ref()));
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    text
}

fn is_one_of(name: impl AsRef<[u8]>, names: &[&str]) -> bool {
    names.iter().any(|known| known.as_bytes() == name.as_ref())
}

fn gap(name: impl AsRef<[u8]>, format: &Format) -> &'static str {
    match () {
        () if is_one_of(name.as_ref(), format.lines) => "\n",
        () if is_one_of(name.as_ref(), format.blanks) => " ",
        () => "",
    }
}

/// The character that a reference stands for (XML 1.0 section 4.6, and by its number).
fn character(name: impl AsRef<[u8]>) -> Option<char> {
    let name = std::str::from_utf8(name.as_ref()).ok()?;
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}
