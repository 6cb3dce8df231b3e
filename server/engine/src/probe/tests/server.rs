//! A server that follows a script, one per connection.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use super::authority::{Shown, server_config};

/// One thing the server does.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Sends this.
    Say(Vec<u8>),
    /// Reads a line that begins with this.
    Hear(&'static str),
    /// Reads one byte.
    HearByte,
    /// Reads up to the final dot.
    HearData,
    /// Shakes hands with this certificate.
    Tls(Shown),
    /// Says nothing more until the client leaves.
    Hang,
    /// Sends this again each second, without an end, until the client leaves.
    Drip(&'static [u8]),
}

/// Sends text.
pub(super) fn say(text: impl Into<String>) -> Step {
    Step::Say(text.into().into_bytes())
}

/// The server.
pub(super) struct Server {
    /// Its port.
    pub(super) port: u16,
    heard: Arc<Mutex<Vec<String>>>,
    quiet: Arc<Notify>,
    playing: JoinHandle<()>,
}

impl Server {
    /// Plays one script per connection. After the last step a connection is closed.
    pub(super) async fn start(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let quiet = Arc::new(Notify::new());
        let playing = tokio::spawn(play(listener, scripts, heard.clone(), quiet.clone()));
        Self { port, heard, quiet, playing }
    }

    /// Waits until it says nothing more, or next to nothing.
    pub(super) async fn is_quiet(&self) {
        self.quiet.notified().await;
    }

    /// What was heard, once all scripts have been played.
    pub(super) async fn heard(self) -> Vec<String> {
        self.playing.await.unwrap();
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

async fn play(listener: TcpListener, scripts: Vec<Vec<Step>>, heard: Arc<Mutex<Vec<String>>>, quiet: Arc<Notify>) {
    let mut connections = JoinSet::new();
    for script in scripts {
        let (stream, _) = listener.accept().await.unwrap();
        connections.spawn(follow(stream, script.into(), heard.clone(), quiet.clone()));
    }
    while let Some(ended) = connections.join_next().await {
        ended.unwrap();
    }
}

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Duplex for S {}

/// Ends early when the client leaves; that is for the test to judge.
async fn follow(stream: TcpStream, mut script: VecDeque<Step>, heard: Arc<Mutex<Vec<String>>>, quiet: Arc<Notify>) {
    let mut stream: Box<dyn Duplex> = Box::new(stream);
    while let Some(step) = script.pop_front() {
        match step {
            Step::Say(bytes) => {
                if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
                    return;
                }
            }
            Step::Hear(expected) => {
                let Some(line) = read_until(&mut stream, b"\r\n").await else { return };
                assert!(line.starts_with(expected), "{line:?} instead of {expected:?}");
                heard.lock().unwrap().push(line);
            }
            Step::HearByte => {
                if stream.read_u8().await.is_err() {
                    return;
                }
            }
            Step::HearData => {
                let Some(data) = read_until(&mut stream, b"\r\n.\r\n").await else { return };
                heard.lock().unwrap().push(data);
            }
            Step::Tls(shown) => match TlsAcceptor::from(server_config(shown)).accept(stream).await {
                Ok(encrypted) => stream = Box::new(encrypted),
                Err(_) => return,
            },
            Step::Drip(bytes) => {
                quiet.notify_one();
                while stream.write_all(bytes).await.is_ok() && stream.flush().await.is_ok() {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                return;
            }
            Step::Hang => {
                quiet.notify_one();
                while stream.read_u8().await.is_ok() {}
                return;
            }
        }
    }
}

/// Byte by byte: nothing that belongs to a handshake may be taken away.
async fn read_until(stream: &mut Box<dyn Duplex>, end: &[u8]) -> Option<String> {
    let mut text = Vec::new();
    while !text.ends_with(end) {
        text.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8(text).unwrap())
}
