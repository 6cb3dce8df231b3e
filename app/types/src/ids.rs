//! Identities of stored things.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The identity with this value.
            pub const fn new(value: Uuid) -> Self {
                Self(value)
            }

            /// Its sixteen bytes, as stored.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// From the sixteen bytes as stored; nothing when there are more or fewer.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id! {
    /// The main company or a subcompany.
    CompanyId
}
id! {
    /// Somebody who signs in.
    PersonId
}
id! {
    /// An incoming message.
    MessageId
}
id! {
    /// One connection test.
    TestId
}
id! {
    /// An opening.
    PositionId
}
id! {
    /// Somebody who applies.
    CandidateId
}
id! {
    /// A candidate's application for a position.
    ApplicationId
}
id! {
    /// A message on its way out, or sent.
    OutgoingId
}
id! {
    /// A file that goes out with a message.
    FileId
}
id! {
    /// A text that answers begin with.
    TemplateId
}
id! {
    /// What a person decided about a message.
    DecisionId
}
id! {
    /// Two candidates that became one.
    MergeId
}
id! {
    /// What a script shows to be let in.
    TokenId
}
id! {
    /// An address that is told of new messages.
    WebhookId
}
