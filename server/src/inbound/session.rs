//! The SMTP conversation (RFC 5321) as a state machine: bytes in, replies and actions out. It does no input or output,
//! knows no clock and asks nobody; whoever drives it does what the [`Action`] says and comes back.
//!
//! Whole commands are taken from the front of the input, an incomplete one is left there; so the driver must be able to
//! hold [`LINE_MAX_BYTES`] at least. Replies are appended, so that those to a pipelined batch leave in one write
//! (RFC 2920 section 3.2).

mod command;
mod content;
mod data;
mod fault;
mod orders;
mod path;
mod rules;
mod transaction;

use std::{net::IpAddr, sync::Arc};

use engine::Incoming;
use types::MessageId;

use command::Command;
use data::DataScanner;
pub use fault::Fault;
pub use rules::Rules;
use transaction::Transaction;

/// Longest command line with its CR LF. RFC 5321 section 4.5.3.1.4 wants 512, the extensions offered here add 53, and
/// addresses beyond ASCII take more bytes.
pub const LINE_MAX_BYTES: usize = 1024;
/// How far a line that is too long is followed to find the next command.
const LINE_SKIPPED_MAX_BYTES: usize = 64 << 10;

/// What the driver has to do.
#[derive(Debug)]
pub enum Action {
    /// Send the replies and read more.
    Read,
    /// Ask whether mail to this address is ours, then [`Session::recipient_answered`].
    AskRecipient(String),
    /// Make this mail durable, then [`Session::mail_answered`].
    Accept(Incoming),
    /// Send the replies, forget everything read (RFC 3207 section 4.2), start TLS, then [`Session::tls_started`].
    StartTls,
    /// Send the replies and close.
    Close,
}

/// One client's conversation.
#[derive(Debug)]
pub struct Session {
    rules: Arc<Rules>,
    client: IpAddr,
    over_tls: bool,
    helo: Option<String>,
    transaction: Option<Transaction>,
    state: State,
    n_errors: usize,
    n_idle_commands: usize,
    n_steps: u64,
}

#[derive(Debug)]
enum State {
    /// A command comes next.
    Command,
    /// The rest of a line that is too long.
    Overlong { skipped_bytes: usize },
    /// The driver asks for this recipient.
    Asking(String),
    /// The message comes.
    Data(DataScanner),
    /// A chunk of the message comes; it is taken along even when there is no message to add it to.
    Chunk { left_bytes: usize, last: bool, refused: Option<Fault> },
    /// The driver makes the mail durable.
    Storing,
    /// TLS begins.
    StartingTls,
    /// Nothing more is said.
    Closed,
}

/// What comes of taking a bit of input.
enum Turn {
    /// Not enough input.
    Starved,
    /// Go on.
    Next,
    /// The driver's turn.
    Do(Action),
}

impl Session {
    /// A conversation with a client that has just connected.
    pub fn new(rules: Arc<Rules>, client: IpAddr) -> Self {
        Self {
            rules,
            client,
            over_tls: false,
            helo: None,
            transaction: None,
            state: State::Command,
            n_errors: 0,
            n_idle_commands: 0,
            n_steps: 0,
        }
    }

    /// The first words.
    pub fn greet(&self, out: &mut Vec<u8>) {
        self.rules.greet(out);
    }

    /// Takes from the input as much as it can and says what to do next.
    pub fn advance(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> Action {
        loop {
            let turn = match &mut self.state {
                State::Command => self.take_command(input, out),
                State::Overlong { .. } => self.skip_line(input),
                State::Data(_) => self.take_data(input),
                State::Chunk { .. } => self.take_chunk(input, out),
                State::Asking(_) | State::Storing | State::StartingTls => Ok(Turn::Starved),
                State::Closed => Ok(Turn::Do(Action::Close)),
            };
            match turn {
                Ok(Turn::Starved) => return Action::Read,
                Ok(Turn::Next) => self.n_steps += 1,
                Ok(Turn::Do(action)) => {
                    self.n_steps += 1;
                    return action;
                }
                Err(fault) => {
                    self.n_steps += 1;
                    self.refuse(fault, out);
                }
            }
        }
    }

    /// The answer to [`Action::AskRecipient`]; nothing when there was none to be had.
    pub fn recipient_answered(&mut self, is_ours: Option<bool>, out: &mut Vec<u8>) {
        let State::Asking(address) = std::mem::replace(&mut self.state, State::Command) else { return };
        match (is_ours, &mut self.transaction) {
            (Some(true), Some(transaction)) => {
                transaction.add_recipient(address);
                out.extend_from_slice(b"250 2.1.5 Recipient ok\r\n");
            }
            (Some(_), _) => self.refuse(Fault::UnknownRecipient, out),
            (None, _) => self.refuse(Fault::TryLater, out),
        }
    }

    /// The answer to [`Action::Accept`]: under which number the mail is durable, or that it is not.
    pub fn mail_answered(&mut self, stored: Option<MessageId>, out: &mut Vec<u8>) {
        self.state = State::Command;
        match stored {
            Some(id) => {
                (self.n_errors, self.n_idle_commands) = (0, 0);
                out.extend_from_slice(format!("250 2.0.0 Accepted as {id}\r\n").as_bytes());
            }
            None => self.refuse(Fault::TryLater, out),
        }
    }

    /// After [`Action::StartTls`]: the client is as new, and must greet again (RFC 3207 section 4.2).
    pub fn tls_started(&mut self) {
        self.state = State::Command;
        self.over_tls = true;
        self.helo = None;
        self.transaction = None;
    }

    /// Says no, and ends the conversation where that follows.
    pub fn refuse(&mut self, fault: Fault, out: &mut Vec<u8>) {
        if matches!(self.state, State::Closed) {
            return;
        }
        self.n_errors += usize::from(fault.counts());
        let fault = match fault {
            fault if fault.closes() => fault,
            _ if self.n_errors > self.rules.limits.errors => Fault::TooManyErrors,
            fault => fault,
        };
        out.extend_from_slice(fault.reply().as_bytes());
        if fault.closes() {
            self.state = State::Closed;
        }
    }

    /// Throws the message away that is being received, because all sessions together hold too much.
    pub fn out_of_memory(&mut self) {
        if let Some(transaction) = &mut self.transaction {
            transaction.content.refuse(Fault::OutOfMemory);
        }
    }

    /// The memory the message takes that is being received.
    pub fn held_bytes(&self) -> usize {
        self.transaction.as_ref().map_or(0, |transaction| transaction.content.held_bytes())
    }

    /// Whether the client is in the middle of sending a message.
    pub fn is_in_message(&self) -> bool {
        matches!(self.state, State::Data(_) | State::Chunk { .. })
    }

    /// Grows with every command and every message: whether a client gets on.
    pub fn n_steps(&self) -> u64 {
        self.n_steps
    }

    fn take_command(&mut self, input: &mut &[u8], out: &mut Vec<u8>) -> Result<Turn, Fault> {
        let bytes = *input;
        let within = &bytes[..bytes.len().min(LINE_MAX_BYTES)];
        let Some(end) = memchr::memchr(b'\n', within) else {
            if within.len() == LINE_MAX_BYTES {
                self.state = State::Overlong { skipped_bytes: 0 };
                return self.skip_line(input);
            }
            return Ok(Turn::Starved);
        };
        *input = &bytes[end + 1..];
        let line = bytes[..end].strip_suffix(b"\r").ok_or(Fault::BareLineEnd)?;
        let turn = Command::parse(line).and_then(|command| self.obey(command, out));
        let names_data = line.get(..4).is_some_and(|verb| verb.eq_ignore_ascii_case(b"DATA"));
        match turn {
            // The client did not wait for our answer: what it sent along is a message, and must not be obeyed.
            Err(fault) if names_data && !input.is_empty() => {
                self.refuse(fault, out);
                Err(Fault::EarlyData)
            }
            turn => turn,
        }
    }

    fn skip_line(&mut self, input: &mut &[u8]) -> Result<Turn, Fault> {
        let State::Overlong { skipped_bytes } = &mut self.state else { return Ok(Turn::Next) };
        if let Some(end) = memchr::memchr(b'\n', input) {
            *input = &input[end + 1..];
            self.state = State::Command;
            return Err(Fault::LineTooLong);
        }
        *skipped_bytes += input.len();
        *input = &[];
        if *skipped_bytes > LINE_SKIPPED_MAX_BYTES { Err(Fault::LineEndless) } else { Ok(Turn::Starved) }
    }

    fn obey(&mut self, command: Command<'_>, out: &mut Vec<u8>) -> Result<Turn, Fault> {
        let reply: &[u8] = match command {
            Command::Helo(name) => {
                self.hello(name)?;
                self.rules.answer_helo(out);
                b""
            }
            Command::Ehlo(name) => {
                self.hello(name)?;
                self.rules.answer_ehlo(self.over_tls, out);
                b""
            }
            Command::Mail(mail) => {
                self.mail(mail)?;
                b"250 2.1.0 Sender ok\r\n"
            }
            Command::Rcpt(to) => return self.rcpt(to),
            Command::Data => {
                self.data()?;
                b"354 Send the message, then a line with only a dot\r\n"
            }
            Command::Bdat { bytes, last } => return Ok(self.bdat(bytes, last)),
            Command::Rset => {
                self.count_idle()?;
                self.transaction = None;
                b"250 2.0.0 Forgotten\r\n"
            }
            Command::Noop => {
                self.count_idle()?;
                b"250 2.0.0 Still here\r\n"
            }
            Command::Vrfy => {
                self.count_idle()?;
                b"252 2.0.0 Addresses are not told, send the message\r\n"
            }
            Command::Help => {
                self.count_idle()?;
                b"214 2.0.0 EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP STARTTLS QUIT, see RFC 5321\r\n"
            }
            Command::StartTls => return self.start_tls(out),
            Command::Quit => {
                self.state = State::Closed;
                b"221 2.0.0 Goodbye\r\n"
            }
        };
        out.extend_from_slice(reply);
        Ok(Turn::Next)
    }
}

#[cfg(test)]
mod tests;
