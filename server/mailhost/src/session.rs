//! One conversation as a pure state machine: octets go in, replies come out, and what the wire has to do next is
//! returned. RFC 5321 for submission (RFC 6409), with STARTTLS (RFC 3207) and AUTH (RFC 4954). Knows neither sockets
//! nor mailboxes.

mod body;
mod commands;
mod sign_in;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use types::Fault;

use crate::{
    Account, Options,
    access_tokens::AccessTokens,
    session::{body::Body, sign_in::SignIn},
};

/// Longest line of a command in octets. RFC 5321 section 4.5.3.1.4 asks for 512, RFC 4954 section 4 for as much as
/// this while signing in.
const LINE_MAX_BYTES: usize = 12_288;
/// Refused commands after which a peer is not listened to any longer.
const REFUSALS_MAX: usize = 20;

/// One conversation.
pub(crate) struct Session {
    options: Arc<Options>,
    access_tokens: AccessTokens,
    fault: Fault,
    state: State,
    is_encrypted: bool,
    greeted_as: Option<String>,
    account: Option<Account>,
    envelope: Option<Envelope>,
    n_refusals: usize,
    n_failed_sign_ins: usize,
    is_skipping_line: bool,
}

/// What the next octets are.
enum State {
    /// A command.
    Command,
    /// The client's part of AUTH.
    SignIn(SignIn),
    /// A mail's text.
    Body(Body),
    /// Anything; the server has greeted with 554 and waits for QUIT (RFC 5321 section 3.1).
    Refused,
}

/// A mail transaction.
#[derive(Default)]
struct Envelope {
    mail_from: String,
    recipients: Vec<String>,
}

/// A mail the session has taken.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Submission {
    /// The envelope sender.
    pub mail_from: String,
    /// The envelope recipients, at least one.
    pub recipients: Vec<String>,
    /// The text.
    pub raw: Vec<u8>,
    /// What the client called itself.
    pub greeted_as: String,
}

/// What the wire has to do after sending the replies.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Act {
    /// Read more.
    Read,
    /// Do the TLS handshake, forget what was read before it, and say [`Session::encrypted`].
    Encrypt,
    /// Take the mail and say [`Session::queued`].
    Keep(Submission),
    /// Take the mail and close without a word.
    KeepAndDrop(Submission),
    /// Close in order.
    Close,
    /// Close without a word.
    Drop,
    /// Say nothing more until the peer leaves.
    Hold,
}

impl Session {
    /// A conversation that has not begun. Its fault stays, also when the switch is turned meanwhile.
    pub(crate) fn new(options: Arc<Options>, fault: Fault) -> Self {
        Self {
            options,
            access_tokens: AccessTokens::default(),
            fault,
            state: State::Command,
            is_encrypted: false,
            greeted_as: None,
            account: None,
            envelope: None,
            n_refusals: 0,
            n_failed_sign_ins: 0,
            is_skipping_line: false,
        }
    }

    /// The same, where access tokens are taken too.
    pub(crate) fn with_access_tokens(self, access_tokens: AccessTokens) -> Self {
        Self { access_tokens, ..self }
    }

    /// The TLS handshake is done; what was said before it is forgotten (RFC 3207 section 4.2).
    pub(crate) fn encrypted(&mut self) {
        self.is_encrypted = true;
        self.greeted_as = None;
        self.envelope = None;
    }

    /// The server's first word.
    pub(crate) fn greet(&mut self, out: &mut Vec<u8>) -> Act {
        match self.fault {
            Fault::NoGreeting => return Act::Hold,
            Fault::GreetingRefused => {
                self.state = State::Refused;
                say(out, "554 5.3.2 This server takes no mail");
            }
            _ => say(out, &format!("220 {} ESMTP Practice mail server", self.options.host_name)),
        }
        Act::Read
    }

    /// Takes from `input` what is complete and answers it, up to something the wire has to do.
    pub(crate) fn advance(&mut self, input: &mut Vec<u8>, out: &mut Vec<u8>) -> Act {
        loop {
            if let State::Body(body) = &mut self.state {
                if self.fault == Fault::DropInData && !input.is_empty() {
                    return Act::Drop;
                }
                let Some(n) = body.take(input) else {
                    input.clear();
                    return Act::Read;
                };
                input.drain(..n);
                if let Some(act) = self.end_of_data(out) {
                    return act;
                }
                continue;
            }
            let Some(line) = self.next_line(input, out) else { return Act::Read };
            if let Some(act) = self.line(&line, out) {
                return act;
            }
        }
    }

    /// The mail of [`Act::Keep`] was taken under this name.
    pub(crate) fn queued(&mut self, queue_id: &str, out: &mut Vec<u8>) {
        say(out, &format!("250 2.0.0 Ok: queued as {queue_id}"));
    }

    /// The next line with its end. Of a line that is too long nothing is kept.
    fn next_line(&mut self, input: &mut Vec<u8>, out: &mut Vec<u8>) -> Option<Vec<u8>> {
        loop {
            let end = input.iter().position(|octet| *octet == b'\n');
            let length = end.map_or(input.len(), |end| end + 1);
            if length > LINE_MAX_BYTES && !self.is_skipping_line {
                self.is_skipping_line = true;
                say(out, "500 5.5.2 Line too long");
            }
            match (end, self.is_skipping_line) {
                (Some(_), false) => return Some(input.drain(..length).collect()),
                (Some(_), true) => {
                    input.drain(..length);
                    self.is_skipping_line = false;
                }
                (None, true) => {
                    input.clear();
                    return None;
                }
                (None, false) => return None,
            }
        }
    }

    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Option<Act> {
        match std::mem::replace(&mut self.state, State::Command) {
            State::SignIn(exchange) => self.sign_in_goes_on(exchange.answer(line), out),
            State::Refused if line.trim_ascii().eq_ignore_ascii_case(b"QUIT") => self.quit(out),
            State::Refused => {
                self.state = State::Refused;
                self.refuse(out, "503 5.5.1 This server takes no mail")
            }
            State::Command | State::Body(_) => self.command(line, out),
        }
    }

    fn end_of_data(&mut self, out: &mut Vec<u8>) -> Option<Act> {
        let State::Body(body) = std::mem::replace(&mut self.state, State::Command) else { return None };
        let Envelope { mail_from, recipients } = self.envelope.take().unwrap_or_default();
        let Some(raw) = body.into_text() else { return self.refuse(out, "552 5.3.4 Message too large") };
        let greeted_as = self.greeted_as.clone().unwrap_or_default();
        let submission = Submission { mail_from, recipients, raw, greeted_as };
        match self.fault {
            Fault::MessageRefused => self.refuse(out, "554 5.7.1 Message refused by policy"),
            Fault::RefusedForNow => self.refuse(out, "451 4.3.0 Try again later"),
            Fault::DropAfterData => Some(Act::KeepAndDrop(submission)),
            _ => Some(Act::Keep(submission)),
        }
    }

    fn quit(&mut self, out: &mut Vec<u8>) -> Option<Act> {
        say(out, "221 2.0.0 Bye");
        Some(Act::Close)
    }

    /// Refuses, and after too many refusals ends the conversation (RFC 5321 section 7.8).
    fn refuse(&mut self, out: &mut Vec<u8>, reply: &str) -> Option<Act> {
        say(out, reply);
        self.n_refusals += 1;
        if self.n_refusals < REFUSALS_MAX {
            return None;
        }
        say(out, "421 4.7.0 Too many errors");
        Some(Act::Close)
    }
}

/// One line of a reply.
fn say(out: &mut Vec<u8>, line: &str) {
    out.extend_from_slice(line.as_bytes());
    out.extend_from_slice(b"\r\n");
}
