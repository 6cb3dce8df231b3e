//! What was found out after a connection test had stopped, without the password.

use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::text::Lang;
use crate::{CauseWords, ConnectionTest, Encryption, SmtpSettings};

/// One thing that was found out about the server.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// This port with this encryption answers, shows a right certificate and lets people sign in.
    Works {
        /// TCP port.
        port: u16,
        /// The encryption that belongs to it.
        encryption: Encryption,
    },
    /// None of these ports answers.
    NothingAnswers(Vec<u16>),
    /// Port 25 does not answer from here.
    Port25Silent,
    /// The names that the certificate is for.
    CertificateNames(Vec<String>),
    /// Under this name the same server shows a right certificate.
    FittingHost(String),
    /// The ways of signing in that the server offers instead.
    OtherMechanisms(Vec<String>),
}

/// Settings that would work.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proposal {
    /// Host, port and encryption; the account stays.
    pub smtp: SmtpSettings,
    /// What the button says.
    pub label: String,
}

/// A finding in words, with what follows from it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ToldFinding {
    /// What was found out.
    pub sentence: String,
    /// What to use instead, when it is a setting.
    pub proposal: Option<Proposal>,
}

/// A connection test with its sentences, which only the server has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ToldTest {
    /// The test.
    pub test: ConnectionTest,
    /// Why it stopped.
    pub why: Option<CauseWords>,
    /// What was found out after that.
    pub findings: Vec<ToldFinding>,
    /// The report for technicians.
    pub report: String,
}

#[cfg(not(target_arch = "wasm32"))]
impl ToldTest {
    /// The test in this language.
    pub fn new(test: ConnectionTest, lang: Lang) -> Self {
        let failure = test.failure();
        let why = failure.map(|(_, cause)| cause.words(lang));
        let found = failure.map(|(stage, _)| stage.findings.as_slice()).unwrap_or_default();
        let findings = found.iter().map(|finding| finding.told(&test.settings.smtp, lang)).collect();
        Self { why, findings, report: crate::report_text(&test, lang), test }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Finding {
    /// In words.
    pub fn words(&self, lang: Lang) -> String {
        let t = lang.findings();
        match self {
            Self::Works { port, encryption } => t.works(port, encryption),
            Self::NothingAnswers(ports) => {
                t.nothing_answers(ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", "))
            }
            Self::Port25Silent => t.port_25_silent.to_owned(),
            Self::CertificateNames(names) => t.certificate_names(names.join(", ")),
            Self::FittingHost(host) => t.fitting_host(host),
            Self::OtherMechanisms(mechanisms) => t.other_mechanisms(mechanisms.join(", ")),
        }
    }

    fn told(&self, tested: &SmtpSettings, lang: Lang) -> ToldFinding {
        let t = lang.findings();
        let proposal = match self {
            Self::Works { port, encryption } => Some(Proposal {
                smtp: SmtpSettings { port: *port, encryption: *encryption, ..tested.clone() },
                label: t.use_port(port, encryption),
            }),
            Self::FittingHost(host) => {
                Some(Proposal { smtp: SmtpSettings { host: host.clone(), ..tested.clone() }, label: t.use_host(host) })
            }
            _ => None,
        };
        ToldFinding { sentence: self.words(lang), proposal }
    }
}
