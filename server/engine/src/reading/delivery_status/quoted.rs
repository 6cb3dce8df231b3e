//! What a report quotes of the message it is about.

use super::MAX_REPORT_BYTES;
use crate::reading::{fields::Fields, parts::Parts};

/// Most subjects that are looked at.
const MAX_SUBJECTS: usize = 50;

/// Whether this number of a server, or this subject, is quoted anywhere in a report.
pub(in crate::reading) fn quotes(parts: &Parts<'_>, queue_id: Option<&str>, subject: Option<&str>) -> bool {
    parts.leaves().any(|part| {
        let content = part.content_start(MAX_REPORT_BYTES);
        let text = String::from_utf8_lossy(&content);
        let has_number = |id: &str| text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == id);
        queue_id.is_some_and(has_number)
            || subject.is_some_and(|subject| subjects(&text).any(|quoted| quoted == subject))
    })
}

/// The subjects of headers in a text, decoded.
fn subjects(text: &str) -> impl Iterator<Item = String> {
    let bare = |line: &str| line.trim_start_matches(['>', '|']).trim_start_matches(' ').to_owned();
    let lines: Vec<&str> = text.lines().collect();
    let is_subject = |line: &str| bare(line).get(..8).is_some_and(|name| name.eq_ignore_ascii_case("subject:"));
    let starts: Vec<usize> = (0..lines.len()).filter(|at| is_subject(lines[*at])).take(MAX_SUBJECTS).collect();
    let fields = starts.into_iter().map(move |at| {
        let more = lines[at + 1..].iter().take_while(|line| line.starts_with([' ', '\t']));
        let field: Vec<String> = std::iter::once(bare(lines[at])).chain(more.map(|line| (*line).to_owned())).collect();
        let raw = format!("{}\r\n\r\n", field.join("\r\n"));
        let subject = Fields::split(raw.as_bytes(), false).0.text("Subject");
        subject.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    fields.collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use crate::reading::quotes;

    #[test]
    fn numbers_and_subjects_are_found() {
        let report = "From: x@y\r\nSubject: failure notice\r\n\r\nHi.\r\n\r\n4Z9-kTx1: (host said: no)\r\n\
                      --- Below this line is a copy\r\n> Subject: =?utf-8?q?Ihre_Bewerbung_als?=\r\n \
                      =?utf-8?q?_B=C3=A4cker?=\r\n";
        for (queue_id, subject, is_quoted) in [
            (Some("4Z9-kTx1"), None, true),
            (Some("4Z9-kTx"), None, false),
            (None, Some("Ihre Bewerbung als Bäcker"), true),
            (None, Some("Ihre Bewerbung"), false),
            (None, Some("failure notice"), false),
            (None, None, false),
        ] {
            assert_eq!(quotes(report.as_bytes(), queue_id, subject), is_quoted, "{queue_id:?} {subject:?}");
        }
        let enclosed = "From: x@y\r\nContent-Type: multipart/report; boundary=B\r\n\r\n--B\r\n\r\nSorry.\r\n\
                        --B\r\nContent-Type: message/rfc822\r\n\r\nSubject: Ihre Bewerbung\r\n\r\nx\r\n--B--\r\n";
        assert!(quotes(enclosed.as_bytes(), None, Some("Ihre Bewerbung")));
    }
}
