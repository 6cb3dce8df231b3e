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
mod taking;
mod transaction;

use std::{net::IpAddr, sync::Arc};

use engine::Incoming;
use types::MessageId;

use command::Command;
use data::DataScanner;
pub use fault::Fault;
pub use rules::{Protocol, Rules};
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
    /// Say whether another message may come at this moment, then [`Session::mail_allowed`].
    AskMail,
    /// Put these bytes of the message that is coming onto the disk, then [`Session::spooled`].
    Spool(Vec<u8>),
    /// Ask whether mail to this address is ours, then [`Session::recipient_answered`].
    AskRecipient(String),
    /// Make this mail durable, behind what was spooled of it, then [`Session::mail_answered`].
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
    /// The driver says whether this transaction may begin.
    Beginning(Box<Transaction>),
    /// The driver asks for this recipient.
    Asking(String),
    /// The message comes.
    Data(DataScanner),
    /// A chunk of the message comes; it is taken along even when there is no message to add it to.
    Chunk { left_bytes: usize, last: bool, refused: Option<Fault> },
    /// The driver makes the mail durable. So many answers are due then.
    Storing { n_answers: usize },
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
                State::Data(_) => self.take_data(input, out),
                State::Chunk { .. } => self.take_chunk(input, out),
                State::Beginning(_) | State::Asking(_) | State::Storing { .. } | State::StartingTls => {
                    Ok(Turn::Starved)
                }
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

    /// The answer to [`Action::AskMail`]: nothing against it, or why not now.
    pub fn mail_allowed(&mut self, fault: Option<Fault>, out: &mut Vec<u8>) {
        let State::Beginning(transaction) = std::mem::replace(&mut self.state, State::Command) else { return };
        match fault {
            Some(fault) => {
                // Not the client's doing; but nobody asks for ever.
                let fault = self.count_idle().err().unwrap_or(fault);
                self.refuse(fault, out);
            }
            None => {
                self.transaction = Some(*transaction);
                out.extend_from_slice(b"250 2.1.0 Sender ok\r\n");
            }
        }
    }

    /// The answer to [`Action::Spool`]: the buffer, to be filled again; or why the disk did not take it.
    pub fn spooled(&mut self, buffer: Result<Vec<u8>, Fault>) {
        if let Some(transaction) = &mut self.transaction {
            match buffer {
                Ok(buffer) => transaction.content.reuse(buffer),
                Err(fault) => transaction.content.refuse(fault),
            }
        }
    }

    /// What is held of the message that is being received, to be spooled before its buffer is full: all sessions together
    /// hold too much.
    pub fn take_held(&mut self) -> Option<Vec<u8>> {
        self.transaction.as_mut()?.content.take_held()
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
        let State::Storing { n_answers } = std::mem::replace(&mut self.state, State::Command) else { return };
        match stored {
            Some(id) => {
                (self.n_errors, self.n_idle_commands) = (0, 0);
                let answer = format!("250 2.0.0 Accepted as {id}\r\n");
                (0..n_answers).for_each(|_| out.extend_from_slice(answer.as_bytes()));
            }
            None => self.refuse_message(Fault::TryLater, n_answers, out),
        }
    }

    /// After [`Action::StartTls`]: the client is as new, and must greet again (RFC 3207 section 4.2).
    pub fn tls_started(&mut self) {
        self.state = State::Command;
        self.over_tls = true;
        self.helo = None;
        self.transaction = None;
    }

    /// Says no to a message that came, once for each answer that is due.
    fn refuse_message(&mut self, fault: Fault, n_answers: usize, out: &mut Vec<u8>) {
        (1..n_answers).for_each(|_| out.extend_from_slice(fault.reply().as_bytes()));
        self.refuse(fault, out);
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
}

#[cfg(test)]
mod tests;
