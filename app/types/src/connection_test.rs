//! One connection test: ordered stages, each with its outcome and the server's own words, and the arrival.

use serde::{Deserialize, Serialize};

use crate::{Cause, EmailAddress, Finding, MessageId, SmtpSettings, StageRecord, TestId, Timestamp, Verdict};

/// How long a test waits for its mail, in seconds. Redirections with greylisting take up to ten minutes.
pub const ARRIVAL_WAIT_SECS: i64 = 15 * 60;

/// A test as it stands now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConnectionTest {
    /// Its identity.
    pub id: TestId,
    /// When it began.
    pub started_at: Timestamp,
    /// When its state was last decided; nothing while it runs.
    pub ended_at: Option<Timestamp>,
    /// Where it stands.
    pub state: TestState,
    /// What was tested.
    pub settings: TestedSettings,
    /// Whether these are the values now stored.
    pub is_saved: bool,
    /// Every stage in the order it happens, those not reached included.
    pub stages: Vec<Stage>,
    /// What came back; of several mails, the one that the verdict follows from.
    pub arrival: Option<Arrival>,
    /// What they show; nothing while no server has taken any.
    pub verdict: Option<Verdict>,
    /// Whether the mail from outside was not sent, so that only half of it was tested.
    pub is_half: bool,
}

/// Where a test stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestState {
    /// Talking to the company's server.
    Sending,
    /// Handed over, waiting for the mail to come back.
    Waiting,
    /// The mail came back.
    Passed,
    /// A stage before the hand-over failed.
    Failed,
    /// Handed over, and nothing came back in time.
    NotReturned,
    /// Somebody cancelled it.
    Cancelled,
    /// Postroom was stopped while it talked to the server.
    Interrupted,
}

impl TestState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Sending,
        Self::Waiting,
        Self::Passed,
        Self::Failed,
        Self::NotReturned,
        Self::Cancelled,
        Self::Interrupted,
    ];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotReturned => "not_returned",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }

    /// From what is stored.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether anything may still happen by itself.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Sending | Self::Waiting)
    }
}

/// What was tested, without the password.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TestedSettings {
    /// Sender and recipient of the test mail.
    pub custom_address: EmailAddress,
    /// Where the redirection must bring it.
    pub recruiting_address: EmailAddress,
    /// The server and how it was reached.
    pub smtp: SmtpSettings,
}

/// One stage.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stage {
    /// Which.
    pub name: StageName,
    /// How it went.
    pub outcome: Outcome,
    /// How long it took, in milliseconds; nothing until it ended.
    pub millis: Option<u32>,
    /// What was found out, e.g. the address connected to, the certificate's names, the queue id.
    pub fact: Option<Fact>,
    /// The server's own words, line by line, without secrets.
    pub said: Vec<String>,
    /// What is of use to an IT department only.
    #[serde(default)]
    pub record: StageRecord,
    /// What was found out after the test had stopped here.
    #[serde(default)]
    pub findings: Vec<Finding>,
}

impl Stage {
    /// A stage that has not been reached.
    pub const fn todo(name: StageName) -> Self {
        Self {
            name,
            outcome: Outcome::NotReached,
            millis: None,
            fact: None,
            said: Vec::new(),
            findings: Vec::new(),
            record: StageRecord::new(),
        }
    }
}

/// The stages of a test.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// Host name to addresses.
    Lookup,
    /// TCP.
    Connect,
    /// 220 and EHLO.
    Greeting,
    /// TLS and the certificate.
    Encryption,
    /// AUTH.
    SignIn,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA up to the answer that takes responsibility.
    HandOver,
    /// Between the company's server and us.
    OnItsWay,
    /// At the company recruiting address.
    Arrival,
}

impl StageName {
    /// The stages in the order they happen with this encryption: with SSL/TLS the server greets after the handshake.
    pub const fn in_order(encryption: crate::Encryption) -> [Self; 10] {
        let (third, fourth) = match encryption {
            crate::Encryption::Tls => (Self::Encryption, Self::Greeting),
            crate::Encryption::StartTls => (Self::Greeting, Self::Encryption),
        };
        [
            Self::Lookup,
            Self::Connect,
            third,
            fourth,
            Self::SignIn,
            Self::Sender,
            Self::Recipient,
            Self::HandOver,
            Self::OnItsWay,
            Self::Arrival,
        ]
    }
}

/// How a stage went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// Not begun.
    NotReached,
    /// Going on.
    Running,
    /// Done.
    Passed,
    /// Stopped here.
    Failed(Cause),
    /// Cancelled here.
    Cancelled,
}

/// What a stage found out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fact {
    /// The addresses behind the name.
    Addresses(Vec<String>),
    /// The address and port of the connection.
    ConnectedTo(String),
    /// Protocol and certificate; the certificate is known even when it was not accepted.
    Certificate {
        /// E.g. `TLSv1.3`; empty when none was agreed on.
        protocol: String,
        /// The names the certificate is for.
        names: Vec<String>,
        /// Who issued it.
        issuer: String,
        /// Its last moment.
        valid_until: Timestamp,
    },
    /// The SASL mechanism used.
    Mechanism(String),
    /// Mechanisms offered, none of them ours.
    Offered(Vec<String>),
    /// The server's number for the message, to look up in its log.
    QueueId(String),
}

/// The test mail's return.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Arrival {
    /// The message it is listed as.
    pub message: MessageId,
    /// When we received it.
    pub at: Timestamp,
    /// What came back beside what was sent.
    pub headers: Vec<HeaderComparison>,
    /// The address it came to, when that is not the one it should have come to.
    pub elsewhere: Option<String>,
}

/// One header field, sent and found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeaderComparison {
    /// The field's name.
    pub name: String,
    /// Its value when sent.
    pub sent: String,
    /// Its value on arrival; nothing when the field is gone.
    pub found: Option<String>,
}

impl HeaderComparison {
    /// Whether the value came through.
    pub fn is_same(&self) -> bool {
        self.found.as_deref() == Some(self.sent.as_str())
    }
}
