//! OAuth 2 at Google and Microsoft (RFC 6749, RFC 7636, RFC 9207, RFC 9700): a company's admin signs in there once, and
//! Postroom signs in to the company's server with access tokens that it renews by itself.
//!
//! Scopes, addresses and the shared mailbox: <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>,
//! <https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth>.

mod access;
mod client;
mod grant;
mod pkce;
mod renewer;
mod token_endpoint;
mod visit;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::mpsc;
use types::{CompanyId, OauthProvider, Timestamp};

pub use client::{OauthClient, OauthClients};
pub use renewer::Renewer;
pub(crate) use renewer::{QUEUE_RENEWALS, Renewal};
pub use visit::{OauthPurpose, OauthReturn, OauthReturned, ReturnFault};

/// What the engine keeps for OAuth.
#[derive(Debug)]
pub(crate) struct Oauth {
    clients: OauthClients,
    /// Who renews a company's tokens holds its lock: a provider that rotates refresh tokens takes a second use of one
    /// for theft, and ends the grant (RFC 9700 section 4.14.2).
    renewing: Mutex<HashMap<CompanyId, Arc<tokio::sync::Mutex<()>>>>,
    renewals: mpsc::Sender<Renewal>,
}

impl Oauth {
    pub(crate) fn new(clients: OauthClients, renewals: mpsc::Sender<Renewal>) -> Self {
        Self { clients, renewing: Mutex::default(), renewals }
    }

    fn client(&self, provider: OauthProvider) -> Option<&OauthClient> {
        match provider {
            OauthProvider::Google => self.clients.google.as_ref(),
            OauthProvider::Microsoft => self.clients.microsoft.as_ref(),
        }
    }

    fn lock_of(&self, company: CompanyId) -> Arc<tokio::sync::Mutex<()>> {
        self.renewing.lock().unwrap_or_else(PoisonError::into_inner).entry(company).or_default().clone()
    }
}

impl crate::Engine {
    /// Whether the operator has set this provider up.
    pub(crate) fn offers_oauth(&self, provider: OauthProvider) -> bool {
        self.inner.oauth.client(provider).is_some()
    }

    /// The operator's secrets that end before this moment, and when.
    pub(crate) fn client_secrets_ending(&self, before: Timestamp) -> Vec<(OauthProvider, Timestamp)> {
        let OauthClients { google, microsoft, .. } = &self.inner.oauth.clients;
        let ending = |client: &OauthClient| Some((client.provider, client.secret_ends_at.filter(|at| *at < before)?));
        [google, microsoft].into_iter().flatten().filter_map(ending).collect()
    }
}
