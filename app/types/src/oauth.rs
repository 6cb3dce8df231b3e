//! Signing in to the company's server without a password: OAuth 2 (RFC 6749) at Google or Microsoft.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, stored_word::stored_word};

stored_word! {
    /// Who gives out what a server is signed in to with.
    OauthProvider {
        /// Gmail and Google Workspace.
        Google = "google",
        /// Microsoft 365 and Outlook.com.
        Microsoft = "microsoft",
    }
}

stored_word! {
    /// *Sign in with*.
    #[derive(Default)]
    SignInWith {
        /// The account's password, or an app password.
        #[default]
        Password = "password",
        /// An access token of Google.
        Google = "google",
        /// An access token of Microsoft.
        Microsoft = "microsoft",
    }
}

stored_word! {
    /// Why somebody is not, or no longer, connected with a provider.
    OauthFault {
        /// The person said no, or may not say yes.
        AccessDenied = "access_denied",
        /// The organisation's administrator has to say yes first.
        ConsentNeeded = "consent_needed",
        /// The provider does not accept the operator's client id or secret, or the return address.
        ClientRefused = "client_refused",
        /// The permission to send mail was not given.
        ScopeRefused = "scope_refused",
        /// The provider gave no refresh token, so the connection would end within the hour.
        NotLasting = "not_lasting",
        /// The return does not belong to a sign-in that was begun in this session within ten minutes.
        StateUnknown = "state_unknown",
        /// The answer came from another provider than the one that was asked (RFC 9207).
        IssuerUnexpected = "issuer_unexpected",
        /// The grant has expired or was taken back (`invalid_grant`).
        GrantEnded = "grant_ended",
        /// The provider could not be reached, or asks to try later.
        Unavailable = "unavailable",
        /// The provider's answer makes no sense here.
        Unreadable = "unreadable",
        /// The operator has not set the provider up.
        NotOffered = "not_offered",
    }
}

/// A connection with a provider, without its tokens: those never leave the server.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OauthConnection {
    /// With whom.
    pub provider: OauthProvider,
    /// Who signed in there; empty when the provider did not say.
    pub account: String,
    /// When.
    pub connected_at: Timestamp,
    /// Until when the present access token holds. It is renewed by itself before.
    pub renewed_until: Timestamp,
    /// When somebody must sign in anew at the latest; nothing when the provider did not say.
    pub ends_at: Option<Timestamp>,
    /// When the provider refused to renew it: from then on nothing can be sent.
    pub ended_at: Option<Timestamp>,
    /// Why it was not renewed the last time; nothing when it was.
    pub fault: Option<OauthFault>,
}

impl OauthProvider {
    /// Its name, the same in every language.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::Microsoft => "Microsoft",
        }
    }
}

impl From<OauthProvider> for SignInWith {
    fn from(provider: OauthProvider) -> Self {
        match provider {
            OauthProvider::Google => Self::Google,
            OauthProvider::Microsoft => Self::Microsoft,
        }
    }
}

impl SignInWith {
    /// The provider; nothing for a password.
    pub const fn provider(self) -> Option<OauthProvider> {
        match self {
            Self::Password => None,
            Self::Google => Some(OauthProvider::Google),
            Self::Microsoft => Some(OauthProvider::Microsoft),
        }
    }

    /// Whether there is what it takes: a stored password, or a connection with the provider.
    pub fn is_provided(self, password_stored: bool, connection: Option<&OauthConnection>) -> bool {
        match self.provider() {
            None => password_stored,
            Some(provider) => connection.is_some_and(|connection| connection.provider == provider),
        }
    }
}
