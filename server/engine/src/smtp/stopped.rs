//! Why a message went no further, and whether trying again may help.

use types::{Cause, StageName};

use super::reply::Reply;

/// Why a message went no further.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stopped {
    /// What it was.
    pub(crate) cause: Cause,
    /// What the server's answer says about another try; nothing when no answer came.
    pub(crate) answer: Option<Refusal>,
}

/// What a refusal says about another try (RFC 5321 section 4.2.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refusal {
    /// It may help.
    ForNow,
    /// It does not.
    ForGood,
}

impl Stopped {
    /// By this answer.
    pub(crate) fn by(reply: &Reply, stage: StageName) -> Self {
        let answer = if reply.is_for_now() { Refusal::ForNow } else { Refusal::ForGood };
        Self { cause: reply.cause(stage), answer: Some(answer) }
    }

    /// By something that does not change.
    pub(crate) const fn for_good(cause: Cause) -> Self {
        Self { cause, answer: Some(Refusal::ForGood) }
    }
}

impl From<Cause> for Stopped {
    fn from(cause: Cause) -> Self {
        Self { cause, answer: None }
    }
}

impl From<Stopped> for Cause {
    fn from(stopped: Stopped) -> Self {
        stopped.cause
    }
}
