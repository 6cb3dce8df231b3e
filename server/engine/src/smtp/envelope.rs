//! MAIL FROM, RCPT TO and DATA (RFC 5321 section 3.3).

use types::{Cause, EmailAddress, Fact, StageName};

use crate::dns::ascii_host;

use super::{
    SmtpLimits, greeting::Offer, journal::Open, queue_id::queue_id, reply::Reply, session::Channel, stopped::Stopped,
    wire::Wire,
};

/// An address as an envelope carries it: the domain in ASCII always, so that only a local part beyond ASCII needs
/// SMTPUTF8 (RFC 6531 section 3.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Path(String);

/// What a server said when it took a message over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Taken {
    /// Its number for the message, to look up in its log.
    pub(crate) queue_id: String,
}

impl Path {
    /// Of this address.
    pub(crate) fn new(address: &EmailAddress) -> Self {
        let domain = ascii_host(address.domain()).unwrap_or_else(|| address.domain().to_owned());
        Self(format!("{}@{domain}", address.local_part()))
    }

    /// Whether only a server that offers SMTPUTF8 can take it.
    pub(crate) fn needs_utf8(&self) -> bool {
        !self.0.is_ascii()
    }
}

/// Says from whom.
pub(crate) async fn sender(
    wire: &mut Wire<Channel>,
    offer: &Offer,
    path: &Path,
    needs_utf8: bool,
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<(), Stopped> {
    let parameter = match needs_utf8 {
        false => "",
        true if offer.smtp_utf8 => " SMTPUTF8",
        true => return Err(Stopped::for_good(Cause::Utf8NotOffered)),
    };
    let command = format!("MAIL FROM:<{}>{parameter}\r\n", path.0);
    stage.say(command.trim_end());
    let reply = stage.answer(wire.exchange(command.as_bytes(), limits.answer).await)?;
    accepted(wire, &reply, StageName::Sender, stage).await
}

/// Says to whom.
pub(crate) async fn recipient(
    wire: &mut Wire<Channel>,
    path: &Path,
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<(), Stopped> {
    let command = format!("RCPT TO:<{}>\r\n", path.0);
    stage.say(command.trim_end());
    let reply = stage.answer(wire.exchange(command.as_bytes(), limits.answer).await)?;
    accepted(wire, &reply, StageName::Recipient, stage).await
}

/// Asks to hand the message over.
pub(crate) async fn data(wire: &mut Wire<Channel>, limits: &SmtpLimits, stage: &mut Open) -> Result<(), Stopped> {
    stage.say("DATA");
    let reply = stage.answer(wire.exchange(b"DATA\r\n", limits.answer).await)?;
    if reply.wants_more() { Ok(()) } else { Err(refused(wire, &reply, StageName::HandOver, stage).await) }
}

/// Hands the message over, and notes the server's number for it.
pub(crate) async fn content(
    wire: &mut Wire<Channel>,
    message: &[u8],
    limits: &SmtpLimits,
    stage: &mut Open,
) -> Result<Taken, Stopped> {
    stage.say(format!("[{} bytes] .", message.len()));
    let reply = match stage.answer(wire.exchange(&stuffed(message), limits.data).await) {
        Err(Cause::ConnectionDropped) => return Err(Cause::DroppedAfterMessage.into()),
        reply => reply?,
    };
    accepted(wire, &reply, StageName::HandOver, stage).await?;
    let queue_id = queue_id(&reply);
    stage.note(Some(Fact::QueueId(queue_id.clone())));
    Ok(Taken { queue_id })
}

async fn accepted(wire: &mut Wire<Channel>, reply: &Reply, name: StageName, stage: &mut Open) -> Result<(), Stopped> {
    if reply.is_done() { Ok(()) } else { Err(refused(wire, reply, name, stage).await) }
}

/// What a reply means that does not let us go on. One that is no refusal either may belong to what was said before.
async fn refused(wire: &mut Wire<Channel>, reply: &Reply, name: StageName, stage: &mut Open) -> Stopped {
    if !reply.is_refusal() && stage.hears_more(wire).await {
        return Cause::AnswersEarly.into();
    }
    Stopped::by(reply, name)
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
    use super::{Path, stuffed};

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
    fn writes_addresses_as_envelopes_carry_them() {
        for (address, path, needs_utf8) in [
            ("jobs@acme.de", "jobs@acme.de", false),
            ("jobs@müller.de", "jobs@xn--mller-kva.de", false),
            ("jöbs@müller.de", "jöbs@xn--mller-kva.de", true),
        ] {
            let found = Path::new(&address.parse().unwrap());
            assert_eq!((found.0.as_str(), found.needs_utf8()), (path, needs_utf8));
        }
    }
}
