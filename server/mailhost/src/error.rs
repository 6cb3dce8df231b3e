//! Why the practice server cannot be made, or does not take a mail.

/// What goes wrong outside a conversation; within one, the peer gets a reply instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The certificates could not be made, most likely because the host name is none.
    #[error("certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The certificates could not be used.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// An address cannot stand in an SMTP envelope.
    #[error("not an address")]
    Address,
    /// There is no such mailbox here.
    #[error("no such mailbox")]
    NoSuchMailbox,
    /// The mail is larger than the server takes.
    #[error("the mail is larger than {} bytes", crate::MAIL_MAX_BYTES)]
    TooLarge,
}
