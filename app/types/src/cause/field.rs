use serde::{Deserialize, Serialize};

/// The field or the place where a cause is mended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// *Custom email address*.
    CustomAddress,
    /// *Host*.
    Host,
    /// *Port*.
    Port,
    /// *Encryption*.
    Encryption,
    /// *Account*.
    Account,
    /// *Password*.
    Password,
    /// *Sign in with*.
    SignInWith,
    /// The redirection at the company's mail server.
    Redirection,
}

impl Field {
    /// Its stable id: in reports and in what `postroom explain` prints.
    pub const fn id(self) -> &'static str {
        match self {
            Self::CustomAddress => "custom_address",
            Self::Host => "host",
            Self::Port => "port",
            Self::Encryption => "encryption",
            Self::Account => "account",
            Self::Password => "password",
            Self::SignInWith => "sign_in_with",
            Self::Redirection => "redirection",
        }
    }
}

/// The field of a line of the table of causes; `-` stands for none.
macro_rules! field {
    (-) => {
        None
    };
    ($field:ident) => {
        Some(Field::$field)
    };
}
pub(super) use field;
