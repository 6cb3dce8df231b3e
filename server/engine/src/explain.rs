//! What a server's answer means: a pure function over a catalogue of rules, for connection tests, the outbox and
//! `postroom explain` alike.

mod answer;
mod catalogue;
mod names;
mod pasted;
mod pattern;
mod rule;

use types::{Cause, StageName};

pub use answer::Answer;
pub(crate) use answer::is_status;
pub use pasted::{Explained, explain_pasted};

/// The cause that this answer, given at this stage, stands for; [`Cause::Unknown`] when no rule knows it, never a
/// guess. Without a stage only what is telling by itself counts: the answer's words and its enhanced status code.
pub fn explain(stage: Option<StageName>, answer: &Answer) -> Cause {
    catalogue::find(stage, answer).map_or(Cause::Unknown, |rule| rule.cause)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::with_echoes;
