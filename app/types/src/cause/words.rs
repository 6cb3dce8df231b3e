use serde::{Deserialize, Serialize};

use super::{Cause, Field};
use crate::text::Lang;

/// A cause in sentences. Written on the server: all of them together are too much for the browser.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CauseWords {
    /// What happened, for whoever set it up.
    pub sentence: String,
    /// What to do next.
    pub next: String,
    /// The same for technicians.
    pub it: String,
}

impl Cause {
    /// From its id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|cause| cause.id() == id)
    }

    /// What happened, in one sentence.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn sentence(self, lang: Lang) -> &'static str {
        lang.causes().by_key(self.id()).unwrap_or_default()
    }

    /// All its sentences.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn words(self, lang: Lang) -> CauseWords {
        let part = |part| lang.causes().by_key(&format!("{}{part}", self.id())).unwrap_or_default().to_owned();
        CauseWords { sentence: part(""), next: part("_next"), it: part("_it") }
    }

    /// Whether it says that the account may not send as the address.
    pub const fn is_sender_refusal(self) -> bool {
        matches!(self, Self::SenderRefused | Self::SenderNotOwned | Self::MicrosoftSendAs | Self::SenderNotVerified)
    }
}

impl Field {
    /// What it is called on the page.
    pub const fn words(self, lang: Lang) -> &'static str {
        let t = lang.wizard();
        match self {
            Self::Redirection => t.step_redirection,
            Self::CustomAddress => t.custom_address,
            Self::Host => t.host,
            Self::Port => t.port,
            Self::Encryption => t.encryption,
            Self::Account => t.account,
            Self::Password => t.password,
        }
    }
}
