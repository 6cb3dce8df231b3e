//! The new mail of a server that forwards instead of redirecting: the original is quoted in its text, between marks
//! that Gmail writes in every language, and nothing of the original's header survives; or it is attached whole.

use lettre::{
    Address, Message,
    message::{
        Body, Mailbox, MessageBuilder, MultiPart, SinglePart,
        header::{ContentDisposition, ContentTransferEncoding, ContentType},
    },
};
use mail_parser::MessageParser;
use uuid::Uuid;

use crate::{StoredMail, redirection::hand_over::Letter};

/// A new mail from `mailbox` to `recipient` that quotes `mail`. None if an address is none in a header.
pub(super) fn forwarded(mail: &StoredMail, mailbox: &str, recipient: &str, host_name: &str) -> Option<Letter> {
    let original = Original::of(&mail.raw);
    let message = builder(&original, mailbox, recipient, host_name)?.singlepart(SinglePart::plain(original.quoted()));
    Some(Letter { mail_from: mailbox.to_owned(), recipient: recipient.to_owned(), raw: message.ok()?.formatted() })
}

/// A new mail from `mailbox` to `recipient` with `mail` in it as a file. None if an address is none in a header.
pub(super) fn attached(mail: &StoredMail, mailbox: &str, recipient: &str, host_name: &str) -> Option<Letter> {
    let original = Original::of(&mail.raw);
    let file = SinglePart::builder()
        .header(ContentType::parse("message/rfc822").ok()?)
        .header(ContentDisposition::attachment("original.eml"))
        .header(ContentTransferEncoding::EightBit)
        .body(Body::dangerous_pre_encoded(mail.raw.clone(), ContentTransferEncoding::EightBit));
    let parts = MultiPart::mixed().singlepart(SinglePart::plain(String::new())).singlepart(file);
    let message = builder(&original, mailbox, recipient, host_name)?.multipart(parts);
    Some(Letter { mail_from: mailbox.to_owned(), recipient: recipient.to_owned(), raw: message.ok()?.formatted() })
}

fn builder(original: &Original, mailbox: &str, recipient: &str, host_name: &str) -> Option<MessageBuilder> {
    let builder = Message::builder()
        .message_id(Some(format!("<{}@{host_name}>", Uuid::new_v4().simple())))
        .date_now()
        .from(Mailbox::new(None, mailbox.parse::<Address>().ok()?))
        .to(Mailbox::new(None, recipient.parse::<Address>().ok()?))
        .subject(format!("Fwd: {}", original.subject));
    Some(builder)
}

/// What a person sees of a mail.
struct Original {
    from: String,
    date: String,
    subject: String,
    to: String,
    text: String,
}

impl Original {
    /// Of a mail without a readable header only the text remains.
    fn of(raw: &[u8]) -> Self {
        let Some(message) = MessageParser::default().parse(raw) else {
            let text = String::from_utf8_lossy(raw).into_owned();
            return Self { from: String::new(), date: String::new(), subject: String::new(), to: String::new(), text };
        };
        Self {
            from: people(message.from()),
            date: message.date().map(|date| date.to_rfc822()).unwrap_or_default(),
            subject: one_line(message.subject().unwrap_or_default()),
            to: people(message.to()),
            text: message.body_text(0).unwrap_or_default().into_owned(),
        }
    }

    fn quoted(&self) -> String {
        let Self { from, date, subject, to, text } = self;
        format!(
            "---------- Forwarded message ---------\r\nFrom: {from}\r\nDate: {date}\r\nSubject: {subject}\r\nTo: {to}\r\n\r\n\r\n{text}"
        )
    }
}

fn people(addresses: Option<&mail_parser::Address<'_>>) -> String {
    let person = |addr: &mail_parser::Addr<'_>| {
        let address = one_line(addr.address().unwrap_or_default());
        match addr.name() {
            Some(name) => format!("{} <{address}>", one_line(name)),
            None => format!("<{address}>"),
        }
    };
    let people: Vec<_> = addresses.into_iter().flat_map(|addresses| addresses.iter()).map(person).collect();
    people.join(", ")
}

/// A decoded header may hold line ends, which must not begin a new line of the quote or of the header.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
