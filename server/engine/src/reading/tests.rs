//! The corpus: mails as programs write them, and as attackers do.

mod corpus;
mod expected;
mod fuzz;
mod harmless;
mod hostile;
pub(crate) mod mutation;
mod payloads;
mod sound;

use types::{MessageKind, ReadingProblem};

use super::{self as asked, Unreadable, attachment, came, html, read, view};
use corpus::mail;

#[test]
fn plain() {
    let reading = read(mail("plain"), "anna.schmidt@mail.example").unwrap();
    assert_eq!(reading.from[0].name, "Anna Schmidt");
    assert_eq!(reading.to[0].address, "jobs@acme.example");
    assert_eq!(reading.subject, "Bewerbung als Softwareentwicklerin");
    assert_eq!(reading.date.unwrap().rfc3339(), "2026-11-23T19:06:41Z");
    assert_eq!(reading.message_id.as_deref(), Some("20261123190641.1@mail.example"));
    assert!(reading.first_words.starts_with("Sehr geehrte Damen und Herren, hiermit bewerbe ich mich"));
    assert_eq!((reading.kind, reading.n_attachments), (MessageKind::Mail, 0));
    let opened = view(mail("plain")).unwrap();
    assert!(opened.text.ends_with("-- \nTel. 030 123456") && !opened.body.has_html && !opened.body.is_cut);
    assert_eq!(opened.headers[2], ("From".into(), "Anna Schmidt <anna.schmidt@mail.example>".into()));
    assert_eq!(html(mail("plain"), false).unwrap(), None);
    let hops = came(mail("plain"), "").unwrap().hops;
    assert_eq!(hops[0].at.unwrap().rfc3339(), "2026-11-23T19:06:44Z");
}

#[test]
fn umlauts() {
    let reading = read(mail("umlauts_encoded"), "").unwrap();
    assert_eq!((reading.from[0].name.as_str(), reading.reply_to[0].name.as_str()), ("Jürgen Müller", "Jürgen"));
    assert_eq!(reading.to[0].name, "Büro für Bewerbungen");
    let cc: Vec<&str> = reading.cc.iter().map(|mailbox| mailbox.address.as_str()).collect();
    assert_eq!(cc, ["eva@acme.example", "a@x.example", "b@x.example"]);
    assert_eq!(reading.subject, "Bewerbung als Straßenbauer in Köln");
    assert_eq!(reading.first_words, "Grüße aus Köln, im Anhang meine Unterlagen für die Straße.");
    let names: Vec<String> = view(mail("umlauts_encoded")).unwrap().attachments.into_iter().map(|a| a.name).collect();
    assert_eq!(names, ["Lebenslauf Jürgen Müller.pdf", "Zeugnis Müller.pdf"]);

    let reading = read(mail("umlauts_raw"), "").unwrap();
    assert_eq!((reading.from[0].name.as_str(), reading.subject.as_str()), ("Jürgen Müller", "Bewerbung für Köln"));
    assert_eq!(reading.first_words, "Schöne Grüße aus Köln");
}

#[test]
fn alternative_with_picture_and_files() {
    let raw = mail("alternative");
    let reading = read(raw, "anna@mail.example").unwrap();
    assert_eq!(reading.in_reply_to, ["parent@acme.example"]);
    assert_eq!(reading.references, ["first@acme.example", "parent@acme.example"]);
    assert_eq!(reading.first_words, "Hallo, hier ist meine Bewerbung. Viele Grüße");
    assert_eq!(reading.n_attachments, 3);
    let opened = view(raw).unwrap();
    assert!(opened.body.has_html && opened.text.contains("> Bitte senden"));
    assert_eq!(opened.body.n_remote_images, 1);
    let files: Vec<_> =
        opened.attachments.iter().map(|a| (a.name.as_str(), a.media_type.as_str(), a.is_inline)).collect();
    assert_eq!(
        files,
        [
            ("photo.png", "image/png", true),
            ("attachment-2.pdf", "application/pdf", false),
            ("cv.pdf", "application/pdf", false),
            ("cv (2).pdf", "image/png", false),
        ]
    );
    for listed in &opened.attachments {
        let file = attachment(raw, listed.index).unwrap().unwrap();
        assert_eq!((&file.name, file.bytes.len() as u64), (&listed.name, listed.size_bytes));
    }
    assert!(attachment(raw, 1).unwrap().unwrap().bytes.starts_with(b"%PDF"));
    assert_eq!(attachment(raw, 4).unwrap(), None);
}

#[test]
fn html_of_the_alternative() {
    let page = html(mail("alternative"), false).unwrap().unwrap();
    assert!(page.starts_with("<!doctype html>"));
    assert!(page.contains("src=\"data:image/png;base64,iVBOR"), "{page}");
    assert!(!page.contains("track.example") && !page.contains("color:red"), "{page}");
    assert!(page.contains("background-color:#fffafa"), "{page}");
    assert!(page.contains("href=\"https://portfolio.example/?a=1&amp;b=2\""), "{page}");
    assert!(page.contains("target=\"_blank\" rel=\"noopener noreferrer nofollow\""), "{page}");
    let page = html(mail("alternative"), true).unwrap().unwrap();
    assert!(page.contains("src=\"https://track.example/pixel.gif?a=1&amp;b=2\""), "{page}");
}

#[test]
fn automatic_mail() {
    let report = read(mail("delivery_report"), "").unwrap();
    assert_eq!(report.kind, MessageKind::Report);
    assert_eq!(report.enclosed_ids, ["ours.123@in.postroom.example"]);
    assert!(report.first_words.starts_with("I'm sorry to have to inform you"));
    let reply = read(mail("auto_reply"), "").unwrap();
    assert_eq!((reply.kind, reply.first_words.as_str()), (MessageKind::AutoReply, "Ich bin bis Montag nicht im Büro."));
}

#[test]
fn odd_shapes() {
    let outlook = view(mail("winmail")).unwrap();
    assert_eq!(outlook.text, "Anbei meine Bewerbung.");
    assert_eq!(outlook.attachments[0].name, "winmail.dat");
    let nobody = read(mail("no_from"), "").unwrap();
    assert_eq!((nobody.from.len(), nobody.first_words.as_str()), (0, "Wer bin ich?"));
    let unix = read(mail("bare_lf"), "").unwrap();
    assert_eq!((unix.subject.as_str(), unix.first_words.as_str(), unix.n_attachments), ("nur LF", "Guten Tag", 1));
    assert_eq!(read(mail("nested"), "").unwrap().first_words, "ganz unten");
    let forwarded = view(mail("forwarded")).unwrap();
    assert_eq!(forwarded.attachments[0].name, "Bewerbung 1-2 als _Chefin_.eml");
    let inner = attachment(mail("forwarded"), 0).unwrap().unwrap();
    assert_eq!(view(&inner.bytes).unwrap().attachments[0].name, "cv.pdf");
}

#[test]
fn script_stays_text() {
    let reading = read(mail("script"), "").unwrap();
    assert_eq!(reading.subject, "<script>alert('subject')</script>");
    assert_eq!(reading.from[0].name, "<script>alert('from')</script>");
    let opened = view(mail("script")).unwrap();
    assert_eq!(opened.attachments[0].name, "_img src=x onerror=alert(1)_.html");
    assert_eq!(opened.attachments[0].media_type, "application/octet-stream");
    let page = html(mail("script"), true).unwrap().unwrap();
    harmless::assert_harmless(&page);
    assert!(page.contains("href=\"https://ok.example/\"") && page.contains("href=\"mailto:a@b.example\""), "{page}");
    assert!(page.contains(">Guten Tag</p>") && page.contains("style=\"color:blue\">end"), "{page}");
    for gone in ["t.example", "srcset", "<form", "<input", "<base href", "<meta http-equiv", "<iframe", "<object"] {
        assert!(!page.contains(gone), "{gone} in {page}");
    }
}

#[test]
fn unreadable() {
    for raw in [&b""[..], b"\r\n\r\n", b"\0\x01\x02\xff\xfe", b"no header at all", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"] {
        assert_eq!(read(raw, ""), Err(Unreadable::NoHeader), "{raw:?}");
    }
    assert!(view(corpus::nested(1_000).as_bytes()).unwrap().problems.contains(&ReadingProblem::TooDeep));
    let many =
        format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(2_000));
    assert_eq!(view(many.as_bytes()).unwrap().problems, [ReadingProblem::TooManyParts]);
}
