//! The corpus on disk: each mail is read as the file beside it says that a person would.

use std::{fs, path::PathBuf};

use serde_json::{Map, Value, json};

use crate::reading::{Transcript, html, read, transcript, view};

/// Mails that there must be at least: a walk that finds none would pass.
const MAILS_MIN: usize = 250;

/// Every mail on disk: its name, its bytes and what is expected.
pub(super) fn mails() -> Vec<(String, Vec<u8>, Value)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut found = Vec::new();
    for group in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for path in fs::read_dir(group).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|ending| ending == "eml") {
                let expected = fs::read_to_string(path.with_extension("json")).unwrap();
                let expected = serde_json::from_str(&expected).unwrap();
                found.push((path.to_string_lossy().into_owned(), fs::read(&path).unwrap(), expected));
            }
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// What was read, in the form of DESIGN section 6.
fn told(read: &Transcript) -> Value {
    let people = |list: &[types::Mailbox]| -> Value {
        list.iter().map(|one| json!({ "name": one.name, "address": one.address })).collect()
    };
    json!({
        "kind": read.kind.as_str(),
        "message_id": read.message_id,
        "in_reply_to": read.in_reply_to,
        "references": read.references,
        "from": people(&read.from),
        "reply_to": people(&read.reply_to),
        "to": people(&read.to),
        "cc": people(&read.cc),
        "subject": read.subject,
        "date": read.date.map(types::Timestamp::rfc3339),
        "text": read.text,
        "html": read.html,
        "new_text": read.new_text,
        "attachments": read.attachments.iter().map(|file| json!({
            "name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256, "inline": file.inline,
        })).collect::<Vec<_>>(),
        "report": read.report.iter().map(|one| json!({
            "recipient": one.recipient, "action": one.action.as_str(), "status": one.status, "permanent": one.is_permanent,
            "reason": one.reason.as_str(), "message_id": one.message_id,
        })).collect::<Vec<_>>(),
        "problems": read.problems.iter().map(|problem| problem.as_str()).collect::<Vec<_>>(),
    })
}

/// Blanks do not count: where lines are broken is the writer's matter.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What differs; empty when it is as expected.
fn differences(expected: &Map<String, Value>, read: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for (key, wanted) in expected {
        let (field, way) = ["_have", "_has", "_lacks"]
            .iter()
            .find_map(|way| Some((key.strip_suffix(way)?, *way)))
            .unwrap_or((key.as_str(), ""));
        let found = &read[field];
        let words = found.as_str().map(squeezed).unwrap_or_default();
        let pieces = || wanted.as_array().unwrap().iter();
        let is_right = match way {
            "_has" => pieces().all(|piece| words.contains(&squeezed(piece.as_str().unwrap()))),
            "_lacks" => pieces().all(|piece| !words.contains(&squeezed(piece.as_str().unwrap()))),
            "_have" => pieces().all(|piece| found.as_array().unwrap().iter().any(|one| is_part(piece, one))),
            _ => match (wanted, found) {
                (Value::String(wanted), Value::String(_)) => squeezed(wanted) == words,
                (Value::Array(wanted), Value::Array(found)) if field == "report" => {
                    wanted.len() == found.len()
                        && wanted.iter().zip(found).all(|(wanted, found)| is_part(wanted, found))
                }
                _ => wanted == found,
            },
        };
        if !is_right {
            wrong.push(format!("  {key}: wanted {wanted}\n  {field}: read   {found}"));
        }
    }
    wrong
}

/// Whether every field of the one is in the other.
fn is_part(wanted: &Value, found: &Value) -> bool {
    wanted.as_object().unwrap().iter().all(|(key, value)| &found[key] == value)
}

#[test]
fn every_mail_is_read_as_a_person_would() {
    let mails = mails();
    assert!(mails.len() >= MAILS_MIN, "only {} mails", mails.len());
    let mut wrong = Vec::new();
    for (name, raw, expected) in &mails {
        let mail_from = if expected["kind"] == "report" { "" } else { "somebody@mail.example" };
        let found = told(&transcript(raw, mail_from));
        let differences = differences(expected.as_object().unwrap(), &found);
        if !differences.is_empty() {
            wrong.push(format!("{name}\n{}", differences.join("\n")));
        }
        let (listed, opened) = (read(raw, mail_from).unwrap(), view(raw).unwrap());
        assert_eq!(listed.kind.as_str(), found["kind"], "{name}");
        assert_eq!(opened.attachments.len(), found["attachments"].as_array().unwrap().len(), "{name}");
        if let Some(page) = html(raw, true).unwrap() {
            super::harmless::assert_harmless(&page);
        }
    }
    assert!(wrong.is_empty(), "{} of {} mails are read otherwise:\n{}", wrong.len(), mails.len(), wrong.join("\n"));
}

#[test]
fn the_comparison_sees_differences() {
    let read = told(&transcript(b"From: a@b.example\r\nSubject: x\r\n\r\nHallo\r\n", ""));
    let differs = |expected: Value| !differences(expected.as_object().unwrap(), &read).is_empty();
    assert!(differs(json!({ "text": "Hallo!" })) && differs(json!({ "text_lacks": ["Hal"] })));
    assert!(differs(json!({ "attachments_have": [{ "name": "x" }] })) && differs(json!({ "problems": ["cut"] })));
    assert!(!differs(json!({ "text": "Hallo", "from": [{ "name": "", "address": "a@b.example" }], "html": null })));
}
