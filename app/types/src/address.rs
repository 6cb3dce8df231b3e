//! E-mail addresses as people type them into settings.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Longest local part in octets, RFC 5321 section 4.5.3.1.1.
const LOCAL_PART_MAX_BYTES: usize = 64;
/// Longest domain in octets, RFC 5321 section 4.5.3.1.2.
const DOMAIN_MAX_BYTES: usize = 255;
/// Longest label of a domain in octets, RFC 1035 section 2.3.4.
const LABEL_MAX_BYTES: usize = 63;

/// An address that can be written to: a dot-string and a domain, without quoting and address literals
/// (RFC 5321 section 4.1.2, with the letters of RFC 6531). The domain is in lower case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why a text is no address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AddressFault {
    /// Nothing was typed.
    Empty,
    /// There is no @, or more than one.
    At,
    /// The part before the @ is empty, too long, or has a character that is not allowed there.
    LocalPart,
    /// The part after the @ is no domain.
    Domain,
}

impl EmailAddress {
    /// The part before the @.
    pub fn local_part(&self) -> &str {
        self.split().0
    }

    /// The part after the @, in lower case.
    pub fn domain(&self) -> &str {
        self.split().1
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are the same mailbox as far as anybody but its own server can tell: local parts are compared
    /// without case, because no provider in use keeps `Jobs@` apart from `jobs@`.
    pub fn same_mailbox(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }

    fn split(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or((&self.0, ""))
    }
}

impl FromStr for EmailAddress {
    type Err = AddressFault;

    fn from_str(text: &str) -> Result<Self, AddressFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressFault::Empty);
        }
        let (local_part, domain) = text.split_once('@').ok_or(AddressFault::At)?;
        if domain.contains('@') {
            return Err(AddressFault::At);
        }
        if !is_dot_string(local_part) {
            return Err(AddressFault::LocalPart);
        }
        if !is_domain(domain) {
            return Err(AddressFault::Domain);
        }
        Ok(Self(format!("{local_part}@{}", domain.to_lowercase())))
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = AddressFault;

    fn try_from(text: String) -> Result<Self, AddressFault> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the address is empty",
            Self::At => "an address has exactly one @",
            Self::LocalPart => "the part before the @ is not valid",
            Self::Domain => "the part after the @ is not a domain",
        })
    }
}

impl std::error::Error for AddressFault {}

fn is_dot_string(text: &str) -> bool {
    text.len() <= LOCAL_PART_MAX_BYTES
        && text.split('.').all(|atom| {
            !atom.is_empty() && atom.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
        })
}

/// Whether `text` is a domain with at least two labels, or a host name below `localhost`.
pub(crate) fn is_domain(text: &str) -> bool {
    text.len() <= DOMAIN_MAX_BYTES
        && text.contains('.')
        && text.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= LABEL_MAX_BYTES
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

#[cfg(test)]
mod tests {
    use super::{AddressFault, EmailAddress};

    #[test]
    fn accepts_addresses() {
        for (text, stored) in [
            ("jobs@acme.de", "jobs@acme.de"),
            ("  Jobs@ACME.de ", "Jobs@acme.de"),
            ("first.last+tag@mail.example.org", "first.last+tag@mail.example.org"),
            ("bewerbung@müller-bäckerei.de", "bewerbung@müller-bäckerei.de"),
        ] {
            assert_eq!(text.parse::<EmailAddress>().unwrap().as_str(), stored);
        }
    }

    #[test]
    fn names_the_fault() {
        for (text, fault) in [
            ("", AddressFault::Empty),
            ("jobs", AddressFault::At),
            ("jobs@acme@de", AddressFault::At),
            ("@acme.de", AddressFault::LocalPart),
            ("two words@acme.de", AddressFault::LocalPart),
            ("a..b@acme.de", AddressFault::LocalPart),
            ("jobs@acme", AddressFault::Domain),
            ("jobs@-acme.de", AddressFault::Domain),
            ("jobs@acme.de\r\nBcc: x", AddressFault::Domain),
        ] {
            assert_eq!(text.parse::<EmailAddress>().unwrap_err(), fault, "{text}");
        }
    }
}
