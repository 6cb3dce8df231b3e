//! What was found out after a connection test had stopped, without the password.

use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::text::Lang;
use crate::{Encryption, SmtpSettings};

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
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remedy {
    /// Host, port and encryption; the account stays.
    pub smtp: SmtpSettings,
    /// What the button says.
    pub label: String,
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

    /// The settings that follow from it for what was tested, when it is about a setting.
    pub fn remedy(&self, tested: &SmtpSettings, lang: Lang) -> Option<Remedy> {
        let t = lang.findings();
        match self {
            Self::Works { port, encryption } => Some(Remedy {
                smtp: SmtpSettings { port: *port, encryption: *encryption, ..tested.clone() },
                label: t.use_port(port, encryption),
            }),
            Self::FittingHost(host) => {
                Some(Remedy { smtp: SmtpSettings { host: host.clone(), ..tested.clone() }, label: t.use_host(host) })
            }
            _ => None,
        }
    }
}
