use super::{Cause, Field};
use crate::text::Lang;

/// A cause in sentences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CauseWords {
    /// What happened, for whoever set it up.
    pub sentence: &'static str,
    /// What to do next.
    pub next: &'static str,
    /// The same for technicians.
    pub it: &'static str,
}

impl Cause {
    /// What happened, in one sentence.
    pub fn sentence(self, lang: Lang) -> &'static str {
        lang.causes().by_key(self.id()).unwrap_or_default()
    }

    /// All its sentences.
    pub fn words(self, lang: Lang) -> CauseWords {
        let part = |part| lang.causes().by_key(&format!("{}{part}", self.id())).unwrap_or_default();
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
            Self::SignInWith => t.sign_in_with,
        }
    }
}
