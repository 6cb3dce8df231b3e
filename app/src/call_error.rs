//! What a server function answers instead of its result.

use serde::{Deserialize, Serialize};
use server_fn::{
    codec::PostcardEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use types::{InputField, Problem, text::Lang};

/// A [`Problem`], as server functions carry it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CallError(pub Problem);

impl FromServerFnError for CallError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Problem::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Problem::BadRequest,
            _ => Problem::Unavailable { reference: "0".into() },
        })
    }
}

impl From<Problem> for CallError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

#[cfg(feature = "ssr")]
impl From<engine::Error> for CallError {
    fn from(error: engine::Error) -> Self {
        Self(error.into())
    }
}

impl CallError {
    /// The field whose input cannot be used, when it is about one.
    pub const fn field(&self) -> Option<InputField> {
        match self.0 {
            Problem::Invalid { field, .. } => Some(field),
            _ => None,
        }
    }

    /// What is wrong with this field; nothing when the error is about something else.
    pub fn at(&self, field: InputField, lang: Lang) -> Option<String> {
        (self.field() == Some(field)).then(|| self.sentence(lang))
    }

    /// What happened and what to do next, for a person.
    pub fn sentence(&self, lang: Lang) -> String {
        let t = lang.problems();
        match &self.0 {
            Problem::NotSignedIn => t.not_signed_in.into(),
            Problem::NotAllowed => t.not_allowed.into(),
            Problem::NotFound => t.not_found.into(),
            Problem::TooLate => t.too_late.into(),
            Problem::NewerMessage => t.newer_message.into(),
            Problem::MissingValues { placeholders } => {
                t.missing_values(placeholders.iter().map(|one| one.sign()).collect::<Vec<_>>().join(", "))
            }
            Problem::Invalid { fault, .. } => t.by_key(fault.key()).unwrap_or_default().into(),
            Problem::ChangedMeanwhile => t.changed_meanwhile.into(),
            Problem::NothingChosen => t.nothing_chosen.into(),
            Problem::WrongPassword => t.wrong_password.into(),
            Problem::Locked { wait_secs } => t.locked(wait_secs),
            Problem::TooManyTests { wait_secs } => t.too_many_tests(wait_secs),
            Problem::AlreadySetUp => t.already_set_up.into(),
            Problem::WrongSetupToken => t.wrong_setup_token.into(),
            Problem::BadRequest => t.bad_request.into(),
            Problem::Unreachable => t.unreachable.into(),
            Problem::Unavailable { reference } => t.unavailable(reference),
        }
    }
}
