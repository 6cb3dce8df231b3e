//! Programs in office documents: macros, and objects that bring their own.

use super::{archive, has, list, utf16};

/// Endings of `OpenDocument`, packed ([ODF] part 2): the content does not always say so where it is looked for.
const OPEN_DOCUMENTS: &[&str] =
    &["odt", "ods", "odp", "odg", "odb", "odm", "odf", "odc", "ott", "ots", "otp", "otg", "sxw", "sxc", "sxi"];
/// Endings of `OpenDocument` in one XML file.
const FLAT_DOCUMENTS: &[&str] = &["fodt", "fods", "fodp", "fodg"];
/// Endings of what an Office document holds for another program: a package or control, and documents with macros of
/// their own. Charts are embedded as `xlsx`.
const EMBEDDED: &[&str] = &[".bin", ".docm", ".xlsm", ".xlsb", ".pptm"];
/// What `LibreOffice` writes about its libraries of Basic, even about empty ones.
const LIBRARY_LISTS: &[&str] = &["script-lc.xml", "script-lb.xml"];
/// Control words of RTF that hold an object, or have it loaded as soon as the document is open ([RTF 1.9.1] "Objects").
const OBJECT_WORDS: &[&[u8]] = &[b"\\objdata", b"\\objupdate", b"\\objocx"];
/// Longest name of a sheet in characters.
const MAX_SHEET_CHARS: u8 = 31;

/// Whether a packed document has macros: a project of Visual Basic ([MS-OVBA]), sheets of Excel 4.0 macros, Basic and
/// scripts of `OpenDocument`, or an object that another program opens ([ECMA-376] part 1, section 15.2.10).
pub(super) fn are_packed(content: &[u8], shown: &str, ending: &str) -> bool {
    let list = list(content);
    let is_open_document = shown.contains("opendocument") || OPEN_DOCUMENTS.contains(&ending);
    let is_macro = |name: &[u8]| {
        let name = String::from_utf8_lossy(name).to_lowercase().replace('\\', "/");
        name.contains("macrosheets/") || is_object(&name) || (is_open_document && is_basic_or_script(&name))
    };
    has(list, b"vbaProject.bin") || archive::entries(list).any(|entry| is_macro(entry.name))
}

fn is_object(name: &str) -> bool {
    let is_embedded = name.contains("/embeddings/") && EMBEDDED.iter().any(|ending| name.ends_with(ending));
    is_embedded || name.contains("/activex/")
}

fn is_basic_or_script(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let is_module = name.starts_with("basic/") && !LIBRARY_LISTS.contains(&file);
    (is_module || name.starts_with("scripts/")) && !file.is_empty()
}

/// Whether an old office document has macros.
pub(super) fn are_in_ole(content: &[u8]) -> bool {
    has(content, &utf16("_VBA_PROJECT")) || has_macro_sheet(content)
}

/// Whether an `OpenDocument` in one XML file has the source of a macro in it.
pub(super) fn are_in_flat(content: &[u8], ending: &str) -> bool {
    FLAT_DOCUMENTS.contains(&ending) && has(content, b"source-code")
}

/// Whether RTF brings an object that another program opens.
pub(super) fn are_objects_in_rtf(content: &[u8]) -> bool {
    OBJECT_WORDS.iter().any(|word| has(content, word))
}

/// Whether a workbook has a sheet of Excel 4.0 macros. Its records are looked for without following the sectors that
/// they lie in: a record is shorter than one.
fn has_macro_sheet(content: &[u8]) -> bool {
    memchr::memmem::find_iter(content, b"\x85\0").any(|at| is_macro_sheet(&content[at..]))
}

/// Whether these bytes begin with a `BoundSheet` record of a macro sheet ([MS-XLS] section 2.4.28).
fn is_macro_sheet(record: &[u8]) -> bool {
    let &[_, _, n_low, n_high, _, _, _, _, state, kind, n_chars, is_wide, ..] = record else { return false };
    let n_bytes = u16::from_le_bytes([n_low, n_high]);
    // Excel 5 has no byte that says how wide the characters are.
    let is_whole = is_wide <= 1 && n_bytes == 8 + u16::from(n_chars) * (1 + u16::from(is_wide));
    let is_old = n_bytes == 7 + u16::from(n_chars);
    state <= 2 && kind == 1 && (1..=MAX_SHEET_CHARS).contains(&n_chars) && (is_whole || is_old)
}
