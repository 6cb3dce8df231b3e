//! A server that takes messages over: where it is, and how to speak to it.

use types::{Cause, Encryption, SmtpSettings};

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
    /// Account and what it proves itself with; without them nobody signs in.
    pub account: Option<(String, Credential)>,
}

/// What an account proves itself with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Credential {
    /// By PLAIN or LOGIN.
    Password(Secret),
    /// An access token of OAuth 2, by OAUTHBEARER (RFC 7628) or XOAUTH2.
    AccessToken(Secret),
    /// There is none at this moment, and why: the dialogue stops where it would have to be shown.
    Missing(Cause),
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
    pub(crate) fn own(settings: &SmtpSettings, credential: Credential) -> Self {
        Self {
            host: settings.host.clone(),
            port: settings.port,
            protection: settings.encryption.into(),
            account: Some((settings.account.clone(), credential)),
        }
    }

    /// A server that nobody signs in to, only to see what it says.
    pub(crate) fn looked_at(host: &str, port: u16, encryption: Encryption) -> Self {
        Self { host: host.to_owned(), port, protection: encryption.into(), account: None }
    }

    /// Knows what of it must not be repeated.
    pub(crate) fn censor(&self) -> Censor {
        match &self.account {
            Some((account, Credential::Password(password))) => Censor::of_password(account, password),
            Some((account, Credential::AccessToken(token))) => {
                Censor::of_token(token, &super::bearer::responses(account, token, &self.host, self.port))
            }
            Some((_, Credential::Missing(_))) | None => Censor::nothing(),
        }
    }
}
