//! The mails of `tests/mail`.

/// Every mail of the corpus with its name.
pub(super) const CORPUS: &[(&str, &[u8])] = &[
    ("plain", include_bytes!("../../tests/mail/plain.eml")),
    ("umlauts_encoded", include_bytes!("../../tests/mail/umlauts_encoded.eml")),
    ("umlauts_raw", include_bytes!("../../tests/mail/umlauts_raw.eml")),
    ("alternative", include_bytes!("../../tests/mail/alternative.eml")),
    ("delivery_report", include_bytes!("../../tests/mail/delivery_report.eml")),
    ("auto_reply", include_bytes!("../../tests/mail/auto_reply.eml")),
    ("winmail", include_bytes!("../../tests/mail/winmail.eml")),
    ("no_from", include_bytes!("../../tests/mail/no_from.eml")),
    ("bare_lf", include_bytes!("../../tests/mail/bare_lf.eml")),
    ("forwarded", include_bytes!("../../tests/mail/forwarded.eml")),
    ("script", include_bytes!("../../tests/mail/script.eml")),
    ("nested", include_bytes!("../../tests/mail/nested.eml")),
];

/// The mail of this name.
pub(super) fn mail(name: &str) -> &'static [u8] {
    CORPUS.iter().find(|(known, _)| *known == name).map(|(_, raw)| *raw).unwrap()
}

/// A mail whose multiparts are nested this deep.
pub(super) fn nested(depth: usize) -> String {
    let mut mail = "From: a@mail.example\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n".to_owned();
    for level in 1..depth {
        mail += &format!("--b{}\r\nContent-Type: multipart/mixed; boundary=b{level}\r\n\r\n", level - 1);
    }
    mail
}

/// A mail with this HTML part.
pub(super) fn page_mail(page: &str) -> Vec<u8> {
    format!("From: a@mail.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}").into_bytes()
}
