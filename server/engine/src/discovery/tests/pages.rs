//! An https server with the pages of a test.

use std::{net::SocketAddr, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

/// A page: host, path with its query, and the whole response with its head.
#[derive(Clone)]
pub(super) struct Page {
    pub host: String,
    pub path: String,
    pub response: Vec<u8>,
}

impl Page {
    /// A document.
    pub(super) fn document(host: &str, path: &str, document: &str) -> Self {
        Self::answer(host, path, &format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{document}", document.len()))
    }

    /// Anything.
    pub(super) fn answer(host: &str, path: &str, response: &str) -> Self {
        Self { host: host.to_owned(), path: path.to_owned(), response: response.as_bytes().to_vec() }
    }

    /// A redirect; `PORT` in it is the server's.
    pub(super) fn redirect(host: &str, path: &str, to: &str) -> Self {
        Self::answer(host, path, &format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"))
    }
}

/// The settings of one server as a domain publishes them.
pub(super) fn settings(host: &str, port: u16, socket: &str, account: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><clientConfig version=\"1.1\"><emailProvider id=\"x\"><outgoingServer type=\"smtp\">\
         <hostname>{host}</hostname><port>{port}</port><socketType>{socket}</socketType><username>{account}</username>\
         </outgoingServer></emailProvider></clientConfig>"
    )
}

/// The one host with a page that is not in the certificate.
pub(super) const UNCERTIFIED: &str = "autoconfig.foreign.example";

/// Where the pages are served until the test ends, and the authority of the server's certificate as PEM.
pub(super) async fn serve_pages(pages: Vec<Page>) -> (SocketAddr, String) {
    let (acceptor, authority) = acceptor(&pages);
    // On every address of this machine, so that a test can lead to one that is not allowed.
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], listener.local_addr().unwrap().port()));
    let pages = Arc::new(pages);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, acceptor.clone(), pages.clone(), address.port()));
        }
    });
    (address, authority)
}

async fn answer(stream: TcpStream, acceptor: TlsAcceptor, pages: Arc<Vec<Page>>, port: u16) -> Option<()> {
    let mut stream = acceptor.accept(stream).await.ok()?;
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        (stream.read_buf(&mut asked).await.ok()? > 0).then_some(())?;
    }
    let asked = String::from_utf8(asked).ok()?;
    let path = asked.split(' ').nth(1)?;
    let host = asked.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned))?;
    let host = host.split(':').next()?;
    let page = pages.iter().find(|page| page.host == host && page.path == path);
    let response = page.map_or(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(), |page| {
        String::from_utf8_lossy(&page.response).replace("PORT", &port.to_string()).into_bytes()
    });
    stream.write_all(&response).await.ok()?;
    stream.shutdown().await.ok()
}

fn acceptor(pages: &[Page]) -> (TlsAcceptor, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let mut hosts: Vec<String> = pages.iter().map(|page| page.host.clone()).collect();
    hosts.push("nothing.example".to_owned());
    hosts.retain(|host| host != UNCERTIFIED);
    hosts.sort();
    hosts.dedup();
    let server_key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(hosts).unwrap().signed_by(&server_key, &issuer).unwrap();
    let private = PrivateKeyDer::try_from(server_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), authority)
}
