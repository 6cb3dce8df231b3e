//! People who sign in.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{EmailAddress, PersonId};

/// Shortest password; NIST SP 800-63B section 5.1.1.2 asks for 8, we follow its advice to ask for more.
pub const PASSWORD_MIN_CHARS: usize = 10;

/// What somebody may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, settings included.
    Admin,
    /// Messages and candidates, no settings.
    Recruiter,
}

impl Role {
    /// As stored and as typed on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Recruiter => "recruiter",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "admin" => Ok(Self::Admin),
            "recruiter" => Ok(Self::Recruiter),
            _ => Err("a role is admin or recruiter"),
        }
    }
}

/// The person who is signed in, as their own browser may know them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Me {
    /// Who it is.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// The address they sign in with.
    pub address: EmailAddress,
    /// What they may do.
    pub role: Role,
    /// The main company's name.
    pub company_name: String,
    /// Whether the practice mail server runs beside this Postroom.
    pub practice: bool,
}
