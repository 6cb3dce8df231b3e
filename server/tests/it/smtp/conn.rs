//! A client that speaks SMTP by hand.

use std::{net::SocketAddr, sync::Arc};

use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::CertificateDer};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection to an SMTP server. Its methods fail the test when the server does not do what they say.
pub struct Conn {
    stream: BufReader<Box<dyn Stream>>,
}

impl Conn {
    /// Connects, and reads nothing yet.
    pub async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(Box::new(stream)) }
    }

    /// Connects and is past EHLO.
    pub async fn greeted(address: SocketAddr) -> Self {
        let mut conn = Self::connect(address).await;
        conn.expect("220").await;
        conn.say("EHLO client.example").await.expect("250").await;
        conn
    }

    /// Connects and is past DATA, for a mail to `recipient`.
    pub async fn in_data(address: SocketAddr, recipient: &str) -> Self {
        let mut conn = Self::greeted(address).await;
        conn.begin(recipient).await;
        conn
    }

    /// Says MAIL, RCPT and DATA, one after the other.
    pub async fn begin(&mut self, recipient: &str) {
        self.say("MAIL FROM:<anna@example.org>").await.expect("250 2.1.0").await;
        self.say(&format!("RCPT TO:<{recipient}>")).await.expect("250 2.1.5").await;
        self.say("DATA").await.expect("354").await;
    }

    /// Sends a line, or several.
    pub async fn say(&mut self, line: &str) -> &mut Self {
        self.send(format!("{line}\r\n").as_bytes()).await
    }

    /// Sends bytes in one write.
    pub async fn send(&mut self, bytes: &[u8]) -> &mut Self {
        self.stream.write_all(bytes).await.unwrap();
        self.stream.flush().await.unwrap();
        self
    }

    /// Reads one reply, which begins like this.
    pub async fn expect(&mut self, beginning: &str) -> String {
        let reply = self.reply().await;
        assert!(reply.starts_with(beginning), "expected {beginning}, heard {reply}");
        reply
    }

    /// Nothing more comes: the server has closed.
    pub async fn expect_close(&mut self) {
        assert_eq!(self.reply().await, "");
    }

    /// Reads one reply with all its lines; an empty one when the server has closed.
    pub async fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let from = reply.len();
            let read = self.stream.read_line(&mut reply).await.unwrap();
            if read == 0 || reply.as_bytes().get(from + 3) != Some(&b'-') {
                return reply;
            }
        }
    }

    /// Begins TLS, trusting only this certificate.
    pub async fn start_tls(self, server_name: &str, certificate: CertificateDer<'static>) -> Self {
        self.try_start_tls(server_name, certificate).await.unwrap()
    }

    /// The same, and why not.
    pub async fn try_start_tls(self, server_name: &str, certificate: CertificateDer<'static>) -> std::io::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(certificate).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = server_name.to_owned().try_into().unwrap();
        assert!(self.stream.buffer().is_empty(), "the server said more than its answer to STARTTLS");
        let stream = TlsConnector::from(Arc::new(config)).connect(name, self.stream.into_inner()).await?;
        Ok(Self { stream: BufReader::new(Box::new(stream)) })
    }
}
