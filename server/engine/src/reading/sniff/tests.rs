use super::{media_type, utf16, warning};
use types::FileWarning::{
    Disguised, EmbeddedObject, Encrypted, Macros, NotLookedThrough, Program, ProgramInside, Script,
};

#[test]
fn knows_files_by_their_content() {
    for (content, shown) in [
        (&b"%PDF-1.7"[..], Some("application/pdf")),
        (
            b"PK\x03\x04....word/document.xml",
            Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ),
        (
            b"PK\x03\x04\x14\0\0\0\0\0........mimetypeapplication/vnd.oasis.opendocument.text",
            Some("application/vnd.oasis.opendocument.text"),
        ),
        (b"PK\x03\x04", Some("application/zip")),
        (b"\0\0\0\x18ftypheic", Some("image/heic")),
        (b"RIFF....WEBP", Some("image/webp")),
        (b" \n<!DOCTYPE HTML>", Some("text/html")),
        (b"<?xml version='1.0'?><svg>", Some("image/svg+xml")),
        (b"words", None),
        (b"", None),
    ] {
        assert_eq!(media_type(content), shown, "{}", String::from_utf8_lossy(content));
    }
}

/// An archive with a file of this name, and its flags.
fn zip(name: &str, flags: u8) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04\x14\0\0\0".to_vec();
    bytes.extend(b"PK\x01\x02\x14\0\x14\0");
    bytes.extend([flags, 0]);
    bytes.extend([0; 18]);
    bytes.extend((name.len() as u16).to_le_bytes());
    bytes.extend([0; 16]);
    bytes.extend(name.as_bytes());
    bytes
}

fn seven_zip(list: &[u8]) -> Vec<u8> {
    let mut bytes = b"7z\xbc\xaf\x27\x1c\0\x04....".to_vec();
    bytes.extend(3_u64.to_le_bytes());
    bytes.extend((list.len() as u64).to_le_bytes());
    bytes.extend(b"....abc");
    bytes.extend(list);
    bytes
}

#[test]
fn warns_of_what_is_dangerous() {
    let ole = |words: &str| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", utf16(words).as_slice()].concat();
    for (name, content, expected) in [
        ("cv.pdf", b"%PDF-1.7".to_vec(), None),
        ("cv.pdf.exe", b"MZ".to_vec(), Some(Program)),
        ("cv.pdf", b"MZ\x90".to_vec(), Some(Program)),
        ("cv.js", b"x".to_vec(), Some(Program)),
        ("cv\u{202e}fdp.docx", b"PK\x03\x04\0\0\0\0word/".to_vec(), Some(Disguised)),
        ("cv.docm", b"PK".to_vec(), Some(Macros)),
        ("cv.docx", b"PK\x03\x04\0\0\0\0word/vbaProject.bin".to_vec(), Some(Macros)),
        ("cv.doc", ole("_VBA_PROJECT"), Some(Macros)),
        ("cv.docx", ole("EncryptedPackage"), Some(Encrypted)),
        ("cv.doc", ole("WordDocument"), None),
        ("cv.zip", b"PK\x03\x04\x14\0\x01\0".to_vec(), Some(Encrypted)),
        ("cv.zip", b"PK\x03\x04\x14\0\0\0".to_vec(), None),
        ("cv.zip", zip("cv.pdf", 0), None),
        ("cv.zip", zip("cv.pdf", 1), Some(Encrypted)),
        ("cv.zip", zip("papers/cv.pdf.JS", 0), Some(ProgramInside)),
        ("cv.zip", zip("", 0), None),
        ("cv.7z", seven_zip(b"\x17\x06\x24\x06\xf1\x07\x01"), Some(Encrypted)),
        ("cv.7z", seven_zip(b"\x17\x06"), None),
        ("cv.7z", b"7z\xbc\xaf\x27\x1c".repeat(9), None),
        ("cv.pdf.scr ", b"%PDF-1.7".to_vec(), Some(Program)),
        ("cv.pdf .docm", b"PK\x03\x04".to_vec(), Some(Macros)),
        ("cv.pdf", b"<html>".to_vec(), Some(Disguised)),
        ("photo.jpg", b"\x89PNG\r\n\x1a\n".to_vec(), None),
        ("page.html", b"<p>".to_vec(), Some(Script)),
        ("note.txt", b"words".to_vec(), None),
    ] {
        assert_eq!(warning(name, &content), expected, "{name}");
    }
}

/// An archive of empty files with these names, its list and the record at its end: [APPNOTE] section 4.3. The first one
/// holds its own words.
fn archive(first: (&str, &str), names: &[&str]) -> Vec<u8> {
    let (mut files, mut list) = (Vec::new(), Vec::new());
    for (name, content) in [first].into_iter().chain(names.iter().map(|name| (*name, ""))) {
        let start = files.len() as u32;
        let n_name = (name.len() as u16).to_le_bytes();
        let size = (content.len() as u32).to_le_bytes();
        let shared = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &size, &size, &n_name, &[0; 2]].concat();
        files.extend([b"PK\x03\x04", shared.as_slice(), name.as_bytes(), content.as_bytes()].concat());
        list.extend([b"PK\x01\x02\x14\0", shared.as_slice(), &[0; 10], &start.to_le_bytes(), name.as_bytes()].concat());
    }
    let n_files = (names.len() as u16 + 1).to_le_bytes();
    let (size, start) = ((list.len() as u32).to_le_bytes(), (files.len() as u32).to_le_bytes());
    [files, list, [b"PK\x05\x06\0\0\0\0", &n_files[..], &n_files, &size, &start, &[0; 2]].concat()].concat()
}

#[test]
fn finds_macros_of_every_kind() {
    let odt = |names: &[&str]| archive(("mimetype", "application/vnd.oasis.opendocument.text"), names);
    let sheet = |names: &[&str]| archive(("[Content_Types].xml", ""), &[&["xl/workbook.xml"], names].concat());
    for (name, content, expected) in [
        ("cv.odt", odt(&["content.xml", "Configurations2/", "Thumbnails/thumbnail.png"]), None),
        ("cv.odt", odt(&["content.xml", "Basic/script-lc.xml", "Basic/Standard/script-lb.xml"]), None),
        ("cv.odt", odt(&["content.xml", "Basic/Standard/Module1.xml"]), Some(Macros)),
        ("cv.odt", odt(&["content.xml", "Scripts/python/open.py"]), Some(Macros)),
        ("cv.odt", odt(&["content.xml", "Scripts/"]), None),
        ("cv.ott", archive(("content.xml", ""), &["Basic/Standard/Module1.xml"]), Some(Macros)),
        ("cv.odt", odt(&["content.xml", "Pictures/cv.exe"]), Some(ProgramInside)),
        // In an archive of somebody's work it is only a folder.
        ("work.zip", archive(("Scripts/a.txt", ""), &["Basic/b.txt"]), None),
        ("cv.fodt", b"<?xml?><ooo:module><ooo:source-code>Sub Main".to_vec(), Some(Macros)),
        ("cv.fodt", b"<?xml?><office:document><office:scripts/>".to_vec(), None),
        ("cv.xlsx", sheet(&["xl/worksheets/sheet1.xml"]), None),
        ("cv.xlsx", sheet(&["xl/macrosheets/sheet1.xml"]), Some(Macros)),
        ("cv.xlsx", sheet(&["xl/vbaProject.bin"]), Some(Macros)),
        ("cv.xlsx", sheet(&["xl/embeddings/oleObject1.bin"]), Some(Macros)),
        ("cv.xlsx", sheet(&["xl/activeX/activeX1.xml"]), Some(Macros)),
        ("cv.xlsx", sheet(&["xl/embeddings/Microsoft_Excel_Sheet1.xlsm"]), Some(Macros)),
        ("cv.xlsx", sheet(&["xl/embeddings/Microsoft_Excel_Sheet1.xlsx", "xl/media/image1.bin"]), None),
    ] {
        assert_eq!(warning(name, &content), expected, "{name}: {}", String::from_utf8_lossy(&content));
    }
}

#[test]
fn finds_macro_sheets_in_old_workbooks() {
    /// The record that names a sheet, [MS-XLS] section 2.4.28, in an old workbook.
    fn workbook(kind: u8, name: &[u8]) -> Vec<u8> {
        let data = [&[0, 2, 0, 0, 0, kind][..], name].concat();
        let record = [b"\x85\0", &(data.len() as u16).to_le_bytes()[..], &data].concat();
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &[0; 512][..], &record, &[0; 512]].concat()
    }
    for (kind, name, expected) in [
        (0, &b"\x05\0Table"[..], None),
        (1, b"\x06\0Macro1", Some(Macros)),
        (1, b"\x02\x01M\x001\0", Some(Macros)),
        // Excel 5.
        (1, b"\x06Macro1", Some(Macros)),
        (2, b"\x05\0Chart", None),
        (1, b"\x09\0Macro1", None),
    ] {
        assert_eq!(warning("cv.xls", &workbook(kind, name)), expected, "{kind} {name:?}");
    }
}

#[test]
fn finds_objects_in_rtf() {
    for (content, expected) in [
        ("{\\rtf1\\ansi words}", None),
        ("{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}", Some(EmbeddedObject)),
        ("{\\rt0{\\object\\objautlink\\objupdate}}", Some(EmbeddedObject)),
    ] {
        for name in ["cv.rtf", "cv.doc"] {
            assert_eq!(warning(name, content.as_bytes()), expected, "{content}");
        }
    }
}

#[test]
fn says_what_it_has_not_looked_through() {
    let names: Vec<String> = (0..2_500).map(|n| format!("papers/{n}.pdf")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let first = ("cv.exe", "MZ");
    assert_eq!(warning("cv.zip", &archive(first, &names[..1_500])), Some(ProgramInside));
    assert_eq!(warning("cv.zip", &archive(("cv.pdf", ""), &names[..1_500])), None);
    assert_eq!(warning("cv.zip", &archive(("cv.pdf", ""), &names)), Some(NotLookedThrough));
    let long = "x".repeat(60_000);
    assert_eq!(warning("cv.zip", &archive(first, &[long.as_str(); 5])), Some(NotLookedThrough));
    // Something behind the archive, so that its list is nowhere near the end.
    let hidden = [archive(first, &["cv.pdf"]), vec![0; 300 << 10]].concat();
    assert_eq!(warning("cv.zip", &hidden), Some(NotLookedThrough));
}
