//! Ways of sending a mail on that change it: what careless rules and mailing lists do to a header.

use uuid::Uuid;

use crate::{StoredMail, redirection::hand_over::Letter};

/// How often a mail comes round before a server notices that it goes in a circle.
const ROUNDS: usize = 3;

/// From whom the envelope of a mail is when its sender is rewritten (SRS): in the manner of libsrs2, where four letters
/// stand for the hash and two for the day.
pub(super) fn srs(mail_from: &str, host_name: &str) -> String {
    match mail_from.rsplit_once('@') {
        Some((local_part, domain)) => format!("SRS0=hLKW=3Q={domain}={local_part}@{host_name}"),
        None => String::new(),
    }
}

/// As a mailing list writes it on: from the mailbox, with the writer's name before *via*.
pub(super) fn via(mail: &StoredMail, mailbox: &str, recipient: &str) -> Letter {
    let from = value(&mail.raw, "From").unwrap_or_default();
    let name = from.split('<').next().unwrap_or_default().trim().trim_matches('"');
    let name = if name.is_empty() { from.trim_matches(['<', '>', ' ']) } else { name };
    let has_reply_to = value(&mail.raw, "Reply-To").is_some();
    let rewritten = rewrite(&mail.raw, |field, line| match field {
        "from" => {
            let reply_to = if has_reply_to { String::new() } else { format!("Reply-To: {from}\r\n") };
            Some(format!("From: \"{name} via Jobs\" <{mailbox}>\r\n{reply_to}").into_bytes())
        }
        _ => Some(line.to_vec()),
    });
    Letter { mail_from: mailbox.to_owned(), recipient: recipient.to_owned(), raw: rewritten }
}

/// As a gateway leaves it: another Message-ID, a mark in the subject, no fields that it does not know.
pub(super) fn damaged(mail: &StoredMail, recipient: &str, host_name: &str) -> Letter {
    let raw = rewrite(&mail.raw, |field, line| match field {
        "message-id" => Some(format!("Message-ID: <{}@{host_name}>\r\n", Uuid::new_v4().simple()).into_bytes()),
        "subject" => Some([b"Subject: [EXTERN]", line.get("subject:".len()..).unwrap_or_default()].concat()),
        _ if field.starts_with("x-") => None,
        _ => Some(line.to_vec()),
    });
    Letter { mail_from: mail.mail_from.clone(), recipient: recipient.to_owned(), raw }
}

/// What comes of two mailboxes that redirect to each other: a copy each time round, each with a longer trace.
pub(super) fn circling(mail: &StoredMail, mailbox: &str, recipient: &str, received: &str) -> Vec<Letter> {
    let mut raw = mail.raw.clone();
    let round = format!("Delivered-To: {mailbox}\r\n{received}");
    let letter = |_| {
        raw = [round.as_bytes(), &raw].concat();
        Letter { mail_from: mail.mail_from.clone(), recipient: recipient.to_owned(), raw: raw.clone() }
    };
    (0..ROUNDS).map(letter).collect()
}

/// The value of the first field of this name, as it stands.
fn value(raw: &[u8], name: &str) -> Option<String> {
    let mut found = None;
    rewrite(raw, |field, line| {
        if found.is_none() && field.eq_ignore_ascii_case(name) {
            let value = line.get(name.len() + 1..).unwrap_or_default();
            let text: String = String::from_utf8_lossy(value).chars().filter(|c| !c.is_control()).collect();
            found = Some(text.trim().to_owned());
        }
        None
    });
    found
}

/// The mail with each field of its header replaced by what `change` makes of its name, in lower case, and its lines.
fn rewrite(raw: &[u8], mut change: impl FnMut(&str, &[u8]) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while !rest.is_empty() && !rest.starts_with(b"\r\n") {
        let mut end = line_end(rest, 0);
        while matches!(rest.get(end), Some(b' ' | b'\t')) {
            end = line_end(rest, end);
        }
        let (field, others) = rest.split_at(end);
        let name = field.split(|octet| *octet == b':').next().unwrap_or_default();
        let name = String::from_utf8_lossy(name).trim().to_lowercase();
        out.extend(change(&name, field).unwrap_or_default());
        rest = others;
    }
    out.extend_from_slice(rest);
    out
}

fn line_end(raw: &[u8], start: usize) -> usize {
    raw[start..].iter().position(|octet| *octet == b'\n').map_or(raw.len(), |offset| start + offset + 1)
}

#[cfg(test)]
mod tests {
    use super::{damaged, srs, via};
    use crate::StoredMail;

    fn mail() -> StoredMail {
        StoredMail {
            queue_id: "1".into(),
            mail_from: "carla@x.example".into(),
            recipients: Vec::new(),
            raw: b"From: Carla\r\n <carla@x.example>\r\nX-Mine: a\r\n\tb\r\nMessage-ID: <1@x>\r\nSubject: Hi\r\n\r\nX-Mine: body\r\n"
                .to_vec(),
        }
    }

    #[test]
    fn changes_headers_and_never_the_text() {
        let text = |letter: crate::redirection::hand_over::Letter| String::from_utf8(letter.raw).unwrap();
        let via = text(via(&mail(), "jobs@acme.de", "a@b.de"));
        assert!(
            via.starts_with(
                "From: \"Carla via Jobs\" <jobs@acme.de>\r\nReply-To: Carla <carla@x.example>\r\nX-Mine: a\r\n\tb\r\n"
            ),
            "{via}"
        );
        let damaged = text(damaged(&mail(), "a@b.de", "mx.acme.de"));
        assert!(damaged.contains("@mx.acme.de>\r\nSubject: [EXTERN] Hi\r\n\r\nX-Mine: body\r\n"), "{damaged}");
        assert!(!damaged.contains("X-Mine: a"), "{damaged}");
        assert_eq!(srs("carla@x.example", "mx.acme.de"), "SRS0=hLKW=3Q=x.example=carla@mx.acme.de");
        assert_eq!(srs("", "mx.acme.de"), "");
    }
}
