//! A client that says what it is told to.

use std::{io, net::SocketAddr, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufStream},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

pub(crate) struct Client(BufStream<Box<dyn Stream>>);

impl Client {
    pub(crate) async fn connect(server: SocketAddr) -> Self {
        Self(BufStream::new(Box::new(TcpStream::connect(server).await.unwrap())))
    }

    /// Does the TLS handshake, checking the certificate as any client does.
    pub(crate) async fn encrypt(self, name: &str, authority_pem: &str) -> io::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority_pem.as_bytes()).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let stream = TlsConnector::from(Arc::new(config)).connect(name, self.0.into_inner()).await?;
        Ok(Self(BufStream::new(Box::new(stream))))
    }

    pub(crate) async fn send(&mut self, octets: &[u8]) {
        self.0.write_all(octets).await.unwrap();
        self.0.flush().await.unwrap();
    }

    /// A whole reply; less when the server has gone.
    pub(crate) async fn hear(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let start = reply.len();
            self.0.read_line(&mut reply).await.unwrap_or_default();
            if reply.as_bytes().get(start + 3) != Some(&b'-') {
                return reply;
            }
        }
    }

    /// Says a line and hears the reply to it.
    pub(crate) async fn ask(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n").as_bytes()).await;
        self.hear().await
    }

    /// Says a line to which the reply must begin in this way.
    pub(crate) async fn expect(&mut self, line: &str, beginning: &str) -> String {
        let reply = self.ask(line).await;
        assert!(reply.starts_with(beginning), "{line}: {reply}");
        reply
    }

    /// A whole mail up to and with DATA.
    pub(crate) async fn begin_mail(&mut self, mail_from: &str, recipient: &str) {
        self.expect(&format!("MAIL FROM:<{mail_from}>"), "250 2.1.0").await;
        self.expect(&format!("RCPT TO:<{recipient}>"), "250 2.1.5").await;
        self.expect("DATA", "354").await;
    }

    /// What comes until the server closes, whether in order or not.
    pub(crate) async fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        _ = self.0.read_to_end(&mut rest).await;
        String::from_utf8(rest).unwrap()
    }
}
