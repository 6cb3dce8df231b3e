//! What can be switched at the practice company mail server, so that a newcomer can play the whole story.

use serde::{Deserialize, Serialize};

/// What the practice server does with mail for the recruiting mailbox.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Redirection {
    /// Sends it on with the header untouched, and keeps a copy.
    #[default]
    Redirect,
    /// The same under a rewritten envelope sender (SRS).
    Srs,
    /// Sends a new mail from the mailbox with the old one quoted in it, and keeps a copy.
    Forward,
    /// Sends a new mail from the mailbox with the old one attached.
    Attachment,
    /// Sends it on as written by the mailbox, with the writer's name before *via*.
    Via,
    /// Sends it on with another Message-ID and a changed subject.
    Damaged,
    /// Sends it on by two rules.
    Twice,
    /// Sends it on again and again, because two mailboxes redirect to each other.
    Circle,
    /// Sends it on late.
    Delayed,
    /// Only keeps it.
    Off,
}

impl Redirection {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Redirect,
        Self::Srs,
        Self::Forward,
        Self::Attachment,
        Self::Via,
        Self::Damaged,
        Self::Twice,
        Self::Circle,
        Self::Delayed,
        Self::Off,
    ];

    /// As sent by a form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Srs => "srs",
            Self::Forward => "forward",
            Self::Attachment => "attachment",
            Self::Via => "via",
            Self::Damaged => "damaged",
            Self::Twice => "twice",
            Self::Circle => "circle",
            Self::Delayed => "delayed",
            Self::Off => "off",
        }
    }
}

/// One thing that goes wrong at the practice server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing goes wrong.
    #[default]
    None,
    /// Closes every connection at once.
    DropAtConnect,
    /// Never greets.
    NoGreeting,
    /// Greets with 554.
    GreetingRefused,
    /// Shows a certificate that ended yesterday.
    CertificateExpired,
    /// Shows a certificate for another name.
    CertificateWrongName,
    /// Shows a certificate of an authority that nobody knows.
    CertificateUnknownIssuer,
    /// Does not offer STARTTLS on the STARTTLS port.
    StartTlsNotOffered,
    /// Does not offer AUTH.
    SignInNotOffered,
    /// Answers AUTH with 535.
    SignInRefused,
    /// Answers AUTH with 454.
    SignInUnavailable,
    /// Answers MAIL with 553.
    SenderRefused,
    /// Answers RCPT with 550.
    RecipientRefused,
    /// Answers the end of data with 554.
    MessageRefused,
    /// Answers the end of data with 451.
    RefusedForNow,
    /// Closes the connection at MAIL.
    DropAtMail,
    /// Closes the connection within DATA.
    DropInData,
    /// Closes the connection after the end of data, before its answer.
    DropAfterData,
    /// Never answers EHLO.
    NoAnswer,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::None,
        Self::DropAtConnect,
        Self::NoGreeting,
        Self::GreetingRefused,
        Self::CertificateExpired,
        Self::CertificateWrongName,
        Self::CertificateUnknownIssuer,
        Self::StartTlsNotOffered,
        Self::SignInNotOffered,
        Self::SignInRefused,
        Self::SignInUnavailable,
        Self::SenderRefused,
        Self::RecipientRefused,
        Self::MessageRefused,
        Self::RefusedForNow,
        Self::DropAtMail,
        Self::DropInData,
        Self::DropAfterData,
        Self::NoAnswer,
    ];

    /// As sent by a form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::DropAtConnect => "drop_at_connect",
            Self::NoGreeting => "no_greeting",
            Self::GreetingRefused => "greeting_refused",
            Self::CertificateExpired => "certificate_expired",
            Self::CertificateWrongName => "certificate_wrong_name",
            Self::CertificateUnknownIssuer => "certificate_unknown_issuer",
            Self::StartTlsNotOffered => "start_tls_not_offered",
            Self::SignInNotOffered => "sign_in_not_offered",
            Self::SignInRefused => "sign_in_refused",
            Self::SignInUnavailable => "sign_in_unavailable",
            Self::SenderRefused => "sender_refused",
            Self::RecipientRefused => "recipient_refused",
            Self::MessageRefused => "message_refused",
            Self::RefusedForNow => "refused_for_now",
            Self::DropAtMail => "drop_at_mail",
            Self::DropInData => "drop_in_data",
            Self::DropAfterData => "drop_after_data",
            Self::NoAnswer => "no_answer",
        }
    }
}

/// How the practice server is switched.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PracticeState {
    /// What happens to incoming mail.
    pub redirection: Redirection,
    /// What goes wrong.
    pub fault: Fault,
}

/// What a newcomer types into the wizard in practice mode.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PracticeFacts {
    /// The company's own recruiting address.
    pub custom_address: String,
    /// The practice server's name.
    pub host: String,
    /// Its port for SSL/TLS.
    pub tls_port: u16,
    /// Its port for STARTTLS.
    pub starttls_port: u16,
    /// The account.
    pub account: String,
    /// The password; it opens nothing but the practice server.
    pub password: String,
}

/// A sample application.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Application {
    /// The candidate's name.
    pub name: String,
    /// The candidate's address.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}
