//! The recruiting email settings of a company as its admin sees and types them.

use serde::{Deserialize, Serialize};

use crate::{Badge, EmailAddress, Encryption, TestId, Timestamp};

/// Everything the wizard shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RecruitingEmail {
    /// Whose settings these are.
    pub company_name: String,
    /// The inbound address that Postroom gives out.
    pub recruiting_address: EmailAddress,
    /// Step *Sender*, as typed.
    pub sender: SenderForm,
    /// Step *SMTP*, as typed.
    pub smtp: TypedSmtp,
    /// Whether a password is stored. The password itself never leaves the server.
    pub password_stored: bool,
    /// What the tests of these very settings have shown.
    pub badge: Badge,
    /// When a mail last came in through the redirection.
    pub last_mail_at: Option<Timestamp>,
    /// The newest connection test, of whatever values.
    pub latest_test: Option<TestId>,
}

/// Step *Sender*, as typed; kept even when it cannot be used, so that nothing typed is lost.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SenderForm {
    /// *Use custom email address?*
    pub use_custom: bool,
    /// *Custom email address*.
    pub custom_address: String,
}

/// Step *SMTP*, as typed, without the password; kept even when it cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TypedSmtp {
    /// *Use for sending emails?*
    pub use_for_sending: bool,
    /// *Host*.
    pub host: String,
    /// *Port*.
    pub port: String,
    /// *Encryption*.
    pub encryption: Encryption,
    /// *Account*.
    pub account: String,
}

impl TypedSmtp {
    /// Whether the account is another address than the custom one, so that it needs permission to send as it.
    /// An account that is no address (a plain user name) says nothing either way.
    pub fn account_differs(&self, custom_address: &EmailAddress) -> bool {
        self.account.parse::<EmailAddress>().is_ok_and(|account| !account.same_mailbox(custom_address))
    }
}
