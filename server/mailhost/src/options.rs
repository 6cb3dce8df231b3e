//! What a practice server is made from.

use std::{fmt, net::SocketAddr};

/// Longest address in octets: local part, @ and domain of RFC 5321 section 4.5.3.1.
const ADDRESS_MAX_BYTES: usize = 64 + 1 + 255;

/// Among the senders that an account may use: whoever it likes, as a relay's does.
pub const ANYBODY: &str = "*";

/// One practice server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The server's name, in its greeting and, beside `localhost` and 127.0.0.1, on its certificate.
    pub host_name: String,
    /// Who may sign in. Every address named here has a mailbox.
    pub accounts: Vec<Account>,
    /// The recruiting mailbox, which is redirected.
    pub mailbox: String,
    /// Where it is redirected to; without it mail is only kept.
    pub redirect_to: Option<RedirectTarget>,
}

/// Somebody who may sign in.
#[derive(Clone)]
pub struct Account {
    /// The name to sign in with, usually an address.
    pub account: String,
    /// The password.
    pub password: String,
    /// Envelope senders the account may use besides its own name; an empty one stands for `<>`, [`ANYBODY`] for all.
    pub may_send_as: Vec<String>,
}

/// Where the recruiting mailbox is redirected to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RedirectTarget {
    /// The company recruiting address.
    pub address: String,
    /// Postroom's SMTP receiver.
    pub server: SocketAddr,
}

impl Options {
    /// The account with these credentials.
    pub(crate) fn sign_in(&self, account: &str, password: &str) -> Option<&Account> {
        self.accounts.iter().find(|known| is_same(&known.account, account) && known.password == password)
    }

    /// Every address that has a mailbox.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        let of_accounts = self.accounts.iter().flat_map(|account| {
            std::iter::once(&account.account).chain(&account.may_send_as).filter(|name| name.contains('@'))
        });
        of_accounts.chain([&self.mailbox]).map(String::as_str)
    }
}

impl Account {
    /// Whether the account may use this envelope sender.
    pub(crate) fn may_send_as(&self, address: &str) -> bool {
        let is_known = |known: &String| known == ANYBODY || is_same(known, address);
        is_same(&self.account, address) || self.may_send_as.iter().any(is_known)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("account", &self.account).finish_non_exhaustive()
    }
}

/// Whether two addresses are one mailbox here: without case.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Whether `text` can stand between the angle brackets of a command without breaking out of them
/// (RFC 5321 section 4.1.2); it need not exist.
pub(crate) fn is_address(text: &str) -> bool {
    text.len() <= ADDRESS_MAX_BYTES
        && text.contains('@')
        && !text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '<' || c == '>')
}
