//! Companies as they are chosen from.

use serde::{Deserialize, Serialize};

use crate::{CompanyId, EmailAddress, Sending, Timestamp};

/// A company that a position may belong to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CompanyChoice {
    /// Its identity.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// Whether it is a subcompany kept for its history: what belongs to it stays, nothing new comes.
    pub is_retired: bool,
}

/// One line of the table of all companies.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CompanyLine {
    /// Its identity.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// Whether it is the main company.
    pub is_main: bool,
    /// Whether it is kept for its history only.
    pub is_retired: bool,
    /// The inbound address that Postroom gives out.
    pub recruiting_address: EmailAddress,
    /// From whom and through what messages leave.
    pub sending: Sending,
    /// Whether the main company's settings are in force.
    pub is_inherited: bool,
    /// When a test of the values in force last came back.
    pub last_passed_at: Option<Timestamp>,
    /// When a mail last came in.
    pub last_in_at: Option<Timestamp>,
    /// When a mail was last sent.
    pub last_out_at: Option<Timestamp>,
    /// What deserves a look.
    pub warnings: Vec<CompanyWarning>,
}

/// What deserves a look at a company's own settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum CompanyWarning {
    /// The login is another address than the sender, and it is not known that it may send as it.
    MayNotSendAs,
    /// There is a custom address, and it does not send.
    SendingOff,
    /// The own server is to be used, and its settings are incomplete: messages wait.
    Incomplete,
    /// Nobody has tested these values.
    NeverTested,
    /// The sign-in at Google or Microsoft ends soon.
    SignInEnds,
    /// The sign-in at Google or Microsoft has ended: messages wait.
    SignInEnded,
}
