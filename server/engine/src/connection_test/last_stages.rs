//! The stages of a test that follow from where it stands.

use types::{Arrival, Cause, ConnectionTest, Outcome, Stage, StageName, TestState};

/// The last two stages follow from the test's state; storing them too could contradict it.
pub(super) fn draw_return(test: &mut ConnectionTest) {
    let arrival_millis =
        test.arrival.as_ref().map(|arrival: &Arrival| millis(arrival.at.millis_since(test.started_at)));
    let (on_its_way, arrival) = match (test.state, arrival_millis) {
        (TestState::NotReturned, Some(_)) => (Outcome::Passed, Outcome::Failed(Cause::NotReturned)),
        (TestState::Waiting, Some(_)) => (Outcome::Running, Outcome::NotReached),
        (_, Some(_)) => (Outcome::Passed, Outcome::Passed),
        (TestState::Waiting, None) => (Outcome::Running, Outcome::NotReached),
        (TestState::NotReturned, None) => (Outcome::Passed, Outcome::Failed(Cause::NotReturned)),
        (TestState::Cancelled, None) if is_handed_over(&test.stages) => (Outcome::Cancelled, Outcome::NotReached),
        _ => (Outcome::NotReached, Outcome::NotReached),
    };
    for stage in &mut test.stages {
        match (stage.name, stage.outcome, test.state) {
            (StageName::OnItsWay, ..) => stage.outcome = on_its_way,
            (StageName::Arrival, ..) => (stage.outcome, stage.millis) = (arrival, arrival_millis),
            (_, Outcome::Running, TestState::Cancelled) => stage.outcome = Outcome::Cancelled,
            (_, Outcome::Running, TestState::Interrupted) => stage.outcome = Outcome::Failed(Cause::Interrupted),
            _ => {}
        }
    }
}

fn is_handed_over(stages: &[Stage]) -> bool {
    stages.iter().any(|stage| stage.name == StageName::HandOver && stage.outcome == Outcome::Passed)
}

fn millis(n: i64) -> u32 {
    u32::try_from(n.max(0)).unwrap_or(u32::MAX)
}
