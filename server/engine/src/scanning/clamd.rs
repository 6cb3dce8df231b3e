//! The virus scanner `clamd`: its command `INSTREAM` (clamd(8), section COMMANDS).

use std::{io, path::PathBuf, str::FromStr, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// How long connecting may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// How long one file may take: clamd itself gives up after two minutes.
const FILE_LIMIT: Duration = Duration::from_secs(150);
/// Bytes of one piece; clamd takes any size below its limit of a file.
const PIECE_BYTES: usize = 64 << 10;
/// Longest answer in bytes: the name of what was found, or a fault.
const ANSWER_MAX_BYTES: u64 = 4 << 10;

/// Where clamd listens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClamdAddress {
    /// A host and a port.
    Tcp(String),
    /// A socket in the file system.
    Unix(PathBuf),
}

/// An address that is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("neither host:port nor the path of a socket")]
pub struct NotAClamdAddress;

impl FromStr for ClamdAddress {
    type Err = NotAClamdAddress;

    fn from_str(text: &str) -> Result<Self, NotAClamdAddress> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("unix:").or_else(|| text.starts_with('/').then_some(text)) {
            return if path.is_empty() { Err(NotAClamdAddress) } else { Ok(Self::Unix(path.into())) };
        }
        let address = text.strip_prefix("tcp://").unwrap_or(text);
        let (host, port) = address.rsplit_once(':').ok_or(NotAClamdAddress)?;
        let is_address = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0);
        is_address.then(|| Self::Tcp(address.to_owned())).ok_or(NotAClamdAddress)
    }
}

/// A connection to clamd, of either kind.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// What clamd says of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// Nothing was found.
    Clean,
    /// This was found.
    Found(String),
    /// It is larger than `StreamMaxLength`.
    TooLarge,
    /// It could not.
    Fault(String),
    /// It said nothing, and answers nobody any more.
    BrokenOff,
}

/// Hands a file to clamd. An error means that it is not there.
pub(super) async fn scan(address: &ClamdAddress, content: &[u8]) -> io::Result<Answer> {
    let error = match within(FILE_LIMIT, hand_over(connect(address).await?, content)).await {
        Ok(answer) => return Ok(answer),
        Err(error) => error,
    };
    // Where it answers others, it is this file that it cannot get through.
    let answers = async { ping(connect(address).await?).await };
    Ok(match within(CONNECT_LIMIT, answers).await {
        Ok(()) => Answer::Fault(error.to_string()),
        Err(_) => Answer::BrokenOff,
    })
}

async fn connect(address: &ClamdAddress) -> io::Result<Box<dyn Wire>> {
    within(CONNECT_LIMIT, async move {
        Ok(match address {
            ClamdAddress::Tcp(address) => Box::new(TcpStream::connect(address).await?) as Box<dyn Wire>,
            ClamdAddress::Unix(path) => Box::new(UnixStream::connect(path).await?),
        })
    })
    .await
}

async fn ping(mut stream: Box<dyn Wire>) -> io::Result<()> {
    stream.write_all(b"zPING\0").await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_MAX_BYTES).read_to_end(&mut answer).await?;
    if answer.starts_with(b"PONG") { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

async fn within<T>(limit: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(limit, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

async fn hand_over(stream: Box<dyn Wire>, content: &[u8]) -> io::Result<Answer> {
    let (reader, mut writer) = tokio::io::split(stream);
    let written = write(&mut writer, content).await;
    let mut answer = Vec::new();
    let read = reader.take(ANSWER_MAX_BYTES).read_to_end(&mut answer).await;
    // Whoever has had enough answers and closes, while more is being written.
    match answer_of(&String::from_utf8_lossy(&answer)) {
        Some(answer) => Ok(answer),
        None => Err(written.and(read.map(drop)).err().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into())),
    }
}

async fn write(writer: &mut (impl AsyncWrite + Unpin), content: &[u8]) -> io::Result<()> {
    writer.write_all(b"zINSTREAM\0").await?;
    for piece in content.chunks(PIECE_BYTES) {
        // A piece is far shorter than its length can say.
        writer.write_all(&(piece.len() as u32).to_be_bytes()).await?;
        writer.write_all(piece).await?;
    }
    writer.write_all(&0_u32.to_be_bytes()).await?;
    writer.flush().await
}

/// `stream: OK`, `stream: Name FOUND`, `INSTREAM size limit exceeded. ERROR`; nothing when nothing was said.
fn answer_of(line: &str) -> Option<Answer> {
    let line = line.trim_matches(['\0', '\n', '\r', ' ']);
    let said = line.split_once(": ").map_or(line, |(_, said)| said);
    match said {
        "" => None,
        "OK" => Some(Answer::Clean),
        _ if line.contains("size limit exceeded") => Some(Answer::TooLarge),
        _ => Some(match said.strip_suffix(" FOUND") {
            Some(found) => Answer::Found(found.to_owned()),
            None => Answer::Fault(said.to_owned()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, ClamdAddress, answer_of};

    #[test]
    fn understands_answers() {
        for (line, answer) in [
            ("stream: OK\0", Some(Answer::Clean)),
            ("stream: Win.Test: x FOUND\0", Some(Answer::Found("Win.Test: x".into()))),
            ("INSTREAM size limit exceeded. ERROR\0", Some(Answer::TooLarge)),
            ("stream: Can't allocate memory ERROR\n", Some(Answer::Fault("Can't allocate memory ERROR".into()))),
            ("\0", None),
            ("", None),
        ] {
            assert_eq!(answer_of(line), answer, "{line}");
        }
    }

    #[test]
    fn reads_addresses() {
        for (text, address) in [
            ("127.0.0.1:3310", Some(ClamdAddress::Tcp("127.0.0.1:3310".into()))),
            ("tcp://clamav:3310", Some(ClamdAddress::Tcp("clamav:3310".into()))),
            ("[::1]:3310", Some(ClamdAddress::Tcp("[::1]:3310".into()))),
            ("/run/clamav/clamd.ctl", Some(ClamdAddress::Unix("/run/clamav/clamd.ctl".into()))),
            ("unix:/run/clamav/clamd.ctl", Some(ClamdAddress::Unix("/run/clamav/clamd.ctl".into()))),
            ("unix:", None),
            ("clamav", None),
            (":3310", None),
            ("clamav:0", None),
            ("", None),
        ] {
            assert_eq!(text.parse().ok(), address, "{text}");
        }
    }
}
