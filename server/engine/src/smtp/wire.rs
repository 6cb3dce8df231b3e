//! Commands out, replies in (RFC 5321 section 4.2), with limits on everything that the server decides.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use types::{Cause, StageName};

use super::{encryption::alert_cause, session::Channel};
use crate::explain::{Answer, explain};

/// Longest reply line read, in bytes: four times what RFC 5321 section 4.5.3.1.5 allows.
const LINE_MAX_BYTES: usize = 2048;
/// Most lines of one reply; the longest EHLO answers in use have about thirty.
const REPLY_MAX_LINES: usize = 100;
/// How long a server may take to say goodbye; nobody needs to hear it.
const QUIT_LIMIT: Duration = Duration::from_secs(1);

/// A reply.
pub(crate) struct Reply {
    /// Its code, 200 to 599.
    pub(crate) code: u16,
    /// Its lines as sent, codes included, line ends not.
    pub(crate) lines: Vec<String>,
}

impl Reply {
    /// Whether the command was carried out.
    pub(crate) const fn is_done(&self) -> bool {
        self.code / 100 == 2
    }

    /// Whether the server is ready for the rest of the command.
    pub(crate) const fn wants_more(&self) -> bool {
        self.code / 100 == 3
    }

    /// Whether trying again later may help (RFC 5321 section 4.2.1).
    pub(crate) const fn is_for_now(&self) -> bool {
        self.code / 100 == 4
    }

    /// What it means when it refuses something at this stage.
    pub(crate) fn cause(&self, stage: StageName) -> Cause {
        explain(Some(stage), &Answer::new(self.lines.iter().map(String::as_str)))
    }

    /// Its lines without the codes.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.get(4..).unwrap_or_default())
    }
}

/// Why there is no reply.
pub(crate) enum WireFault {
    /// The limit passed.
    TimedOut,
    /// The connection ended.
    Dropped,
    /// TLS ended it.
    Tls(Cause),
    /// What came is not a reply; its first line.
    NotSmtp(String),
    /// What came is TLS.
    SpeaksTls,
    /// The server said this before it was asked.
    Early(String),
}

impl WireFault {
    /// What this means after the greeting.
    pub(crate) fn cause(&self) -> Cause {
        match self {
            Self::TimedOut => Cause::AnswerTimedOut,
            Self::Dropped => Cause::ConnectionDropped,
            Self::Tls(cause) => *cause,
            Self::NotSmtp(line) => not_smtp(line),
            Self::SpeaksTls => Cause::NotSmtp,
            Self::Early(_) => Cause::AnswersEarly,
        }
    }

    /// What came instead of a reply.
    pub(crate) fn words(self) -> Option<String> {
        match self {
            Self::NotSmtp(words) | Self::Early(words) => Some(words),
            _ => None,
        }
    }
}

/// What a line is that is no reply: IMAP (RFC 9051) and POP3 (RFC 1939) greet in ways of their own.
pub(crate) fn not_smtp(line: &str) -> Cause {
    let is_mailbox = ["* OK", "* PREAUTH", "* BYE", "+OK"].iter().any(|greeting| line.starts_with(greeting));
    if is_mailbox { Cause::MailboxServer } else { Cause::NotSmtp }
}

/// One connection.
pub(crate) struct Wire<S> {
    stream: S,
    received: Vec<u8>,
    is_broken: bool,
}

impl Wire<TcpStream> {
    /// The same connection, as one whose kind does not matter.
    pub(crate) fn boxed(self) -> Wire<Channel> {
        Wire { stream: Box::new(self.stream), received: self.received, is_broken: self.is_broken }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// Speaks over `stream`.
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, received: Vec::new(), is_broken: false }
    }

    /// The stream alone. What was received and not read is thrown away: before TLS anybody on the way may have
    /// written it (CVE-2011-0411).
    pub(crate) fn into_stream(self) -> S {
        self.stream
    }

    /// Whether the connection has ended or the dialogue has gone astray.
    pub(crate) const fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// The next reply.
    pub(crate) async fn reply(&mut self, limit: Duration) -> Result<Reply, WireFault> {
        let outcome = timeout(limit, self.read_reply()).await;
        self.settle(outcome.unwrap_or(Err(WireFault::TimedOut)))
    }

    /// Sends a command with its CRLF, or a message with its final dot, and reads the reply.
    pub(crate) async fn exchange(&mut self, command: &[u8], limit: Duration) -> Result<Reply, WireFault> {
        // A server that closes may say so at any time (RFC 5321 section 3.8).
        if !self.received.is_empty() && !self.received.starts_with(b"421") {
            let said = String::from_utf8_lossy(&self.received).into_owned();
            return self.settle(Err(WireFault::Early(said.lines().next().unwrap_or_default().to_owned())));
        }
        let outcome = timeout(limit, async {
            let sent = self.send(command).await;
            // A server that hangs up while we are talking may have told why before.
            let reply = self.read_reply().await;
            match (reply, sent) {
                (Err(WireFault::Dropped), Err(fault)) => Err(fault),
                (reply, _) => reply,
            }
        });
        let outcome = outcome.await;
        self.settle(outcome.unwrap_or(Err(WireFault::TimedOut)))
    }

    /// Takes leave, when anybody is still listening.
    pub(crate) async fn quit(&mut self) {
        if !self.is_broken {
            let _ = self.exchange(b"QUIT\r\n", QUIT_LIMIT).await;
            let _ = timeout(QUIT_LIMIT, self.stream.shutdown()).await;
        }
    }

    fn settle(&mut self, outcome: Result<Reply, WireFault>) -> Result<Reply, WireFault> {
        self.is_broken |= outcome.is_err();
        match outcome {
            // A line without an end tells more than that its end did not come.
            Err(WireFault::TimedOut | WireFault::Dropped) if !may_become_reply(&self.received) => {
                Err(WireFault::NotSmtp(String::from_utf8_lossy(&self.received).into_owned()))
            }
            outcome => outcome,
        }
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), WireFault> {
        let sent = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        sent.await.map_err(|error| broken(&error))
    }

    async fn read_reply(&mut self) -> Result<Reply, WireFault> {
        let mut reply = Reply { code: 0, lines: Vec::new() };
        loop {
            let line = self.read_line().await?;
            let Some((code, is_last)) = reply_line(&line).filter(|(code, _)| [0, *code].contains(&reply.code)) else {
                return Err(WireFault::NotSmtp(line));
            };
            reply.code = code;
            reply.lines.push(line);
            if is_last {
                return Ok(reply);
            }
            if reply.lines.len() == REPLY_MAX_LINES {
                return Err(WireFault::NotSmtp("…".to_owned()));
            }
        }
    }

    async fn read_line(&mut self) -> Result<String, WireFault> {
        loop {
            if let Some(end) = self.received.iter().position(|byte| *byte == b'\n') {
                let mut line: Vec<u8> = self.received.drain(..=end).collect();
                line.pop();
                line.pop_if(|byte| *byte == b'\r');
                return Ok(String::from_utf8_lossy(&line).into_owned());
            }
            if is_tls_record(&self.received) {
                return Err(WireFault::SpeaksTls);
            }
            if self.received.len() > LINE_MAX_BYTES {
                let line = String::from_utf8_lossy(&self.received).into_owned();
                return Err(WireFault::NotSmtp(line));
            }
            match self.stream.read_buf(&mut self.received).await {
                Ok(0) => return Err(WireFault::Dropped),
                Ok(_) => {}
                Err(error) => return Err(broken(&error)),
            }
        }
    }
}

/// The code of a reply line, and whether it is the last of its reply.
pub(crate) fn reply_line(line: &str) -> Option<(u16, bool)> {
    let bytes = line.as_bytes();
    let (digits, rest) = bytes.split_at_checked(3)?;
    if !(b'2'..=b'5').contains(&digits[0]) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    match rest.first() {
        None | Some(b' ') => Some((code, true)),
        Some(b'-') => Some((code, false)),
        Some(_) => None,
    }
}

/// Whether these bytes begin as TLS does: an alert or a handshake, version 3 (RFC 8446 section 5.1).
pub(crate) fn is_tls_record(bytes: &[u8]) -> bool {
    matches!(bytes, [0x15 | 0x16, 3, ..])
}

fn may_become_reply(received: &[u8]) -> bool {
    let n_digits = received.len().min(3);
    received[..n_digits].iter().all(u8::is_ascii_digit)
}

fn broken(error: &io::Error) -> WireFault {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::AlertReceived(alert)) => WireFault::Tls(alert_cause(*alert)),
        Some(_) => WireFault::Tls(Cause::TlsFailed),
        None => WireFault::Dropped,
    }
}
