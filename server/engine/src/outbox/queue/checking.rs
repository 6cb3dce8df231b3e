//! What may be put into the outbox.

use types::{
    BODY_MAX_BYTES, EmailAddress, InputFault, InputField, Mailbox, NewOutgoing, OUTGOING_FILES_MAX, RECIPIENTS_MAX,
    SUBJECT_MAX_CHARS,
};

use crate::{Error, Result};

/// Longest display name of a recipient, in characters.
const NAME_MAX_CHARS: usize = 120;
/// Most Message-IDs in References: with the longest of ours they fit a header that every server takes.
const REFERENCES_MAX: usize = 20;
/// Longest Message-ID of somebody else that is named, in characters: it has to stand on a line of 998.
const MESSAGE_ID_MAX_CHARS: usize = 250;

/// A message whose every field has been checked.
pub(super) struct Checked {
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub addresses: Vec<EmailAddress>,
    pub subject: String,
    pub body: String,
    pub references: String,
    pub in_reply_to: String,
}

/// The message as it is kept.
pub(super) fn check(new: &NewOutgoing) -> Result<Checked> {
    let mut addresses: Vec<EmailAddress> = Vec::new();
    let to = checked_mailboxes(&new.to, InputField::Recipients, &mut addresses)?;
    let cc = checked_mailboxes(&new.cc, InputField::Cc, &mut addresses)?;
    if to.is_empty() {
        return Err(Error::invalid(InputField::Recipients, InputFault::Empty));
    }
    let subject = new.subject.split_whitespace().collect::<Vec<_>>().join(" ");
    if subject.chars().count() > SUBJECT_MAX_CHARS {
        return Err(Error::invalid(InputField::Subject, InputFault::TooLong));
    }
    let body = new.body.replace("\r\n", "\n").replace('\0', "");
    if body.trim().is_empty() {
        return Err(Error::invalid(InputField::Body, InputFault::Empty));
    }
    if body.len() > BODY_MAX_BYTES {
        return Err(Error::invalid(InputField::Body, InputFault::TooLong));
    }
    if new.files.len() > OUTGOING_FILES_MAX {
        return Err(Error::invalid(InputField::Files, InputFault::TooMany));
    }
    let in_reply_to = new.in_reply_to.as_deref().and_then(checked_id).unwrap_or_default();
    let references = references(&new.references, &in_reply_to);
    Ok(Checked { to, cc, addresses, subject, body, references, in_reply_to })
}

fn checked_mailboxes(
    mailboxes: &[Mailbox],
    field: InputField,
    addresses: &mut Vec<EmailAddress>,
) -> Result<Vec<Mailbox>> {
    let mut checked = Vec::new();
    for mailbox in mailboxes {
        let address: EmailAddress =
            mailbox.address.parse().map_err(|_| Error::invalid(field, InputFault::NotAnAddress))?;
        if addresses.iter().any(|known| known.same_mailbox(&address)) {
            continue;
        }
        if addresses.len() == RECIPIENTS_MAX {
            return Err(Error::invalid(field, InputFault::TooMany));
        }
        let name = mailbox.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name.chars().filter(|c| !c.is_control()).take(NAME_MAX_CHARS).collect();
        checked.push(Mailbox { name, address: address.to_string() });
        addresses.push(address);
    }
    Ok(checked)
}

/// A Message-ID that can be named in a header, without its angle brackets; others are left out.
fn checked_id(text: &str) -> Option<String> {
    let id = text.trim_matches(['<', '>', ' ']);
    let fits = !id.is_empty()
        && id.len() <= MESSAGE_ID_MAX_CHARS
        && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>');
    fits.then(|| id.to_owned())
}

/// The conversation so far, and at its end the message that is answered. Of a long one the first and the newest stay.
fn references(references: &[String], in_reply_to: &str) -> String {
    let mut ids: Vec<String> =
        references.iter().filter_map(|id| checked_id(id)).filter(|id| id != in_reply_to).collect();
    if !in_reply_to.is_empty() {
        ids.push(in_reply_to.to_owned());
    }
    if ids.len() > REFERENCES_MAX {
        ids.drain(1..=ids.len() - REFERENCES_MAX);
    }
    ids.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{checked_id, references};

    #[test]
    fn names_only_what_fits_a_header() {
        for (text, id) in [
            ("<a@b>", Some("a@b")),
            ("a@b", Some("a@b")),
            ("", None),
            ("a b@c", None),
            ("a@b\r\nBcc: x", None),
            ("ä@b", None),
        ] {
            assert_eq!(checked_id(text).as_deref(), id, "{text}");
        }
    }

    #[test]
    fn long_conversations_keep_their_ends() {
        let ids: Vec<String> = (0..40).map(|n| format!("{n}@x")).collect();
        let found = references(&ids, "40@x");
        let found: Vec<&str> = found.split(' ').collect();
        assert_eq!((found.len(), found[0], found[1], found[19]), (20, "0@x", "22@x", "40@x"));
        assert_eq!(references(&["a@b".into(), "c@d".into()], "a@b"), "c@d a@b");
    }
}
