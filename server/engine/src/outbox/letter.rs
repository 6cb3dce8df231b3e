//! A message as the mail that leaves.

use std::time::{Duration, SystemTime};

use lettre::{
    Address,
    message::{
        Attachment, Body, Mailbox, Mailboxes, MultiPart, SinglePart,
        header::{self, ContentTransferEncoding, ContentType, HeaderName, HeaderValue, Headers},
    },
};
use types::{EmailAddress, Timestamp, formatting};

use crate::{Engine, Result, db::read, dns::ascii_host};

use super::lease::Leased;

/// The field that says that no person wrote a mail (RFC 3834 section 5).
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// A file to be sent.
pub(super) struct LetterFile {
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) bytes: Vec<u8>,
}

impl Engine {
    /// The files of this message.
    pub(super) async fn letter_files(&self, leased: &Leased) -> Result<Vec<LetterFile>> {
        let files: Vec<(String, String, Vec<u8>)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT name, media_type, bytes FROM outgoing_file WHERE outgoing_id = $1 ORDER BY place, id")
                .bind(leased.id.as_bytes().as_slice())
                .fetch_all(pool)
                .await?
        });
        Ok(files.into_iter().map(|(name, media_type, bytes)| LetterFile { name, media_type, bytes }).collect())
    }
}

/// The whole mail (RFC 5322), lines ended by CRLF: a text part always, an HTML part when there is formatting, and the
/// files. Everything in it is ASCII, but for addresses that are not.
pub(super) fn letter(
    message: &Leased,
    from: &EmailAddress,
    from_name: &str,
    files: Vec<LetterFile>,
    now: Timestamp,
) -> Vec<u8> {
    // Not lettre's message builder: it reads the addresses again, by other rules than those they were typed by.
    let mut headers = Headers::new();
    headers.set(header::Date::new(moment(now)));
    headers.set(header::From::from(Mailboxes::from(Mailbox::new(display_name(from_name), address(from)))));
    headers.set(header::To::from(mailboxes(&message.to)));
    if !message.cc.is_empty() {
        headers.set(header::Cc::from(mailboxes(&message.cc)));
    }
    headers.set(header::Subject::from(printable(&message.subject)));
    headers.set(header::MessageId::from(format!("<{}>", message.message_id)));
    if !message.in_reply_to.is_empty() {
        headers.set(header::InReplyTo::from(format!("<{}>", message.in_reply_to)));
    }
    if !message.references.is_empty() {
        let ids: Vec<String> = message.references.split(' ').map(|id| format!("<{id}>")).collect();
        headers.set(header::References::from(ids.join(" ")));
    }
    if message.is_notice {
        // RFC 3834 section 5.1: nobody's absence note answers it.
        headers.insert_raw(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()));
    }
    headers.set(header::MIME_VERSION_1_0);
    let mut mail = headers.to_string().into_bytes();
    mail.extend(body(&message.body, files));
    mail
}

fn body(text: &str, files: Vec<LetterFile>) -> Vec<u8> {
    let plain = SinglePart::plain(formatting::as_text(text));
    let alternative = formatting::is_formatted(text).then(|| {
        let html = format!(
            "<!doctype html><html><head><meta charset=\"utf-8\"></head><body>{}</body></html>",
            formatting::as_html(text)
        );
        MultiPart::alternative().singlepart(plain.clone()).singlepart(SinglePart::html(html))
    });
    if files.is_empty() {
        return match alternative {
            Some(alternative) => alternative.formatted(),
            None => plain.formatted(),
        };
    }
    let mixed = match alternative {
        Some(alternative) => MultiPart::mixed().multipart(alternative),
        None => MultiPart::mixed().singlepart(plain),
    };
    files.into_iter().fold(mixed, |mixed, file| mixed.singlepart(attachment(file))).formatted()
}

fn attachment(file: LetterFile) -> SinglePart {
    // A multipart or a message may not be encoded in base64 (RFC 2046 section 5.2.1), and as a file need not be one.
    let is_plain_type = !file.media_type.starts_with("multipart/") && !file.media_type.starts_with("message/");
    let parsed = ContentType::parse(&file.media_type).ok().filter(|_| is_plain_type);
    let content_type =
        parsed.unwrap_or_else(|| ContentType::parse("application/octet-stream").expect("this is a media type"));
    // Always: whatever a file's bytes are, its lines must not be touched on the way.
    let body = Body::new_with_encoding(file.bytes, ContentTransferEncoding::Base64);
    Attachment::new(printable(&file.name)).body(body.expect("everything can be written in base64"), content_type)
}

fn mailboxes(mailboxes: &[types::Mailbox]) -> Mailboxes {
    let parsed = mailboxes
        .iter()
        .filter_map(|mailbox| Some(Mailbox::new(display_name(&mailbox.name), address(&mailbox.address.parse().ok()?))));
    parsed.fold(Mailboxes::new(), Mailboxes::with)
}

fn display_name(text: &str) -> Option<String> {
    Some(printable(text)).filter(|name| !name.trim().is_empty())
}

/// A text that can stand in a header.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The address with its domain in ASCII.
fn address(address: &EmailAddress) -> Address {
    let domain = ascii_host(address.domain()).unwrap_or_else(|| address.domain().to_owned());
    Address::new_dangerous(address.local_part(), domain)
}

fn moment(now: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.0).unwrap_or(0))
}

#[cfg(test)]
mod tests;
