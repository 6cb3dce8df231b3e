//! MAIL FROM, RCPT TO and DATA (RFC 5321 section 3.3).

use types::{Cause, EmailAddress, Fact};

use crate::dns::ascii_host;

use super::{
    ProbeLimits,
    encryption::Encrypted,
    greeting::Offer,
    journal::Open,
    queue_id::queue_id,
    wire::{Reply, Wire},
};

/// The test mail's envelope: the custom address on both sides.
pub(super) struct Envelope {
    path: String,
    /// What MAIL FROM needs beside the address; nothing when the server cannot take the address at all.
    parameter: Option<&'static str>,
}

impl Envelope {
    /// For this address at a server with this offer. The domain travels in ASCII always, so that only a local part
    /// beyond ASCII needs SMTPUTF8 (RFC 6531 section 3.1).
    pub(super) fn new(address: &EmailAddress, offer: &Offer) -> Self {
        let domain = ascii_host(address.domain()).unwrap_or_else(|| address.domain().to_owned());
        let path = format!("{}@{domain}", address.local_part());
        let parameter = match path.is_ascii() {
            true => Some(""),
            false => offer.smtp_utf8.then_some(" SMTPUTF8"),
        };
        Self { path, parameter }
    }

    /// Says from whom.
    pub(super) async fn sender(
        &self,
        wire: &mut Wire<Encrypted>,
        limits: &ProbeLimits,
        stage: &mut Open,
    ) -> Result<(), Cause> {
        let parameter = self.parameter.ok_or(Cause::SenderRefused)?;
        let command = format!("MAIL FROM:<{}>{parameter}\r\n", self.path);
        let reply = stage.answer(wire.exchange(command.as_bytes(), limits.answer).await)?;
        accepted(&reply, Cause::SenderRefused)
    }

    /// Says to whom.
    pub(super) async fn recipient(
        &self,
        wire: &mut Wire<Encrypted>,
        limits: &ProbeLimits,
        stage: &mut Open,
    ) -> Result<(), Cause> {
        let command = format!("RCPT TO:<{}>\r\n", self.path);
        let reply = stage.answer(wire.exchange(command.as_bytes(), limits.answer).await)?;
        accepted(&reply, Cause::RecipientRefused)
    }
}

/// Hands the message over, and notes the server's number for it.
pub(super) async fn data(
    wire: &mut Wire<Encrypted>,
    message: &[u8],
    limits: &ProbeLimits,
    stage: &mut Open,
) -> Result<(), Cause> {
    let reply = stage.answer(wire.exchange(b"DATA\r\n", limits.answer).await)?;
    if !reply.wants_more() {
        return Err(refusal(&reply, Cause::MessageRefused));
    }
    let reply = stage.answer(wire.exchange(&stuffed(message), limits.data).await)?;
    accepted(&reply, Cause::MessageRefused)?;
    stage.note(Some(Fact::QueueId(queue_id(&reply))));
    Ok(())
}

fn accepted(reply: &Reply, refused: Cause) -> Result<(), Cause> {
    if reply.is_done() { Ok(()) } else { Err(refusal(reply, refused)) }
}

fn refusal(reply: &Reply, refused: Cause) -> Cause {
    if reply.is_for_now() { Cause::RefusedForNow } else { refused }
}

/// The message as DATA wants it: every line ended by CRLF, dots at their beginning doubled, the final dot (RFC 5321
/// section 4.5.2).
fn stuffed(message: &[u8]) -> Vec<u8> {
    let mut data = Vec::with_capacity(message.len() + 64);
    let text = message.strip_suffix(b"\n").unwrap_or(message);
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.starts_with(b".") {
            data.push(b'.');
        }
        // A lone CR is what smuggling is made of; no line of ours has one.
        data.extend(line.iter().filter(|byte| **byte != b'\r'));
        data.extend_from_slice(b"\r\n");
    }
    data.extend_from_slice(b".\r\n");
    data
}

#[cfg(test)]
mod tests {
    use super::{Envelope, Offer, stuffed};

    #[test]
    fn doubles_dots_and_ends_lines() {
        for (message, data) in [
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            ("a\r\n\r\n.\r\n", "a\r\n\r\n..\r\n.\r\n"),
            (".a\r\n..b\r\nc.\r\n", "..a\r\n...b\r\nc.\r\n.\r\n"),
            ("a\n.\nb\r.\r\n", "a\r\n..\r\nb.\r\n.\r\n"),
        ] {
            assert_eq!(String::from_utf8(stuffed(message.as_bytes())).unwrap(), data, "{message:?}");
        }
    }

    #[test]
    fn writes_addresses_as_the_server_can_take_them() {
        let utf8 = Offer { smtp_utf8: true, ..Offer::default() };
        for (address, offer, path, parameter) in [
            ("jobs@acme.de", &Offer::default(), "jobs@acme.de", Some("")),
            ("jobs@müller.de", &Offer::default(), "jobs@xn--mller-kva.de", Some("")),
            ("jöbs@müller.de", &utf8, "jöbs@xn--mller-kva.de", Some(" SMTPUTF8")),
            ("jöbs@acme.de", &Offer::default(), "jöbs@acme.de", None),
        ] {
            let envelope = Envelope::new(&address.parse().unwrap(), offer);
            assert_eq!((envelope.path.as_str(), envelope.parameter), (path, parameter));
        }
    }
}
