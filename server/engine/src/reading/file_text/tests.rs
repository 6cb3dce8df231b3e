use std::io::{Cursor, Write};

use types::TextState::{self, Damaged, Encrypted, NoWords, Read};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{MAX_TEXT_BYTES, file_text, may_have_text, tame_pdf};
use crate::AttachmentFile;

/// An archive of these files.
fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let document = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let head = "<w:hdr xmlns:w=\"w\"><w:p><w:r><w:t>Tel. 0171 2345678</w:t></w:r></w:p></w:hdr>";
    packed(&[("[Content_Types].xml", "<x/>"), ("word/document.xml", &document), ("word/header1.xml", head)])
}

fn odt(body: &str, manifest: &str) -> Vec<u8> {
    let kind = "application/vnd.oasis.opendocument.text";
    let content = format!(
        "<office:document-content><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    packed(&[("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", &content)])
}

/// A PDF with a page for each of these texts.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|n| format!("{} 0 R ", 3 + 2 * n)).collect();
    let mut text = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[{kids}]/Count {}>>endobj\n",
        pages.len()
    );
    for (n, words) in pages.iter().enumerate() {
        let (page, stream) = (3 + 2 * n, 4 + 2 * n);
        let drawn = format!("BT /F1 18 Tf 20 80 Td ({words}) Tj ET");
        text += &format!(
            "{page} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Contents {stream} 0 R/Resources<</Font<</F1\
             <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>endobj\n\
             {stream} 0 obj<</Length {}>>stream\n{drawn}\nendstream endobj\n",
            drawn.len()
        );
    }
    with_table(&text)
}

/// The document of these objects, with a table of where they are.
fn with_table(objects: &str) -> Vec<u8> {
    let n = objects.matches("endobj\n").count() + 1;
    let mut xref = format!("xref\n0 {n}\n0000000000 65535 f \n");
    for number in 1..n {
        xref += &format!("{:010} 00000 n \n", objects.find(&format!("\n{number} 0 obj")).unwrap() + 1);
    }
    let start = objects.len();
    format!("{objects}{xref}trailer<</Root 1 0 R/Size {n}>>\nstartxref\n{start}\n%%EOF\n").into_bytes()
}

fn read(content: &[u8]) -> (TextState, String) {
    let found = file_text(content);
    (found.state, found.text)
}

#[test]
fn reads_documents() {
    let body = "<w:p><w:r><w:t>Gr&#252;&#xdf;e &amp; </w:t></w:r><w:r><w:t>mehr</w:t><w:tab/><w:t>x</w:t></w:r></w:p>\
                <w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><mc:AlternateContent><mc:Choice><w:t>box</w:t></mc:Choice>\
                <mc:Fallback><w:t>box</w:t></mc:Fallback></mc:AlternateContent></w:p>";
    assert_eq!(read(&docx(body)), (Read, "Grüße & mehr x\nbox\nTel. 0171 2345678".into()));
    let body = "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>Lebenslauf</text:h>\
                <text:p>Anna<text:s/><text:span>Müller</text:span><text:line-break/>Köln</text:p>";
    assert_eq!(read(&odt(body, "<manifest/>")), (Read, "Lebenslauf\nAnna Müller\nKöln".into()));
    assert_eq!(read(&pdf(&["Curriculum vitae", "second page"])), (Read, "Curriculum vitae\nsecond page".into()));
    // Without the table of its objects, and without a word where its root is.
    let whole = pdf(&["Curriculum vitae"]);
    let end = memchr::memmem::find(&whole, b"xref").unwrap();
    for trailer in ["trailer<</Root 1 0 R>>\n%%EOF", "startxref\n7\n%%EOF", ""] {
        let hurt = [&whole[..end], trailer.as_bytes()].concat();
        assert_eq!(read(&hurt), (Read, "Curriculum vitae".into()), "{trailer}");
    }
    assert_eq!(read("Grüße\r\n\r\n  von   Anna\0".as_bytes()), (Damaged, String::new()));
    assert_eq!(read("Grüße\r\n\r\n  von   Anna".as_bytes()), (Read, "Grüße\nvon Anna".into()));
    assert_eq!(read(b"Gr\xfc\xdfe aus K\xf6ln, Stra\xdfe"), (Read, "Grüße aus Köln, Straße".into()));
    assert_eq!(read(b"\xff\xfeA\0n\0"), (Read, "An".into()));
    assert_eq!(read("{\\rtf1\\ansi Gr\\'fc\\'dfe}".as_bytes()), (Read, "Grüße".into()));
    assert_eq!(read("<html><p>Anna &amp; Ben</p></html>".as_bytes()).0, Read);
    assert_eq!(read("Pro\u{fb01}l".as_bytes()), (Read, "Profil".into()));
}

#[test]
fn says_why_there_is_no_text() {
    for (content, state) in [
        (b"%PDF-1.7 broken".to_vec(), Damaged),
        (b"%PDF-1.7 trailer<</Encrypt 9 0 R>>".to_vec(), Encrypted),
        (b"PK\x03\x04 broken, without a word".to_vec(), Damaged),
        (packed(&[("x.txt", "x")]), Damaged),
        (odt("", "<manifest:encryption-data/>"), Encrypted),
        (odt("<text:p> </text:p>", ""), NoWords),
        (docx("<w:p>"), Read),
        (b"\x89PNG\r\n\x1a\n".to_vec(), Damaged),
        (b"\0\x01\x02".to_vec(), Damaged),
        (Vec::new(), NoWords),
    ] {
        assert_eq!(file_text(&content).state, state, "{}", String::from_utf8_lossy(&content));
    }
}

#[test]
fn is_bounded() {
    let long = "Wort ".repeat(MAX_TEXT_BYTES);
    assert!(file_text(long.as_bytes()).text.len() <= MAX_TEXT_BYTES + 8);
    let many = format!("<w:p>{}</w:p>", "<w:r><w:t>Wort </w:t></w:r>".repeat(MAX_TEXT_BYTES / 4));
    assert!(file_text(&docx(&many)).text.len() <= MAX_TEXT_BYTES + 8);
}

#[test]
fn kinds_are_known_by_type_or_name() {
    for (name, media_type, expected) in [
        ("cv.pdf", "application/octet-stream", true),
        ("cv", "application/pdf", true),
        ("cv.DOCX", "application/octet-stream", true),
        ("cv.txt", "text/plain", true),
        ("photo.jpg", "image/jpeg", false),
        ("page.html", "application/octet-stream", false),
    ] {
        let file = AttachmentFile { name: name.into(), media_type: media_type.into(), bytes: Vec::new() };
        assert_eq!(may_have_text(&file), expected, "{name}");
    }
}

/// A PDF of one page with more in its catalog, and perhaps more objects, from number 5 on.
fn pdf_with(catalog: &str, objects: &[&str]) -> Vec<u8> {
    let plain = String::from_utf8(pdf(&["Curriculum vitae"])).unwrap();
    let plain = plain.split("xref").next().unwrap().replace("/Type/Catalog", &format!("/Type/Catalog{catalog}"));
    let more: String = (5..).zip(objects).map(|(n, object)| format!("{n} 0 obj{object}endobj\n")).collect();
    with_table(&(plain + &more))
}

#[test]
fn what_runs_in_a_pdf_is_taken_away() {
    // Where it opens, and a link to the web.
    let calm =
        pdf_with("/OpenAction[3 0 R/Fit]", &["<</S/URI/URI(https://carla.example)>>", "<</S/GoTo/D[3 0 R/Fit]>>"]);
    let rest = tame_pdf(&calm).unwrap();
    assert!(["OpenAction", "carla.example", "GoTo"].iter().all(|kept| has(&rest, kept)));
    let next = "/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/SubmitForm/F(http://alert.example)>>]>>";
    for (catalog, objects) in [
        ("/OpenAction<</S/JavaScript/JS(alert)>>", vec![]),
        ("/OpenAction 5 0 R", vec!["<</S/JavaScript/JS(alert)>>"]),
        ("/AA<</WC[5 0 R]>>", vec!["[<</S/Launch/F(alert.exe)>>]"]),
        ("/Names<</JavaScript<</Names[(a)<</S/#4aavaScript/JS(alert)>>]>>>>", vec![]),
        ("/AcroForm<</Fields[]/XFA(alert)>>", vec![]),
        ("/OpenAction<</S 5 0 R/JS(alert)>>", vec!["/JavaScript"]),
        (next, vec![]),
    ] {
        let rest = tame_pdf(&pdf_with(catalog, &objects)).expect(catalog);
        assert_eq!(file_text(&rest).text, "Curriculum vitae", "{catalog}");
        assert!(!has(&rest, "alert"), "{catalog}: {}", String::from_utf8_lossy(&rest));
        assert_eq!(has(&rest, "/GoTo"), catalog == next, "{catalog}");
    }
    assert_eq!(tame_pdf(b"%PDF-1.4 nothing"), None);
    let key = "/Encrypt<</Filter/Standard/V 9/R 9/O()/U()/P 0>>";
    let locked = String::from_utf8(calm).unwrap().replace("/Root 1 0 R", &format!("/Root 1 0 R{key}"));
    assert_eq!(tame_pdf(locked.as_bytes()), None);
}

fn has(content: &[u8], words: &str) -> bool {
    memchr::memmem::find(content, words.as_bytes()).is_some()
}
