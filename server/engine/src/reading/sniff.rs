//! What a file is by its content, whatever it is called; and what to beware of.

mod archive;
mod macros;

use types::FileWarning;

use super::line::is_direction_control;

/// Bytes at the end of an archive in which its list of files is looked for.
const LIST_BYTES: usize = 256 << 10;
/// Endings of programs, and of files that start one.
const PROGRAMS: &[&str] = &[
    "exe",
    "scr",
    "com",
    "bat",
    "cmd",
    "pif",
    "js",
    "jse",
    "vbs",
    "vbe",
    "wsf",
    "wsh",
    "ps1",
    "psm1",
    "msi",
    "msp",
    "hta",
    "jar",
    "lnk",
    "reg",
    "cpl",
    "dll",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "app",
    "apk",
    "dmg",
    "pkg",
    "deb",
    "rpm",
    "url",
    "scf",
    "chm",
    "xll",
    "appx",
    "msix",
    "sh",
    "run",
    "inf",
    "gadget",
    "ade",
    "adp",
    "application",
    "settingcontent-ms",
];
/// Endings of office documents that may hold macros.
const MACROS: &[&str] =
    &["docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppam", "ppsm", "sldm", "mdb", "accdb"];
/// Endings of pages and pictures that may run script.
const SCRIPTS: &[&str] = &["html", "htm", "xhtml", "shtml", "svg", "svgz", "mht", "mhtml", "xml", "xsl", "swf"];
/// First bytes, and the media type that they mean.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    // Word reads it without the rest of the word.
    (b"{\\rt", "application/rtf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"#!", PROGRAM),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
    (b"-----BEGIN PGP", "application/pgp-encrypted"),
];
/// Programs of whatever system.
const PROGRAM: &str = "application/x-msdownload";
/// The container of old office documents and of messages saved by Outlook.
const OLE: &str = "application/x-ole-storage";
/// What is in a packed office document, and its media type.
const PACKED: &[(&[u8], &str)] = &[
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation"),
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// The media type that content shows; nothing when it shows none.
pub(super) fn media_type(content: &[u8]) -> Option<&'static str> {
    let found = BEGINNINGS.iter().find(|(beginning, _)| content.starts_with(beginning)).map(|(_, found)| *found);
    match found {
        Some("application/zip") => {
            let names = [&content[..content.len().min(2 << 10)], list(content)];
            let packed = PACKED.iter().find(|(name, _)| names.iter().any(|names| has(names, name)));
            Some(packed.map_or("application/zip", |(_, found)| found))
        }
        Some(found) => Some(found),
        None => by_later_bytes(content),
    }
}

fn by_later_bytes(content: &[u8]) -> Option<&'static str> {
    match (content.get(4..8), content.get(8..12)) {
        (Some(b"ftyp"), Some(b"heic" | b"heix" | b"mif1" | b"msf1")) => return Some("image/heic"),
        (Some(b"ftyp"), Some(b"qt  ")) => return Some("video/quicktime"),
        (Some(b"ftyp"), Some(_)) => return Some("video/mp4"),
        (_, Some(b"WEBP")) if content.starts_with(b"RIFF") => return Some("image/webp"),
        (_, Some(b"WAVE")) if content.starts_with(b"RIFF") => return Some("audio/wav"),
        _ => {}
    }
    let start = content[..content.len().min(512)].trim_ascii_start().to_ascii_lowercase();
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") || start.starts_with(b"<script") {
        return Some("text/html");
    }
    (start.starts_with(b"<svg") || (start.starts_with(b"<?xml") && has(&start, b"<svg"))).then_some("image/svg+xml")
}

/// What to beware of before opening a file. `written` is its name as its writer gave it.
pub(super) fn warning(written: &str, content: &[u8]) -> Option<FileWarning> {
    let lower = written.trim_end_matches(['.', ' ']).to_lowercase();
    let ending = lower.rsplit_once('.').map(|(_, ending)| ending.trim()).unwrap_or_default();
    let shown = media_type(content);
    if PROGRAMS.contains(&ending) || shown == Some(PROGRAM) {
        return Some(FileWarning::Program);
    }
    let packed = shown
        .filter(|kind| *kind == "application/zip" || kind.contains("officedocument") || kind.contains("opendocument"));
    if MACROS.contains(&ending)
        || packed.is_some_and(|kind| macros::are_packed(content, kind, ending))
        || (shown == Some(OLE) && macros::are_in_ole(content))
        || macros::are_in_flat(content, ending)
    {
        return Some(FileWarning::Macros);
    }
    if shown == Some("application/rtf") && macros::are_objects_in_rtf(content) {
        return Some(FileWarning::EmbeddedObject);
    }
    if is_encrypted(content, shown) {
        return Some(FileWarning::Encrypted);
    }
    if packed.is_some() && archive::entries(list(content)).any(|entry| is_program(entry.name)) {
        return Some(FileWarning::ProgramInside);
    }
    if packed.is_some() && archive::is_cut(content, list(content)) {
        return Some(FileWarning::NotLookedThrough);
    }
    if written.contains(is_direction_control) || shown.is_some_and(|shown| !fits(ending, shown)) {
        return Some(FileWarning::Disguised);
    }
    let runs = SCRIPTS.contains(&ending) || matches!(shown, Some("text/html" | "image/svg+xml"));
    runs.then_some(FileWarning::Script)
}

/// Whether a file in an archive is a program by its name.
fn is_program(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_lowercase();
    name.trim_end_matches(['.', ' ']).rsplit_once('.').is_some_and(|(_, ending)| PROGRAMS.contains(&ending.trim()))
}

/// Whether a file only opens with a password. A PDF tells only whoever opens it: most that are encrypted do without.
pub(super) fn is_encrypted(content: &[u8], shown: Option<&str>) -> bool {
    match shown {
        // The lowest bit of the flags in the first header of a file ([APPNOTE] section 4.4.4).
        Some("application/zip") => {
            content.get(6).is_some_and(|flags| flags & 1 == 1)
                || archive::entries(list(content)).any(|entry| entry.is_encrypted)
        }
        Some("application/x-7z-compressed") => archive::is_encrypted_seven_zip(content),
        Some(OLE) => has(content, &utf16("EncryptedPackage")),
        // Version 4 says so in its main header, version 5 by the kind of its first header.
        Some("application/vnd.rar") => match content.get(6) {
            Some(0) => content.get(10).is_some_and(|flags| flags & 0x80 != 0),
            _ => content.get(12) == Some(&4),
        },
        _ => false,
    }
}

/// Whether an ending and what content shows go together. What is not known does.
fn fits(ending: &str, shown: &str) -> bool {
    let wanted: &[&str] = match ending {
        "pdf" => &["application/pdf"],
        "docx" => &["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip", OLE],
        "xlsx" => &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip", OLE],
        "pptx" => {
            &["application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/zip", OLE]
        }
        "odt" => &["application/vnd.oasis.opendocument.text", "application/zip"],
        "doc" | "xls" | "ppt" => return !matches!(shown, "text/html" | "image/svg+xml"),
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "tif" | "tiff" | "bmp" | "heic" => {
            return shown.starts_with("image/") && shown != "image/svg+xml";
        }
        "txt" | "csv" | "rtf" => return !matches!(shown, "text/html" | "image/svg+xml"),
        _ => return true,
    };
    wanted.contains(&shown)
}

/// The end of an archive, where its list of files stands.
fn list(content: &[u8]) -> &[u8] {
    &content[content.len().saturating_sub(LIST_BYTES)..]
}

fn has(content: &[u8], words: &[u8]) -> bool {
    memchr::memmem::find(content, words).is_some()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests;
