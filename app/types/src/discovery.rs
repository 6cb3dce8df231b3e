//! Settings found from an address: where they come from, and whether the server answers.

use serde::{Deserialize, Serialize};

use crate::{Cause, EmailAddress, Encryption, stored_word::stored_word};

/// What was found for an address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Discovery {
    /// The address.
    pub address: EmailAddress,
    /// Who keeps the mailbox, when that is known.
    pub provider: Option<Provider>,
    /// The name of the mail filter in front of the mailbox, when there is one.
    pub filter: Option<String>,
    /// Settings, the best first.
    pub proposals: Vec<Proposal>,
    /// Whether the search has ended.
    pub is_done: bool,
    /// Whether the domain could not be looked up.
    pub is_dns_silent: bool,
    /// Whether nothing was looked for, because too much is already.
    pub is_put_off: bool,
}

/// Settings that may be right.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proposal {
    /// Where and how.
    pub server: FoundServer,
    /// Where this comes from, the most reliable first.
    pub sources: Vec<FoundBy>,
    /// Whether somebody answers there.
    pub answer: ServerAnswer,
}

/// A server, and the account where that is known.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct FoundServer {
    /// *Host*.
    pub host: String,
    /// *Port*.
    pub port: u16,
    /// *Encryption*.
    pub encryption: Encryption,
    /// *Account*; empty when only the company knows it.
    pub account: String,
}

/// Whether a server answers. It was asked without account and password.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ServerAnswer {
    /// Not asked yet.
    Waiting,
    /// It greets, with a certificate that is good for its name; the ways of signing in that it offers.
    Ready(Vec<String>),
    /// It does not.
    Failed(Cause),
    /// There was no time to ask.
    NotAsked,
}

stored_word! {
    /// Where settings come from, the most reliable first.
    #[derive(PartialOrd, Ord)]
    FoundBy {
        /// What is known of the provider, who is known by the domain or its MX.
        Provider = "provider",
        /// SRV records of the domain (RFC 6186, RFC 8314).
        Services = "services",
        /// The domain's own page for mail programs.
        OwnPage = "own_page",
        /// The database of Thunderbird.
        Thunderbird = "thunderbird",
        /// A usual name that answers.
        UsualName = "usual_name",
    }
}

/// Who keeps a mailbox, and what is known of them. Only what was checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Provider {
    /// Its identity, which its texts are named by.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What the account is.
    pub account: AccountKind,
    /// What opens it, the best first.
    pub passwords: Vec<PasswordKind>,
    /// How many mails an account may send in a day.
    pub daily_limit: Option<u32>,
    /// When this was checked: year and month.
    pub checked: String,
    /// Where it stands, as addresses of pages.
    pub sources: Vec<String>,
}

stored_word! {
    /// What the account is.
    AccountKind {
        /// The whole address.
        Address = "address",
        /// A name of its own.
        Other = "other",
        /// Not known.
        Unknown = "unknown",
    }
}

stored_word! {
    /// What opens an account.
    PasswordKind {
        /// The mailbox's own password.
        Password = "password",
        /// A password made for one program.
        AppPassword = "app_password",
        /// Signing in at the provider's page.
        OAuth2 = "oauth2",
    }
}
