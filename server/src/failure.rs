//! Why the program stops: a sentence for the person at the terminal.

/// A sentence that says what happened and what to do next.
#[derive(Debug)]
pub struct Failure(pub String);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<engine::Error> for Failure {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::Problem(problem) => {
                Self(app::CallError(problem).sentence(types::text::Lang::En))
            }
            engine::Error::Unsealable => {
                Self("a stored secret does not open: the key file is not the one it was sealed with. Put the right key file back, or enter the passwords again.".into())
            }
            other => Self(other.to_string()),
        }
    }
}
