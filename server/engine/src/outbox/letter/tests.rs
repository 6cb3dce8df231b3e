use types::{Mailbox, OutgoingId, Timestamp};
use uuid::Uuid;

use super::{super::lease::Leased, LetterFile, letter};

const NOW: Timestamp = Timestamp(1_795_460_801_000_000);

fn message(body: &str) -> Leased {
    Leased {
        id: OutgoingId::new(Uuid::nil()),
        candidate: None,
        position: None,
        is_notice: false,
        is_followed: false,
        message_id: "1.k3y@in.example".into(),
        in_reply_to: String::new(),
        references: String::new(),
        to: vec![Mailbox { name: "Carla Köhler".into(), address: "carla@example.org".into() }],
        cc: Vec::new(),
        subject: "Ihre Bewerbung".into(),
        body: body.into(),
    }
}

fn written(message: &Leased, files: Vec<LetterFile>) -> String {
    let mail = letter(message, &"jobs@acme.de".parse().unwrap(), "Acme GmbH", files, NOW);
    String::from_utf8(mail).unwrap()
}

#[test]
fn plain_text_is_one_part() {
    let mail = written(&message("Hello\nCarla"), Vec::new());
    let (header, body) = mail.split_once("\r\n\r\n").unwrap();
    for field in [
        "From: \"Acme GmbH\" <jobs@acme.de>",
        "To: =?utf-8?b?Q2FybGEgS8O2aGxlcg==?= <carla@example.org>",
        "Subject: Ihre Bewerbung",
        "Message-ID: <1.k3y@in.example>",
        "Date: Mon, 23 Nov 2026 19:06:41 +0000",
        "Content-Type: text/plain; charset=utf-8",
        "MIME-Version: 1.0",
    ] {
        assert!(header.split("\r\n").any(|line| line == field), "{field}\n{header}");
    }
    assert_eq!(body, "Hello\r\nCarla\r\n");
    assert!(!header.contains("Cc:") && !header.contains("References:"), "{header}");
}

#[test]
fn notices_say_that_nobody_wrote_them() {
    let field = "\r\nAuto-Submitted: auto-generated\r\n";
    assert!(!written(&message("x"), Vec::new()).contains(field));
    let notice = Leased { is_notice: true, ..message("x") };
    let mail = written(&notice, Vec::new());
    assert!(mail.split_once("\r\n\r\n").unwrap().0.contains(field), "{mail}");
}

#[test]
fn formatting_adds_an_html_part() {
    let mail = written(&message("**Hello** <you>\n\n- äh"), Vec::new());
    assert!(mail.contains("Content-Type: multipart/alternative"), "{mail}");
    assert!(mail.is_ascii(), "{mail}");
    let read = crate::reading::read(mail.as_bytes(), "jobs@acme.de").unwrap();
    assert_eq!(read.subject, "Ihre Bewerbung");
    let opened = crate::reading::view(mail.as_bytes()).unwrap();
    assert!(opened.body.has_html);
    assert_eq!(opened.text, "Hello <you>\n\n- äh");
    let page = crate::reading::html(mail.as_bytes(), false).unwrap().unwrap();
    assert!(page.contains("<b>Hello</b> &lt;you&gt;"), "{page}");
}

#[test]
fn answers_name_what_they_answer() {
    let answer = Leased {
        in_reply_to: "b@x".into(),
        references: "a@x b@x".into(),
        cc: vec![Mailbox { name: String::new(), address: "boss@acme.de".into() }],
        ..message("x")
    };
    let mail = written(&answer, Vec::new());
    let read = crate::reading::read(mail.as_bytes(), "jobs@acme.de").unwrap();
    assert_eq!(read.in_reply_to, ["b@x"]);
    assert_eq!(read.references, ["a@x", "b@x"]);
    assert_eq!(read.cc[0].address, "boss@acme.de");
}

#[test]
fn files_come_through_byte_for_byte() {
    let bytes: Vec<u8> = (0..=255).cycle().take(5_000).chain(*b"\r\n.\r\n\n.\n").collect();
    let file = |name: &str, media_type: &str| LetterFile {
        name: name.into(),
        media_type: media_type.into(),
        bytes: bytes.clone(),
    };
    let files =
        vec![file("Einladung für Sie.pdf", "application/pdf"), file("a\r\nb.eml", "message/rfc822"), file("x", "!")];
    let mail = written(&message("x"), files);
    assert!(mail.lines().all(|line| line.len() < 999));
    let opened = crate::reading::view(mail.as_bytes()).unwrap();
    let names: Vec<&str> = opened.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names[0], "Einladung für Sie.pdf");
    assert_eq!(opened.attachments.len(), 3, "{names:?}");
    for index in 0..3 {
        let read = crate::reading::attachment(mail.as_bytes(), index).unwrap().unwrap();
        assert_eq!(read.bytes, bytes, "{index}");
    }
}

#[test]
fn nothing_breaks_out_of_a_header() {
    let hostile = Leased {
        subject: "a\r\nBcc: x@y.de\u{7}\u{85}".into(),
        to: vec![Mailbox { name: "\"x\" <y@z>\r\nBcc: q@r".into(), address: "carla@example.org".into() }],
        ..message("x")
    };
    let mail = written(&hostile, Vec::new());
    let header = mail.split_once("\r\n\r\n").unwrap().0;
    assert!(!header.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{header}");
}
