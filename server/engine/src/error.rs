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
    /// It cannot be made harmless, so a browser does not show it.
    #[error("it cannot be shown without harm")]
    NotShown,
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

    /// Whether it is what was to be stored or read that is at fault, so that trying again is of no use. Everything else may
    /// work as soon as the store does.
    pub(crate) fn is_about_the_data(&self) -> bool {
        match self {
            Self::Store(sqlx::Error::Database(error)) => is_about_the_data(error.as_ref()),
            Self::Store(error) => {
                matches!(error, sqlx::Error::Encode(_) | sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. })
            }
            Self::Problem(_) | Self::Stored(_) | Self::Quarantined | Self::NotShown => true,
            Self::Migration(_) | Self::Unsealable | Self::OtherKey | Self::File(_) | Self::Stopping => false,
        }
    }
}

/// Whether a database refuses what it was given: values that it cannot hold, or that break a rule of the layout.
fn is_about_the_data(error: &dyn sqlx::error::DatabaseError) -> bool {
    /// Data exceptions, violated constraints, exceeded limits (PostgreSQL's error codes).
    const CLASSES: [&str; 3] = ["22", "23", "54"];
    /// `SQLITE_TOOBIG`, `SQLITE_CONSTRAINT` and `SQLITE_MISMATCH`, the lowest eight bits of a result code.
    const RESULTS: [u32; 3] = [18, 19, 20];
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return code.parse::<u32>().is_ok_and(|code| RESULTS.contains(&(code & 0xff)));
    }
    CLASSES.iter().any(|class| code.starts_with(class))
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
            Error::Quarantined | Error::NotShown => Self::NotAllowed,
            hidden => {
                let reference = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
                tracing::error!(reference, error = %hidden, "a call failed");
                Self::Unavailable { reference }
            }
        }
    }
}
