//! The table of faults: what a server does, and the cause's id, the field at fault and the stage that must be told.

mod answers;

use types::{Cause, StageName};

use super::{Told, causes};
use crate::explain;

/// What must be told about a fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    /// Of the cause.
    pub(super) id: &'static str,
    /// The id of the field; `-` for none.
    pub(super) field: &'static str,
    /// Where the test stopped.
    pub(super) stage: StageName,
}

impl Expected {
    /// What differs from it, in words; nothing when all is as expected.
    pub(super) fn differs(self, told: &Told) -> Option<String> {
        let Err(cause) = told.result else { return Some("no fault".to_owned()) };
        let found = (cause.id(), cause.field().map_or("-", types::Field::id), told.stages.last().map(|last| last.name));
        (found != (self.id, self.field, Some(self.stage)))
            .then(|| format!("{found:?}, not {self:?}: {:?}", told.stages.last().map(|last| &last.said)))
    }
}

/// Decided before or after a dialogue, and shown elsewhere: in `reaching`, in the engine's tests, by the outbox.
const ELSEWHERE: &[Cause] = &[
    Cause::HostUnknown,
    Cause::HostWithoutAddress,
    Cause::LookupRefused,
    Cause::LookupFailed,
    Cause::HostNotAllowed,
    Cause::PortNotAllowed,
    Cause::ConnectionRefused,
    Cause::NoRoute,
    Cause::ConnectionForbidden,
    Cause::ConnectTimedOut,
    Cause::Port25Blocked,
    Cause::CertificateRevoked,
    Cause::OauthNotOffered,
    Cause::OauthNotConnected,
    Cause::OauthClientRefused,
    Cause::OauthOtherServer,
    Cause::NotReturned,
    Cause::Interrupted,
];

/// Nobody adds a cause without a server that brings it about.
#[test]
fn every_cause_is_shown() {
    let shown: Vec<Cause> = causes::shown().into_iter().chain(answers::shown()).collect();
    let missing: Vec<_> =
        Cause::ALL.iter().filter(|cause| !shown.contains(cause) && !ELSEWHERE.contains(cause)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(answers::ROWS.len() >= 70);
}

/// The outbox and a test understand the same answer alike, at whatever stage a table names.
#[test]
fn stages_are_those_of_the_catalogue() {
    for row in answers::ROWS {
        let cause = explain(Some(row.expected.stage), &crate::Answer::new(row.reply.split("\r\n")));
        let is_hello = cause == Cause::GreetingRefused && row.expected.id == "hello_refused";
        assert!(cause.id() == row.expected.id || is_hello, "{}: {}", row.reply, cause.id());
    }
}

/// What a server repeats changes nothing.
#[test]
fn echoes_are_not_listened_to() {
    let cause =
        |row: &answers::Row, reply: &str| explain(Some(row.expected.stage), &crate::Answer::new(reply.split("\r\n")));
    for row in answers::ROWS {
        for echoing in crate::explain::with_echoes(row.reply) {
            assert_eq!(cause(row, &echoing), cause(row, row.reply), "{echoing}");
        }
    }
}
