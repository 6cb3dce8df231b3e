use serde::{Deserialize, Serialize};

/// Who can do something about a cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fixer {
    /// The admin, on this page.
    You,
    /// The mail provider, or the admin in the provider's own settings.
    Provider,
    /// The company's IT.
    It,
    /// The company's IT or its mail provider: which of them runs the server is not known.
    ItOrProvider,
    /// Whoever keeps the DNS of the company's domain.
    Dns,
    /// Whoever runs Postroom.
    Operator,
}

impl Fixer {
    /// Its stable id: what `postroom explain` prints for programs.
    pub const fn id(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::Provider => "provider",
            Self::It => "it",
            Self::ItOrProvider => "it_or_provider",
            Self::Dns => "dns",
            Self::Operator => "operator",
        }
    }
}
