use super::{media_type, utf16, warning};
use types::FileWarning::{Disguised, Encrypted, Macros, Program, ProgramInside, Script};

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
