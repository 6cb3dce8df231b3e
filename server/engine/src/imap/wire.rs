//! Bytes in and out, with a limit on everything that the server decides.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};

use super::{heard::Heard, literal::announced};
use crate::smtp::is_tls_record;

/// Bytes asked of the connection at once.
const READ_BYTES: usize = 64 << 10;

/// Why no response came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum WireFault {
    /// The limit passed.
    TimedOut,
    /// The connection ended.
    Dropped,
    /// The response is larger than anybody asked for.
    TooLarge,
    /// What came is TLS.
    SpeaksTls,
}

/// One connection. Reading can be given up at any moment and taken up again.
pub(super) struct Wire<S> {
    stream: S,
    received: Vec<u8>,
    /// Where the next line of the response that is being received begins: behind its last literal.
    line_from: usize,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// Speaks over `stream`.
    pub(super) const fn new(stream: S) -> Self {
        Self { stream, received: Vec::new(), line_from: 0 }
    }

    /// The stream alone; nothing when more was received than read. Before TLS anybody on the way may have written that
    /// (CVE-2011-0411).
    pub(super) fn into_stream(self) -> Option<S> {
        self.received.is_empty().then_some(self.stream)
    }

    /// Sends one or several lines.
    pub(super) async fn send(&mut self, bytes: &[u8], limit: Duration) -> Result<(), WireFault> {
        let sent = timeout(limit, async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        });
        match sent.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(WireFault::Dropped),
            Err(_) => Err(WireFault::TimedOut),
        }
    }

    /// The next response, of at most `max_bytes` with everything in it.
    pub(super) async fn next(&mut self, limit: Duration, max_bytes: usize) -> Result<Heard, WireFault> {
        timeout(limit, self.read(max_bytes)).await.unwrap_or(Err(WireFault::TimedOut))
    }

    /// What the server said before it fell silent; for those who look for why.
    pub(super) fn first_line(&self) -> String {
        let line = self.received.split(|byte| *byte == b'\n').next().unwrap_or_default();
        String::from_utf8_lossy(line).trim_end().to_owned()
    }

    /// Takes leave of a connection that is closed anyway.
    pub(super) async fn close(&mut self, limit: Duration) {
        _ = timeout(limit, self.stream.shutdown()).await;
    }

    async fn read(&mut self, max_bytes: usize) -> Result<Heard, WireFault> {
        loop {
            if let Some(end) = self.end(max_bytes)? {
                self.line_from = 0;
                let rest = self.received.split_off(end);
                return Ok(Heard::new(std::mem::replace(&mut self.received, rest)));
            }
            if is_tls_record(&self.received) {
                return Err(WireFault::SpeaksTls);
            }
            self.received.reserve(READ_BYTES.min(max_bytes));
            match self.stream.read_buf(&mut self.received).await {
                Ok(0) => return Err(WireFault::Dropped),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::TimedOut => return Err(WireFault::TimedOut),
                Err(_) => return Err(WireFault::Dropped),
            }
        }
    }

    /// Where the response ends, when all of it is there. A line that announces a literal goes on behind that
    /// (RFC 9051 section 4.3).
    fn end(&mut self, max_bytes: usize) -> Result<Option<usize>, WireFault> {
        loop {
            let line = self.received.get(self.line_from..).unwrap_or_default();
            let Some(length) = memchr::memchr(b'\n', line) else {
                return if self.received.len() > max_bytes { Err(WireFault::TooLarge) } else { Ok(None) };
            };
            let line_end = self.line_from + length + 1;
            let Some(n_bytes) = announced(&line[..=length]) else { return Ok(Some(line_end)) };
            self.line_from = line_end.saturating_add(n_bytes);
            if self.line_from > max_bytes {
                return Err(WireFault::TooLarge);
            }
        }
    }
}
