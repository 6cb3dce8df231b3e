//! The recruiting email settings of a company as its admin sees and types them.

use serde::{Deserialize, Serialize};

use crate::{
    Badge, CompanyId, EmailAddress, Encryption, OauthConnection, SettingsFault, SignInWith, TestId, Timestamp,
};

/// Everything the wizard shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RecruitingEmail {
    /// The company they are in force at.
    pub company: CompanyId,
    /// Its name.
    pub company_name: String,
    /// Whose values these are.
    pub inheritance: Inheritance,
    /// The inbound address that Postroom gives out.
    pub recruiting_address: EmailAddress,
    /// Step *Sender*, as typed.
    pub sender: SenderForm,
    /// Step *SMTP*, as typed.
    pub smtp: TypedSmtp,
    /// Whether anything was ever saved.
    pub is_stored: bool,
    /// Whether a password is stored for this host. The password itself never leaves the server.
    pub password_stored: bool,
    /// Whether one is stored that was typed for another host, and is not shown to this one.
    pub is_password_elsewhere: bool,
    /// The connection with Google or Microsoft, when there is one.
    pub oauth: Option<OauthConnection>,
    /// What the tests of these very settings have shown.
    pub badge: Badge,
    /// When a mail last came in through the redirection.
    pub last_mail_at: Option<Timestamp>,
    /// The newest connection test, of whatever values.
    pub latest_test: Option<TestId>,
}

/// Whose values are in force.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Inheritance {
    /// The main company's, at the main company.
    Main,
    /// A subcompany's own.
    Own {
        /// The name of the main company, whose values could be used instead.
        main_name: String,
        /// Whether its sender is still the main company's: then messages leave as the main company's do.
        has_mains_address: bool,
    },
    /// The main company's, at a subcompany.
    Inherited {
        /// The name of the main company.
        main_name: String,
        /// Whether there are own values that were given up and can be taken back.
        can_undo: bool,
    },
}

impl RecruitingEmail {
    /// The subcompany they are in force at; nothing at the main company.
    pub fn subcompany(&self) -> Option<CompanyId> {
        (self.inheritance != Inheritance::Main).then_some(self.company)
    }

    /// Whether what *Sign in with* needs is stored.
    pub fn is_sign_in_provided(&self) -> bool {
        self.smtp.sign_in_with.is_provided(self.password_stored, self.oauth.as_ref())
    }

    /// What is missing or wrong in step *SMTP*.
    pub fn smtp_faults(&self) -> Vec<SettingsFault> {
        let faults = self.smtp.check(self.is_sign_in_provided()).err().unwrap_or_default();
        faults.into_iter().map(|fault| fault.or_elsewhere(self.is_password_elsewhere)).collect()
    }

    /// Whether these are the main company's values at a subcompany.
    pub const fn is_inherited(&self) -> bool {
        matches!(self.inheritance, Inheritance::Inherited { .. })
    }
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
    /// *Sign in with*.
    pub sign_in_with: SignInWith,
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
