//! Versions of TLS that are no longer used: asked for to tell why nothing else fits, and never spoken.

use std::{io, net::IpAddr};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::dns::ascii_host;

/// TLS 1.1 (RFC 4346); a server that knows TLS 1.0 only answers with that.
const VERSION: [u8; 2] = [3, 2];
/// AES and 3DES with SHA-1, over elliptic curves, Diffie-Hellman and RSA; the last is no suite but says that
/// renegotiation is safe (RFC 5746).
const SUITES: [u8; 20] = [
    0xc0, 0x13, 0xc0, 0x14, 0xc0, 0x09, 0xc0, 0x0a, 0x00, 0x33, 0x00, 0x39, 0x00, 0x2f, 0x00, 0x35, 0x00, 0x0a, 0x00,
    0xff,
];
/// NIST's curves with 256 and 384 bits, uncompressed (RFC 4492 section 5.1).
const CURVES: [u8; 16] = [0, 10, 0, 6, 0, 4, 0, 23, 0, 24, 0, 11, 0, 2, 1, 0];
/// Where the version stands in an answer: behind the headers of record and message (RFC 4346 sections 6.2.1 and 7.4).
const VERSION_AT: usize = 9;

/// Whether the other side agrees to TLS 1.1 or 1.0.
pub(super) async fn is_accepted<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, host: &str) -> io::Result<bool> {
    let name = ascii_host(host).filter(|name| name.parse::<IpAddr>().is_err());
    stream.write_all(&hello(name.as_deref())).await?;
    let mut answer = [0; VERSION_AT + 2];
    stream.read_exact(&mut answer).await?;
    // A handshake record with the server's hello in it.
    Ok(answer[0] == 0x16 && answer[5] == 2 && matches!(answer[VERSION_AT..], [3, 1 | 2]))
}

/// The client's hello (RFC 4346 section 7.4.1.2) with the server's name (RFC 6066 section 3).
fn hello(host: Option<&str>) -> Vec<u8> {
    // Nothing is ever encrypted by it, so that nobody needs to be surprised.
    let random = [0x50; 32];
    let names = host.map(|host| {
        let name = [&[0][..], &sized(host.as_bytes())].concat();
        [&[0, 0][..], &sized(&sized(&name))].concat()
    });
    let extensions = sized(&[&names.unwrap_or_default()[..], &CURVES].concat());
    let body = [&VERSION[..], &random, &[0], &sized(&SUITES), &[1, 0], &extensions].concat();
    // Of its length the first of three bytes is always nothing.
    let message = [&[1, 0][..], &sized(&body)].concat();
    [&[0x16, 3, 1][..], &sized(&message)].concat()
}

/// These bytes after their number, in two bytes; a host name is never so long that they do not suffice.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], bytes].concat()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::{hello, is_accepted};

    /// A server's own implementation reads what is asked for.
    #[test]
    fn the_hello_is_one() {
        for host in [Some("mail.acme.test"), None] {
            let mut acceptor = rustls::server::Acceptor::default();
            acceptor.read_tls(&mut hello(host).as_slice()).unwrap();
            // Understood, and for that reason turned down.
            let Err((error, _)) = acceptor.accept() else { panic!("it is taken for another one") };
            assert!(matches!(error, rustls::Error::PeerIncompatible(_)), "{error:?}");
        }
    }

    #[tokio::test]
    async fn only_an_agreement_counts() {
        let agreed = |version: u8| [0x16, 3, version, 0, 50, 2, 0, 0, 46, 3, version];
        let alert: [u8; 11] = [0x15, 3, 1, 0, 2, 2, 40, 0, 0, 0, 0];
        for (answer, is_old) in [(agreed(1), true), (agreed(2), true), (agreed(3), false), (alert, false)] {
            let (mut near, mut far) = tokio::io::duplex(1 << 10);
            far.write_all(&answer).await.unwrap();
            assert_eq!(is_accepted(&mut near, "mail.acme.test").await.unwrap(), is_old, "{answer:?}");
            assert_eq!(far.read_u8().await.unwrap(), 0x16);
        }
    }
}
