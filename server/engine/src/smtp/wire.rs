//! Commands out, replies in (RFC 5321 section 4.2), with limits on everything that the server decides.

use std::{io, time::Duration};

use futures_util::FutureExt;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};
use types::Cause;

use super::{
    encryption::alert_cause,
    reply::{Reply, WireFault, is_tls_record, may_become_reply, reply_line},
    session::Channel,
};

/// Longest reply line read, in bytes: four times what RFC 5321 section 4.5.3.1.5 allows.
const LINE_MAX_BYTES: usize = 2048;
/// Most lines of one reply; the longest EHLO answers in use have about thirty.
const REPLY_MAX_LINES: usize = 100;
/// How long it is waited for what a server says unasked, once its answer makes no sense: it has been said by then, or is
/// on its way.
const MORE_LIMIT: Duration = Duration::from_secs(1);
/// How long a server may take to say goodbye; nobody needs to hear it.
const QUIT_LIMIT: Duration = Duration::from_secs(1);

/// One connection.
pub(crate) struct Wire<S> {
    stream: S,
    received: Vec<u8>,
    is_broken: bool,
    until: Option<Instant>,
}

impl Wire<TcpStream> {
    /// The same connection, as one whose kind does not matter.
    pub(crate) fn boxed(self) -> Wire<Channel> {
        Wire { stream: Box::new(self.stream), received: self.received, is_broken: self.is_broken, until: self.until }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// Speaks over `stream`.
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, received: Vec::new(), is_broken: false, until: None }
    }

    /// The stream alone. What was received and not read is thrown away: before TLS anybody on the way may have
    /// written it (CVE-2011-0411).
    pub(crate) fn into_stream(self) -> S {
        self.stream
    }

    /// From now on nothing is waited for beyond this moment, whatever the limits allow.
    pub(crate) const fn wait_until(&mut self, until: Option<Instant>) {
        self.until = until;
    }

    /// Whether the connection has ended or the dialogue has gone astray.
    pub(crate) const fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// The next reply.
    pub(crate) async fn reply(&mut self, limit: Duration) -> Result<Reply, WireFault> {
        let outcome = timeout(self.allowed(limit), self.read_reply()).await;
        self.settle(outcome.unwrap_or(Err(WireFault::TimedOut)))
    }

    /// Sends a command with its CRLF, or a message with its final dot, and reads the reply.
    pub(crate) async fn exchange(&mut self, command: &[u8], limit: Duration) -> Result<Reply, WireFault> {
        self.receive_what_is_there().await;
        if let Some(said) = self.said_unasked() {
            return self.settle(Err(WireFault::Early(said)));
        }
        let outcome = timeout(self.allowed(limit), async {
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

    /// What the server says beyond its answer; asked for when that answer makes no sense. Who has answered before being
    /// asked is one answer ahead from then on, and the true one comes now.
    pub(crate) async fn says_more(&mut self) -> Option<String> {
        if self.received.is_empty() && !self.is_broken {
            let _ = timeout(self.allowed(MORE_LIMIT), self.stream.read_buf(&mut self.received)).await;
        }
        let said = self.said_unasked();
        self.is_broken |= said.is_some();
        said
    }

    /// Takes leave, when anybody is still listening.
    pub(crate) async fn quit(&mut self) {
        if !self.is_broken {
            let _ = self.exchange(b"QUIT\r\n", QUIT_LIMIT).await;
            let _ = timeout(QUIT_LIMIT, self.stream.shutdown()).await;
        }
    }

    fn allowed(&self, limit: Duration) -> Duration {
        self.until.map_or(limit, |until| limit.min(until.saturating_duration_since(Instant::now())))
    }

    /// Takes in what has come so far, without waiting for more. What ends the connection shows when it is used.
    async fn receive_what_is_there(&mut self) {
        // The runtime has not looked at its sockets since this task last waited.
        tokio::task::yield_now().await;
        while self.received.len() < LINE_MAX_BYTES
            && matches!(self.stream.read_buf(&mut self.received).now_or_never(), Some(Ok(n)) if n > 0)
        {}
    }

    /// The first line of what was said before anybody asked. A server that closes may say so at any time (RFC 5321
    /// section 3.8).
    fn said_unasked(&self) -> Option<String> {
        let said = Some(&self.received).filter(|said| !said.is_empty() && !said.starts_with(b"421"))?;
        Some(String::from_utf8_lossy(said).lines().next().unwrap_or_default().to_owned())
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

fn broken(error: &io::Error) -> WireFault {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::AlertReceived(alert)) => WireFault::Tls(alert_cause(*alert)),
        Some(_) => WireFault::Tls(Cause::TlsFailed),
        None => WireFault::Dropped,
    }
}

#[cfg(test)]
mod tests;
