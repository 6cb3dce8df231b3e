//! The settings as they are stored: those in force, and those of before.

use types::{OauthConnection, SenderForm, SignInWith, TypedSmtp};

use crate::{Error, Result, Secret, db::row, keys::Keys};

/// The settings with what never leaves the server.
#[derive(Clone, Debug, Default)]
pub(crate) struct StoredSettings {
    pub sender: SenderForm,
    pub smtp: TypedSmtp,
    /// Nothing when none is stored, or when it was typed for another host.
    pub password: Option<Secret>,
    /// The password as it is stored, for whichever host it was typed.
    pub sealed: Option<Vec<u8>>,
    pub oauth: Option<OauthConnection>,
    pub fingerprint: Vec<u8>,
}

impl StoredSettings {
    /// Whether what this way of signing in needs is stored.
    pub(crate) fn provides(&self, sign_in_with: SignInWith) -> bool {
        sign_in_with.is_provided(self.password.is_some(), self.oauth.as_ref())
    }

    /// Whether there is everything that sending needs.
    pub(crate) fn is_complete(&self) -> bool {
        self.smtp.check(self.provides(self.smtp.sign_in_with)).is_ok()
    }

    /// The connection that these settings sign in by.
    pub(crate) fn connection_in_use(&self) -> Option<&OauthConnection> {
        let provider = self.smtp.sign_in_with.provider()?;
        self.oauth.as_ref().filter(|connection| connection.provider == provider && self.smtp.use_for_sending)
    }
}

row! {
    /// The columns that `recruiting_email` and `settings_version` share. Of the latter `sign_in_with` is not known: see
    /// there.
    pub(crate) struct SettingsRow {
        changed_at: i64,
        use_custom: bool,
        custom_address: String,
        use_for_sending: bool,
        host: String,
        port: String,
        encryption: String,
        sign_in_with: String,
        account: String,
        sealed_password: Option<Vec<u8>>,
        fingerprint: Vec<u8>,
    }
}

impl SettingsRow {
    /// When they were made, in microseconds since 1970.
    pub(crate) const fn changed_at(&self) -> i64 {
        self.changed_at
    }

    /// The server, as typed.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// What they say, with the password that was sealed for this place and this connection.
    pub(crate) fn opened(self, keys: &Keys, place: &str, oauth: Option<OauthConnection>) -> Result<StoredSettings> {
        Ok(StoredSettings {
            password: keys.opened(place, self.sealed_password.as_deref()),
            sealed: self.sealed_password,
            oauth,
            fingerprint: self.fingerprint,
            sender: SenderForm { use_custom: self.use_custom, custom_address: self.custom_address },
            smtp: TypedSmtp {
                use_for_sending: self.use_for_sending,
                host: self.host,
                port: self.port,
                encryption: self.encryption.parse().map_err(|_| Error::Stored("encryption"))?,
                sign_in_with: SignInWith::from_stored(&self.sign_in_with).ok_or(Error::Stored("sign-in"))?,
                account: self.account,
            },
        })
    }
}
