//! A server that takes messages over: where it is, and how to speak to it.

use types::{Encryption, SmtpSettings};

use crate::Secret;

use super::words::Censor;

/// A server for outgoing messages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// Account and password; without them nobody signs in.
    pub account: Option<(String, Secret)>,
}

/// How a connection is protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Protection {
    /// TLS from the first byte.
    Tls,
    /// A plain greeting, then TLS or nothing.
    StartTls,
    /// TLS where the server offers it. For the operator's own relay only: nobody signs in unprotected.
    StartTlsWhenOffered,
}

impl From<Encryption> for Protection {
    fn from(encryption: Encryption) -> Self {
        match encryption {
            Encryption::Tls => Self::Tls,
            Encryption::StartTls => Self::StartTls,
        }
    }
}

impl MailServer {
    /// The server of these settings.
    pub(crate) fn own(settings: &SmtpSettings, password: &Secret) -> Self {
        Self {
            host: settings.host.clone(),
            port: settings.port,
            protection: settings.encryption.into(),
            account: Some((settings.account.clone(), password.clone())),
        }
    }

    /// A server that nobody signs in to, only to see what it says.
    pub(crate) fn looked_at(host: &str, port: u16, encryption: Encryption) -> Self {
        Self { host: host.to_owned(), port, protection: encryption.into(), account: None }
    }

    /// Knows what of it must not be repeated.
    pub(crate) fn censor(&self) -> Censor {
        match &self.account {
            Some((account, password)) => Censor::new(account, password),
            None => Censor::nothing(),
        }
    }
}
