//! One mail given to another server, in plain SMTP (RFC 5321), as servers do on port 25.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream},
    net::TcpStream,
    time::timeout,
};

/// How long handing over one mail may take in all; the receiver is on this machine.
const HAND_OVER_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest line of a reply in octets; RFC 5321 section 4.5.3.1.5 allows 512, some servers write more.
const REPLY_LINE_MAX_BYTES: u64 = 2048;
/// Lines of one reply, more than any server's answer to EHLO has.
const REPLY_LINES_MAX: usize = 64;

/// A mail with its envelope, on its way to one recipient.
pub(crate) struct Letter {
    /// The envelope sender, empty for `<>`.
    pub mail_from: String,
    /// The envelope recipient.
    pub recipient: String,
    /// The octets, without dot-stuffing.
    pub raw: Vec<u8>,
}

/// Why a mail was not taken, with what may be logged about it: the stage and the reply's code.
pub(crate) enum NotTaken {
    /// Worth another try.
    ForNow(String),
    /// Not worth another try.
    ForGood(String),
}

/// Gives one mail to a server.
pub(crate) async fn hand_over(host_name: &str, server: SocketAddr, letter: &Letter) -> Result<(), NotTaken> {
    match timeout(HAND_OVER_TIMEOUT, dialogue(host_name, server, letter)).await {
        Ok(result) => result,
        Err(_) => Err(NotTaken::ForNow("timed out".into())),
    }
}

async fn dialogue(host_name: &str, server: SocketAddr, letter: &Letter) -> Result<(), NotTaken> {
    let Letter { mail_from, recipient, raw } = letter;
    let socket = TcpStream::connect(server).await?;
    socket.set_nodelay(true)?;
    let mut peer = Peer(BufStream::new(socket));
    peer.hear("greeting").await?;
    let extensions = peer.ask(&format!("EHLO {host_name}"), "EHLO").await?;
    let offers = |extension: &str| extensions.iter().any(|line| line.eq_ignore_ascii_case(extension));
    let needs_utf8 = !mail_from.is_ascii() || !recipient.is_ascii();
    if needs_utf8 && !offers("SMTPUTF8") {
        return Err(NotTaken::ForGood("an address needs SMTPUTF8".into()));
    }
    let utf8 = if needs_utf8 { " SMTPUTF8" } else { "" };
    // Without the extension the octets go out all the same: converting them would touch the mail.
    let body = if !raw.is_ascii() && offers("8BITMIME") { " BODY=8BITMIME" } else { "" };
    peer.ask(&format!("MAIL FROM:<{mail_from}>{body}{utf8}"), "MAIL").await?;
    peer.ask(&format!("RCPT TO:<{recipient}>"), "RCPT").await?;
    peer.ask("DATA", "DATA").await?;
    peer.0.write_all(&stuffed(raw)).await?;
    peer.0.flush().await?;
    peer.hear("end of data").await?;
    // The mail is taken, so what becomes of the goodbye does not matter.
    _ = peer.ask("QUIT", "QUIT").await;
    Ok(())
}

struct Peer(BufStream<TcpStream>);

impl Peer {
    async fn ask(&mut self, command: &str, stage: &str) -> Result<Vec<String>, NotTaken> {
        self.0.write_all(format!("{command}\r\n").as_bytes()).await?;
        self.0.flush().await?;
        self.hear(stage).await
    }

    /// The texts of a reply's lines, if it says yes.
    async fn hear(&mut self, stage: &str) -> Result<Vec<String>, NotTaken> {
        let mut texts = Vec::new();
        while texts.len() < REPLY_LINES_MAX {
            let line = self.line().await?;
            let (Some(code), is_last) = (line.get(..3), line.as_bytes().get(3) != Some(&b'-')) else { break };
            match (code.as_bytes().first(), is_last) {
                (_, false) => texts.push(line.get(4..).unwrap_or_default().to_owned()),
                (Some(b'2' | b'3'), true) => {
                    texts.push(line.get(4..).unwrap_or_default().to_owned());
                    return Ok(texts);
                }
                (Some(b'4'), true) => return Err(NotTaken::ForNow(format!("{stage}: {code}"))),
                (_, true) => return Err(NotTaken::ForGood(format!("{stage}: {code}"))),
            }
        }
        Err(NotTaken::ForGood(format!("{stage}: not SMTP")))
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        (&mut self.0).take(REPLY_LINE_MAX_BYTES).read_until(b'\n', &mut line).await?;
        if line.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }
}

impl From<io::Error> for NotTaken {
    /// A server that cannot be reached, or goes away, may come back.
    fn from(error: io::Error) -> Self {
        Self::ForNow(error.kind().to_string())
    }
}

/// The octets with the dots of their lines doubled, and with their end (RFC 5321 section 4.5.2).
fn stuffed(raw: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(raw.len() + raw.len() / 64 + 5);
    let mut rest = raw;
    while !rest.is_empty() {
        if rest.starts_with(b".") {
            wire.push(b'.');
        }
        let end = rest.windows(2).position(|pair| pair == b"\r\n").map_or(rest.len(), |start| start + 2);
        let (line, others) = rest.split_at(end);
        wire.extend_from_slice(line);
        rest = others;
    }
    if !raw.is_empty() && !raw.ends_with(b"\r\n") {
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

#[cfg(test)]
mod tests {
    use super::stuffed;

    #[test]
    fn doubles_dots_and_ends() {
        for (raw, wire) in [
            ("", ".\r\n"),
            ("a", "a\r\n.\r\n"),
            ("a\r\n", "a\r\n.\r\n"),
            (".\r\n..a\r\nb.\r\n", "..\r\n...a\r\nb.\r\n.\r\n"),
            ("a\n.\nb\r.\r\n", "a\n.\nb\r.\r\n.\r\n"),
        ] {
            assert_eq!(stuffed(raw.as_bytes()).escape_ascii().to_string(), wire.as_bytes().escape_ascii().to_string());
        }
    }
}
