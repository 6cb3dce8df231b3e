//! What a call answers instead of its result. Holds no personal data: without script it travels in a URL.

use serde::{Deserialize, Serialize};

/// Why a call did not do what was asked; each variant is a branch on the screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Problem {
    /// Nobody is signed in, or the session has expired.
    NotSignedIn,
    /// The person's role does not allow it.
    NotAllowed,
    /// It is not there, or not any more.
    NotFound,
    /// It has gone on meanwhile, so that this can no longer be done with it.
    TooLate,
    /// Something was said in the conversation after whoever writes had last seen it.
    NewerMessage,
    /// The text names values that are not known.
    MissingValues {
        /// Which.
        placeholders: Vec<crate::Placeholder>,
    },
    /// Something typed cannot be used.
    Invalid {
        /// Where.
        field: InputField,
        /// Why.
        fault: InputFault,
    },
    /// Somebody else has decided about it since it was looked at.
    ChangedMeanwhile,
    /// No message was chosen, or too many at once.
    NothingChosen,
    /// Address and password do not belong together.
    WrongPassword,
    /// Too many wrong passwords.
    Locked {
        /// Seconds until the next try is looked at.
        wait_secs: u32,
    },
    /// Too many connection tests were begun in a short time.
    TooManyTests {
        /// Seconds until the next one.
        wait_secs: u32,
    },
    /// Postroom is set up already.
    AlreadySetUp,
    /// The link for setting up is not the one that was printed last.
    WrongSetupToken,
    /// The request came from another site, or could not be read.
    BadRequest,
    /// The server could not be reached from the browser.
    Unreachable,
    /// Something failed on our side.
    Unavailable {
        /// Found again in the log under this number.
        reference: String,
    },
}

/// A field outside the recruiting email settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum InputField {
    /// The main company's name.
    CompanyName,
    /// The stem of the company recruiting address.
    AccountName,
    /// A person's name.
    PersonName,
    /// The address somebody signs in with.
    Address,
    /// A new password.
    Password,
    /// To, or the address a message is sent to again.
    Recipients,
    /// Cc.
    Cc,
    /// The subject of a message.
    Subject,
    /// The text of a message.
    Body,
    /// The files of a message.
    Files,
    /// A subcompany's tag.
    Tag,
    /// A position's title.
    Title,
    /// A candidate's name.
    CandidateName,
    /// A candidate's address.
    CandidateAddress,
    /// A candidate's phone number.
    Phone,
    /// Notes about a candidate.
    Notes,
    /// When a message is to be sent.
    SendAt,
    /// A template's name.
    TemplateName,
    /// The text below a company's answers.
    Signature,
    /// What a token of the API is for.
    TokenName,
    /// What it may be used for.
    TokenScopes,
    /// Where a webhook is.
    WebhookUrl,
    /// A field of the recruiting email settings.
    Settings(crate::Field),
}

/// Why something typed cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum InputFault {
    /// Nothing was typed.
    Empty,
    /// Longer than we keep.
    TooLong,
    /// A password below [`crate::PASSWORD_MIN_CHARS`].
    TooShort,
    /// Not an e-mail address.
    NotAnAddress,
    /// Not an [`crate::AccountName`].
    NotAnAccountName,
    /// Somebody has it already.
    Taken,
    /// There are as many as there can be.
    TooMany,
    /// Not a host name.
    NotAHost,
    /// Not a number from 1 to 65535.
    NotAPort,
    /// An address that no person writes from: a job board's, or one that takes no answers.
    NotAPersonsAddress,
    /// Not an address on the web that mails may be told to.
    NotAWebAddress,
    /// A file was chosen, but not attached.
    NotAttached,
    /// Not a moment that is still to come.
    NotAhead,
    /// Nobody has signed in at the provider yet.
    NotConnected,
    /// Nothing was typed, and the stored password is for another host.
    PasswordElsewhere,
}

impl InputFault {
    /// Its key in the locale file `problems.json`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::TooShort => "too_short",
            Self::NotAnAddress => "not_an_address",
            Self::NotAnAccountName => "not_an_account_name",
            Self::Taken => "taken",
            Self::TooMany => "too_many",
            Self::NotAHost => "not_a_host",
            Self::NotAPort => "not_a_port",
            Self::NotAPersonsAddress => "not_a_persons_address",
            Self::NotAWebAddress => "not_a_web_address",
            Self::NotAttached => "not_attached",
            Self::NotAhead => "not_ahead",
            Self::NotConnected => "not_connected",
            Self::PasswordElsewhere => "password_elsewhere",
        }
    }
}
