//! What the engine answers instead of a result, and the one way from there to what a person sees.

use types::{InputFault, InputField, Problem};

/// Why the engine did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something a person can act on; each variant is a branch on a screen.
    #[error("{0:?}")]
    Problem(Problem),
    /// The store failed.
    #[error("store: {0}")]
    Store(#[from] sqlx::Error),
    /// The store's layout could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A sealed secret does not open with the keys there are.
    #[error("a sealed secret does not open")]
    Unsealable,
    /// The key file is another one than that of the store, or is gone.
    #[error("the key file is not the one that this database belongs to")]
    OtherKey,
    /// What is stored is not what this version writes.
    #[error("stored {0} is not readable")]
    Stored(&'static str),
    /// A file could not be read or written.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// A virus was found in it: nobody gets it.
    #[error("a virus was found in it")]
    Quarantined,
    /// Postroom is stopping.
    #[error("stopping")]
    Stopping,
}

/// The engine's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A field cannot be used.
    pub const fn invalid(field: InputField, fault: InputFault) -> Self {
        Self::Problem(Problem::Invalid { field, fault })
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Error> for Problem {
    /// Logs what a person must not see, and leaves them a number to find it by.
    fn from(error: Error) -> Self {
        match error {
            Error::Problem(problem) => problem,
            Error::Quarantined => Self::NotAllowed,
            hidden => {
                let reference = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
                tracing::error!(reference, error = %hidden, "a call failed");
                Self::Unavailable { reference }
            }
        }
    }
}
