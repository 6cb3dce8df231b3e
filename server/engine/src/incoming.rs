//! From an SMTP transaction, or a file, to a message that is durable.

use std::net::IpAddr;

/// A mail as it was handed over: the envelope and the bytes, nothing read yet.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// MAIL FROM; empty for `<>`.
    pub mail_from: String,
    /// Every RCPT TO that was accepted, as given.
    pub recipients: Vec<String>,
    /// Who handed it over; nothing for files.
    pub client: Option<IpAddr>,
    /// What the client called itself in EHLO or HELO; empty for files.
    pub helo: String,
    /// Whether it came over TLS.
    pub over_tls: bool,
    /// The message with CRLF line ends and without dot-stuffing.
    pub raw: Vec<u8>,
}
