//! Structures, sound and broken.

use super::Parts;

/// Media type and encoded body of every leaf.
fn leaves(raw: &str) -> Vec<(String, String)> {
    let parts = Parts::split(raw.as_bytes()).unwrap();
    parts.leaves().map(|part| (part.media_type.clone(), String::from_utf8_lossy(part.body).into_owned())).collect()
}

fn check(raw: &str, expected: &[(&str, &str)]) {
    let found = leaves(raw);
    let found: Vec<(&str, &str)> = found.iter().map(|(kind, body)| (kind.as_str(), body.as_str())).collect();
    assert_eq!(found, expected, "{raw}");
}

const MIXED: &str = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";

#[test]
fn single_parts() {
    check("A: b\r\n\r\ntext\r\n", &[("text/plain", "text\r\n")]);
    check("Content-Type: application/pdf\r\n\r\nx", &[("application/pdf", "x")]);
    check("Content-Type: nonsense\r\n\r\nx", &[("application/octet-stream", "x")]);
    check("Content-Type: text\r\n\r\nx", &[("text/plain", "x")]);
    check("Content-Type: multipart/mixed\r\n\r\nx", &[("multipart/mixed", "x")]);
    check(
        "Content-Type: multipart/mixed\r\n\r\n--lost\r\nContent-Type: text/html\r\n\r\nx\r\n--lost--",
        &[("text/html", "x")],
    );
}

#[test]
fn multiparts() {
    check(
        &format!(
            "{MIXED}preamble\r\n--b\r\n\r\none\r\n--b\t\r\nContent-Type: text/html\r\n\r\ntwo\r\n\r\n--b--\r\nepilogue"
        ),
        &[("text/plain", "one"), ("text/html", "two\r\n")],
    );
    check(&format!("{MIXED}--b\r\n\r\none\r\n--bc\r\ntwo\r\n--b--"), &[("text/plain", "one\r\n--bc\r\ntwo")]);
    check(&format!("{MIXED}--b\r\n\r\none without end"), &[("text/plain", "one without end")]);
    check(&format!("{MIXED}--b\r\n--b\r\n\r\n--b--"), &[("text/plain", ""), ("text/plain", "")]);
    check(&format!("{MIXED}the boundary never comes"), &[("text/plain", "the boundary never comes")]);
}

#[test]
fn nested_parts() {
    let inner = "Content-Type: multipart/alternative; boundary=\"i\"\r\n\r\n";
    check(
        &format!("{MIXED}--b\r\n{inner}--i\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--"),
        &[("text/plain", "one"), ("text/plain", "two")],
    );
    check(
        &format!("{MIXED}--b\r\n{inner}lost\r\n--b\r\n\r\ntwo\r\n--b--"),
        &[("text/plain", "lost"), ("text/plain", "two")],
    );
    let forwarded = "Content-Type: message/rfc822\r\n\r\n";
    check(
        &format!("{MIXED}--b\r\n{forwarded}{inner}--i\r\n\r\nx\r\n--i--\r\n--b--"),
        &[("message/rfc822", &format!("{inner}--i\r\n\r\nx\r\n--i--"))],
    );
    check(
        "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n\r\ny\r\n--b--",
        &[("message/rfc822", "Subject: x\r\n\r\ny")],
    );
}

#[test]
fn texts_and_files() {
    let part = |header: &str| format!("--b\r\n{header}\r\n\r\nx\r\n");
    let raw = [
        MIXED.to_owned(),
        part("Content-Type: text/plain; name=first.txt"),
        part("Content-Type: text/plain; name=second.txt"),
        part("Content-Type: text/plain\r\nContent-Disposition: attachment"),
        part("Content-Type: text/calendar"),
        part("Content-Type: text/html"),
    ];
    let raw = raw.concat();
    let parts = Parts::split(raw.as_bytes()).unwrap();
    assert_eq!(parts.bodies().map(|(place, _)| place).collect::<Vec<_>>(), [1, 5]);
    assert_eq!(parts.files().iter().map(|file| file.part).collect::<Vec<_>>(), [2, 3, 4]);
}
