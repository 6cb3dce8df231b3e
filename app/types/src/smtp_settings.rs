//! SMTP settings and what can be wrong with them before anybody has been asked.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{EmailAddress, Field, InputFault, SenderForm, SignInWith, TypedSmtp, address::is_domain};

/// How the connection to the company's server is protected.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// TLS from the first byte, shown as SSL/TLS (RFC 8314 section 3.3).
    Tls,
    /// Plain greeting, then TLS (RFC 3207).
    #[default]
    StartTls,
}

impl Encryption {
    /// Both, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::Tls, Self::StartTls];

    /// The port that goes with it (RFC 8314 section 3.3, RFC 6409 section 3.1).
    pub const fn proposed_port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
        }
    }

    /// As stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::StartTls => "start_tls",
        }
    }

    /// As shown; the same in every language.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tls => "SSL/TLS",
            Self::StartTls => "STARTTLS",
        }
    }
}

impl fmt::Display for Encryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl FromStr for Encryption {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        Self::ALL.into_iter().find(|e| e.as_str() == text).ok_or("the encryption is tls or start_tls")
    }
}

/// SMTP settings that can be used. The password is kept apart: it never travels with them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SmtpSettings {
    /// Name or address of the company's server.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub encryption: Encryption,
    /// The name to sign in with.
    pub account: String,
    /// What the account proves itself with.
    #[serde(default)]
    pub sign_in_with: SignInWith,
}

/// One reason why settings cannot be used as they stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SettingsFault {
    /// Where.
    pub field: Field,
    /// Why.
    pub fault: InputFault,
}

impl SettingsFault {
    /// The same; of a missing password it says that the stored one is for another host, when that `is_elsewhere`.
    #[must_use]
    pub const fn or_elsewhere(self, is_elsewhere: bool) -> Self {
        match self.field {
            Field::Password if is_elsewhere => Self { fault: InputFault::PasswordElsewhere, ..self },
            _ => self,
        }
    }
}

/// All of them, in the order of the form.
pub type SettingsFaults = Vec<SettingsFault>;

impl SenderForm {
    /// The custom email address, or what is wrong with it; nothing when it is not used.
    pub fn address(&self) -> Result<Option<EmailAddress>, SettingsFault> {
        let fault = |fault| SettingsFault { field: Field::CustomAddress, fault };
        if !self.use_custom {
            return Ok(None);
        }
        if self.custom_address.trim().is_empty() {
            return Err(fault(InputFault::Empty));
        }
        self.custom_address.parse().map(Some).map_err(|_| fault(InputFault::NotAnAddress))
    }
}

impl TypedSmtp {
    /// The settings, when every field can be used; otherwise what is wrong, field by field. `is_provided` says whether
    /// there is what [`Self::sign_in_with`] needs.
    pub fn check(&self, is_provided: bool) -> Result<SmtpSettings, SettingsFaults> {
        let mut faults = Vec::new();
        let host = self.host.trim();
        let account = self.account.trim();
        let mut fault_when = |wrong: bool, field, fault| {
            if wrong {
                faults.push(SettingsFault { field, fault });
            }
        };
        fault_when(host.is_empty(), Field::Host, InputFault::Empty);
        fault_when(!host.is_empty() && !is_host(host), Field::Host, InputFault::NotAHost);
        let port = self.port.trim().parse::<u16>().ok().filter(|port| *port != 0);
        fault_when(self.port.trim().is_empty(), Field::Port, InputFault::Empty);
        fault_when(!self.port.trim().is_empty() && port.is_none(), Field::Port, InputFault::NotAPort);
        fault_when(account.is_empty(), Field::Account, InputFault::Empty);
        let (field, fault) = match self.sign_in_with {
            SignInWith::Password => (Field::Password, InputFault::Empty),
            SignInWith::Google | SignInWith::Microsoft => (Field::SignInWith, InputFault::NotConnected),
        };
        fault_when(!is_provided, field, fault);
        match port {
            Some(port) if faults.is_empty() => Ok(SmtpSettings {
                host: host.to_lowercase(),
                port,
                encryption: self.encryption,
                account: account.to_owned(),
                sign_in_with: self.sign_in_with,
            }),
            _ => Err(faults),
        }
    }
}

/// Whether `text` names a host: a domain, a single label such as `localhost`, or an IP address.
fn is_host(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok() || is_domain(text) || is_domain(&format!("{text}.localhost"))
}

#[cfg(test)]
mod tests {
    use crate::{Encryption, Field, SignInWith, TypedSmtp};

    fn typed(host: &str, port: &str, account: &str) -> TypedSmtp {
        TypedSmtp {
            use_for_sending: true,
            host: host.into(),
            port: port.into(),
            encryption: Encryption::StartTls,
            account: account.into(),
            ..TypedSmtp::default()
        }
    }

    #[test]
    fn checks_every_field() {
        let wrong = |smtp: TypedSmtp, has_password| -> Vec<Field> {
            smtp.check(has_password).unwrap_err().into_iter().map(|fault| fault.field).collect()
        };
        assert_eq!(wrong(typed("", "", ""), false), [Field::Host, Field::Port, Field::Account, Field::Password]);
        let google = TypedSmtp { sign_in_with: SignInWith::Google, ..typed("smtp.gmail.com", "587", "a") };
        assert_eq!(wrong(google, false), [Field::SignInWith]);
        assert_eq!(wrong(typed("smtp acme", "70000", "a"), true), [Field::Host, Field::Port]);
        assert_eq!(wrong(typed("https://acme.de", "0", "a"), true), [Field::Host, Field::Port]);
    }

    #[test]
    fn trims_what_was_pasted() {
        let settings = typed(" SMTP.Acme.de ", " 587 ", " jobs@acme.de ").check(true).unwrap();
        assert_eq!(
            (settings.host.as_str(), settings.port, settings.account.as_str()),
            ("smtp.acme.de", 587, "jobs@acme.de")
        );
        for host in ["localhost", "192.0.2.1", "2001:db8::1", "mail.acme.localhost"] {
            assert!(typed(host, "25", "a").check(true).is_ok(), "{host}");
        }
    }
}
