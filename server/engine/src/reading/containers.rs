//! Messages whose text and files are wrapped in something that is no MIME: Outlook's winmail.dat, opaque S/MIME
//! signatures, uuencoded files. They are written anew as ordinary messages, so that everything else reads those.

use std::ops::Range;

use sha2::{Digest, Sha256};
use types::ReadingProblem;

use super::{
    fields::Fields,
    part::{Disposition, Part},
    parts::Parts,
    signed_data, tnef, uuencode,
};

/// Containers in containers that are opened.
const MAX_ROUNDS: usize = 3;
/// Bytes of a text that are searched for uuencoded files.
const MAX_SEARCHED_BYTES: usize = 32 << 20;

/// A message written anew.
pub(super) struct Rewritten {
    /// Its bytes.
    pub raw: Vec<u8>,
    /// What was found on the way.
    pub problems: Vec<ReadingProblem>,
}

/// The message with its containers opened; nothing when it has none.
pub(super) fn opened(raw: &[u8], parts: &Parts<'_>) -> Option<Rewritten> {
    let (first, mut problems) = round(raw, parts)?;
    let mut raw = first;
    for _ in 1..MAX_ROUNDS {
        let parts = Parts::split(&raw).ok()?;
        let Some((next, found)) = round(&raw, &parts) else { break };
        drop(parts);
        problems.extend(found);
        raw = next;
    }
    Some(Rewritten { raw, problems })
}

/// What stands for a part that was opened.
struct Instead {
    /// Its header's fields about content, and its body.
    entity: Vec<u8>,
    problem: Option<ReadingProblem>,
}

fn round(raw: &[u8], parts: &Parts<'_>) -> Option<(Vec<u8>, Vec<ReadingProblem>)> {
    let has_text = || parts.bodies().any(|(_, part)| !part.text(64).0.trim().is_empty());
    let mut rewritten = Vec::new();
    let mut problems = Vec::new();
    let mut copied = 0;
    for part in parts.leaves() {
        let Some(instead) = instead(part, &has_text) else { continue };
        let Range { start, end } = part.span.clone();
        rewritten.extend_from_slice(&raw[copied..start]);
        if part.parent.is_none() {
            rewritten.extend(envelope_fields(raw));
        }
        rewritten.extend(instead.entity);
        problems.extend(instead.problem);
        copied = end;
    }
    if copied == 0 {
        return None;
    }
    rewritten.extend_from_slice(&raw[copied..]);
    Some((rewritten, problems))
}

fn instead(part: &Part<'_>, has_text: &dyn Fn() -> bool) -> Option<Instead> {
    if is_tnef(part) {
        let container = tnef::open(part.content()).filter(|container| !container.is_empty())?;
        let problem = container.is_damaged.then_some(ReadingProblem::DamagedContainer);
        return Some(Instead { entity: outlook(container, has_text()), problem });
    }
    if part.is_opaque_smime() {
        let signed_data::Opened::Signed(content) = signed_data::open(part.content()) else { return None };
        return Some(Instead { entity: content_entity(&content), problem: Some(ReadingProblem::SignatureNotChecked) });
    }
    if part.media_type == "text/plain" && part.disposition != Disposition::Attachment {
        let is_candidate = uuencode::may_hold(part.body) || part.transfer.is_encoded();
        let content = is_candidate.then(|| part.content_start(MAX_SEARCHED_BYTES))?;
        let found = uuencode::may_hold(&content).then(|| uuencode::find(&content)).flatten()?;
        return Some(Instead { entity: text_with_files(part, found), problem: None });
    }
    None
}

/// Whether a part is Outlook's container.
pub(super) fn is_tnef(part: &Part<'_>) -> bool {
    part.is(&["application/ms-tnef", "application/vnd.ms-tnef"])
        || (part.media_type == "application/octet-stream"
            && part.file_name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat")))
}

/// The header's fields that are not about content.
fn envelope_fields(raw: &[u8]) -> Vec<u8> {
    let (fields, _) = Fields::split(raw, false);
    let kept = fields.iter().filter(|field| !field.is_about_content());
    kept.flat_map(|field| field.written()).collect()
}

/// A MIME entity's fields about content and its body: others must not become the message's.
fn content_entity(entity: &[u8]) -> Vec<u8> {
    let (fields, body) = Fields::split(entity, true);
    let mut bytes: Vec<u8> =
        fields.iter().filter(|field| field.is_about_content()).flat_map(|field| field.written()).collect();
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&entity[body..]);
    bytes
}

/// A multipart of these entities. What is inside cannot hold its boundary: that is made of the inside.
fn multipart(kind: &str, entities: &[Vec<u8>]) -> Vec<u8> {
    let mut digest = Sha256::new();
    entities.iter().for_each(|entity| digest.update(entity));
    let boundary: String = digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let mut bytes = format!("Content-Type: multipart/{kind}; boundary=\"=_{boundary}\"\r\n\r\n").into_bytes();
    for entity in entities {
        bytes.extend(format!("--=_{boundary}\r\n").bytes());
        bytes.extend(entity);
        bytes.extend(b"\r\n");
    }
    bytes.extend(format!("--=_{boundary}--\r\n").bytes());
    bytes
}

fn outlook(container: tnef::Container, has_text: bool) -> Vec<u8> {
    let mut entities = Vec::new();
    // Beside a text of its own the container only repeats it.
    if !has_text && !container.html.trim().is_empty() {
        entities.push(text("html", &container.html));
    } else if !has_text && !container.text.trim().is_empty() {
        entities.push(text("plain", &container.text));
    }
    entities.extend(container.files.into_iter().map(|contained| {
        if contained.is_message {
            return message(&contained.content);
        }
        file(&contained.name, &contained.media_type, &contained.content_id, &contained.content)
    }));
    multipart("mixed", &entities)
}

fn text(subtype: &str, text: &str) -> Vec<u8> {
    format!("Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}").into_bytes()
}

/// A message in a message, in its container again: it is opened when somebody looks into it.
fn message(content: &[u8]) -> Vec<u8> {
    let subject = tnef::open(content).map(|inner| inner.subject).unwrap_or_default();
    let head = format!(
        "Content-Type: message/rfc822\r\n\r\nSubject: {}\r\nContent-Type: application/ms-tnef\r\n\r\n",
        subject.replace(['\r', '\n'], " ")
    );
    [head.as_bytes(), content].concat()
}

fn file(name: &str, media_type: &str, content_id: &str, content: &[u8]) -> Vec<u8> {
    let clean = |text: &str| text.replace(['\r', '\n', '\0'], " ").replace('\\', "\\\\").replace('"', "\\\"");
    let media_type = if media_type.contains('/') { clean(media_type) } else { "application/octet-stream".to_owned() };
    let mut head = format!(
        "Content-Type: {media_type}\r\nContent-Transfer-Encoding: binary\r\n\
         Content-Disposition: attachment; filename=\"{}\"\r\n",
        clean(name)
    );
    if !content_id.is_empty() {
        head += &format!("Content-ID: <{}>\r\n", clean(content_id).trim_matches(['<', '>']));
    }
    head += "\r\n";
    [head.as_bytes(), content].concat()
}

fn text_with_files(part: &Part<'_>, found: uuencode::Found) -> Vec<u8> {
    let content_type = part.fields.raw_text("Content-Type").unwrap_or_else(|| "text/plain".to_owned());
    let head = format!("Content-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\n\r\n");
    let mut entities = vec![[head.as_bytes(), &found.text].concat()];
    entities.extend(found.files.iter().map(|(name, content)| file(name, "", "", content)));
    multipart("mixed", &entities)
}

#[cfg(test)]
mod tests {
    use super::super::{signed_data::tests::signed, tnef::tests::container, transcript};
    use types::ReadingProblem;

    fn mail(content_type: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "From: Anna <anna@mail.example>\r\nSubject: Bewerbung\r\nContent-Type: {content_type}\r\n\
             Content-Transfer-Encoding: binary\r\nMessage-ID: <1@mail.example>\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    }

    #[test]
    fn opens_outlooks_container() {
        let read = transcript(&mail("application/ms-tnef", &container("Grüße", "cv.pdf", b"%PDF-1\r\n\r\n")), "");
        assert_eq!((read.subject.as_str(), read.text.as_str()), ("Bewerbung", "Grüße"));
        assert_eq!((read.attachments[0].name.as_str(), read.attachments[0].size), ("cv.pdf", 10));
        assert!(read.problems.is_empty());
    }

    #[test]
    fn opens_what_is_signed() {
        let inner = "From: liar@mail.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße";
        let raw =
            mail("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", &signed(inner.as_bytes(), false));
        let read = transcript(&raw, "");
        assert_eq!((read.text.as_str(), read.from.len(), read.from[0].name.as_str()), ("Grüße", 1, "Anna"));
        assert_eq!(read.problems, [ReadingProblem::SignatureNotChecked]);
    }

    #[test]
    fn opens_containers_in_containers() {
        let inner = container("Grüße", "cv.pdf", b"%PDF");
        let entity =
            [b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: binary\r\n\r\n", inner.as_slice()];
        let raw = mail("application/pkcs7-mime", &signed(&entity.concat(), true));
        let read = transcript(&raw, "");
        assert_eq!((read.text.as_str(), read.attachments[0].name.as_str()), ("Grüße", "cv.pdf"));
    }

    #[test]
    fn takes_files_out_of_texts() {
        let raw = mail("text/plain", b"Hallo\r\nbegin 644 cv.txt\r\n+2&%L;&\\@5V5L=`T`\r\n`\r\nend\r\nGruss\r\n");
        let read = transcript(&raw, "");
        assert_eq!((read.text.as_str(), read.attachments[0].name.as_str()), ("Hallo\nGruss", "cv.txt"));
    }
}
