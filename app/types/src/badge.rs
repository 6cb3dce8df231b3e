//! What is known to work, in one word.

use serde::{Deserialize, Serialize};

use crate::{OauthConnection, TestState, Timestamp};

/// The verdict over the tests of the settings in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Badge {
    /// Nobody has tested these values.
    #[default]
    NotTested,
    /// The company's server took the test mail; it has not come back.
    SendingWorks,
    /// The test mail came back; every test since then did too.
    LoopWorks {
        /// The first of these tests.
        since: Timestamp,
    },
    /// The sign-in at Google or Microsoft ends soon: then somebody must sign in there anew.
    SignInEnds {
        /// When.
        at: Timestamp,
    },
    /// The sign-in at Google or Microsoft has ended, so nothing can be sent.
    SignInEnded {
        /// When that was noticed.
        since: Timestamp,
    },
    /// The newest test failed before the mail was handed over.
    Failing {
        /// The first test of this run of failures.
        since: Timestamp,
    },
}

/// So long before a connection ends this is said, in seconds: a week, with a weekend and a holiday in it.
const ENDS_SOON_SECS: i64 = 7 * 86_400;

impl Badge {
    /// With what is known of the connection that the settings sign in by: that it ends is worth more than a test of
    /// yesterday.
    pub fn with_connection(self, connection: Option<&OauthConnection>, now: Timestamp) -> Self {
        let Some(connection) = connection else { return self };
        match (connection.ended_at, connection.ends_at) {
            (Some(since), _) => Self::SignInEnded { since },
            (None, Some(at)) if at <= now => Self::SignInEnded { since: at },
            (None, Some(at)) if at < now.plus_secs(ENDS_SOON_SECS) => Self::SignInEnds { at },
            _ => self,
        }
    }

    /// From the tests of one set of values, newest first, each with when it ended. Tests that say nothing
    /// (cancelled, interrupted) do not count. One whose mail is still waited for proves that sending works, and leaves
    /// open whether the loop does: that is as it was before.
    pub fn from_tests(tests: impl IntoIterator<Item = (TestState, Timestamp)>) -> Self {
        let (mut badge, mut is_sent) = (Self::NotTested, false);
        for (state, at) in tests {
            badge = match (badge, state) {
                (_, TestState::Cancelled | TestState::Interrupted | TestState::Sending) => badge,
                (Self::NotTested | Self::LoopWorks { .. }, TestState::Waiting) => {
                    is_sent = true;
                    badge
                }
                (Self::NotTested | Self::LoopWorks { .. }, TestState::Passed) => Self::LoopWorks { since: at },
                (Self::NotTested, TestState::Failed) if is_sent => break,
                (Self::NotTested | Self::Failing { .. }, TestState::Failed) => Self::Failing { since: at },
                (Self::NotTested, TestState::NotReturned) => return Self::SendingWorks,
                _ => return badge,
            };
        }
        if badge == Self::NotTested && is_sent { Self::SendingWorks } else { badge }
    }
}

#[cfg(test)]
mod tests {
    use super::Badge;
    use crate::{TestState::*, Timestamp};

    #[test]
    fn counts_the_newest_run_only() {
        let at = Timestamp;
        for (tests, badge) in [
            (vec![], Badge::NotTested),
            (vec![Cancelled, Interrupted, Sending], Badge::NotTested),
            (vec![NotReturned, Passed], Badge::SendingWorks),
            (vec![Waiting], Badge::SendingWorks),
            (vec![Passed, Cancelled, Passed, Failed], Badge::LoopWorks { since: at(-2) }),
            (vec![Failed, Failed, Passed], Badge::Failing { since: at(-1) }),
            (vec![Waiting, Failed], Badge::SendingWorks),
            (vec![Waiting, NotReturned, Passed], Badge::SendingWorks),
            (vec![Waiting, Passed, Passed, Failed], Badge::LoopWorks { since: at(-2) }),
            (vec![Passed, Waiting, Passed], Badge::LoopWorks { since: at(-2) }),
            (vec![Failed, Waiting, Failed], Badge::Failing { since: at(0) }),
            (vec![Failed, NotReturned, Failed], Badge::Failing { since: at(0) }),
        ] {
            let dated = tests.iter().enumerate().map(|(age, state)| (*state, at(-(age as i64))));
            assert_eq!(Badge::from_tests(dated), badge, "{tests:?}");
        }
    }
}
