//! What an attempt comes to: pure functions of what the server said.

use types::{Cause, EmailAddress, OutgoingReason, OutgoingState, OutgoingWord, RecipientState, Timestamp};

use crate::{
    explain::is_status,
    smtp::{Refusal, Stopped},
};

/// The first pause between two attempts, in seconds.
const FIRST_PAUSE_SECS: i64 = 60;
/// The longest pause: RFC 5321 section 4.5.4.1 wants hours in the end, and greylisting forgets after some.
const LONGEST_PAUSE_SECS: i64 = 4 * 60 * 60;

/// What happened to one recipient.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// The server has taken the message over.
    Taken,
    /// Trying again may help.
    ForNow(Cause),
    /// Trying again does not help.
    ForGood(Cause),
    /// It was handed over, and no answer came.
    Unclear,
}

/// One recipient, and what was said about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Told {
    pub(super) address: EmailAddress,
    pub(super) verdict: Verdict,
    /// Enhanced status code, possibly empty.
    pub(super) status: String,
    /// The server's words, without secrets.
    pub(super) words: Vec<String>,
}

/// Where a message stands after an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Standing {
    pub(crate) state: OutgoingState,
    pub(crate) reason: OutgoingReason,
    /// When it is tried again.
    pub(crate) next: Option<Timestamp>,
}

impl Verdict {
    /// Of a refusal or a fault before the content was handed over.
    pub(super) const fn of(stopped: Stopped) -> Self {
        match stopped.answer {
            Some(Refusal::ForGood) => Self::ForGood(stopped.cause),
            Some(Refusal::ForNow) | None => Self::ForNow(stopped.cause),
        }
    }

    /// Of a refusal or a fault after the content was handed over: only an answer ends the doubt.
    pub(super) const fn of_content(stopped: Stopped) -> Self {
        if stopped.answer.is_some() { Self::of(stopped) } else { Self::Unclear }
    }

    /// The recipient's state that it leads to.
    pub(super) const fn state(self) -> RecipientState {
        match self {
            Self::Taken => RecipientState::Taken,
            Self::ForNow(_) => RecipientState::Delayed,
            Self::ForGood(_) => RecipientState::Refused,
            Self::Unclear => RecipientState::Unclear,
        }
    }
}

/// Where a message stands: `states` are those of all its recipients after this attempt, `told` is the attempt alone.
pub(super) fn standing(
    states: &[RecipientState],
    told: &[Told],
    n_attempts: i64,
    now: Timestamp,
    give_up_at: Timestamp,
) -> Standing {
    let any = |state| states.contains(&state);
    let cause = |is_it: fn(&Verdict) -> Option<Cause>| told.iter().find_map(|told| is_it(&told.verdict));
    let ended = |state, reason| Standing { state, reason, next: None };
    if any(RecipientState::Unclear) {
        return ended(OutgoingState::Unclear, OutgoingWord::NoAnswer.into());
    }
    if any(RecipientState::Delayed) || any(RecipientState::Waiting) {
        let next = now.plus_secs(pause_secs(n_attempts));
        if now >= give_up_at {
            return ended(OutgoingState::Refused, OutgoingWord::GaveUp.into());
        }
        let cause = cause(|verdict| if let Verdict::ForNow(cause) = verdict { Some(*cause) } else { None });
        let reason = OutgoingReason::Server(cause.unwrap_or(Cause::RefusedForNow));
        return Standing { state: OutgoingState::Delayed, reason, next: Some(next) };
    }
    if any(RecipientState::Bounced) {
        return ended(OutgoingState::Bounced, OutgoingWord::ReportedFailed.into());
    }
    if any(RecipientState::Refused) {
        let cause = cause(|verdict| if let Verdict::ForGood(cause) = verdict { Some(*cause) } else { None });
        let reason = match cause {
            Some(cause) if !any(RecipientState::Taken) => OutgoingReason::Server(cause),
            _ => OutgoingWord::SomeRefused.into(),
        };
        return ended(OutgoingState::Refused, reason);
    }
    ended(OutgoingState::Sent, OutgoingWord::Sent.into())
}

/// Where a message stands whose doubt has ended without another attempt; nothing while some of it is left. `sent` is the
/// reason when everybody has it. For whom it still waits, it is tried again at once.
pub(crate) fn without_doubt(states: &[RecipientState], sent: OutgoingWord, now: Timestamp) -> Option<Standing> {
    let standing = standing(states, &[], 0, now, Timestamp(i64::MAX));
    match standing.state {
        OutgoingState::Unclear => None,
        OutgoingState::Sent => Some(Standing { reason: sent.into(), ..standing }),
        _ => Some(Standing { next: standing.next.map(|_| now), ..standing }),
    }
}

/// Whether somebody has the message, or may have it.
pub(crate) const fn may_have_it(state: RecipientState) -> bool {
    use RecipientState::{Bounced, Delayed, Delivered, Refused, Taken, Unclear, Waiting};
    match state {
        Taken | Delivered | Bounced | Unclear => true,
        Waiting | Delayed | Refused => false,
    }
}

/// The pause after this many attempts: a minute, doubled each time.
pub(super) fn pause_secs(n_attempts: i64) -> i64 {
    let doublings = u32::try_from(n_attempts.clamp(1, 20) - 1).unwrap_or(0);
    (FIRST_PAUSE_SECS << doublings).min(LONGEST_PAUSE_SECS)
}

/// The enhanced status code (RFC 3463) in the last of these reply lines; empty when there is none.
pub(super) fn status(words: &[String]) -> String {
    let text = words.last().and_then(|line| line.get(4..)).unwrap_or_default();
    let first = text.split_whitespace().next().unwrap_or_default();
    if is_status(first) { first.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use types::{Cause, OutgoingReason, OutgoingState, OutgoingWord, RecipientState as State, Timestamp};

    use super::{Refusal, Stopped, Told, Verdict, pause_secs, standing, status};

    const NOW: Timestamp = Timestamp(1_000_000_000);

    fn told(verdicts: &[Verdict]) -> Vec<Told> {
        let told = |(n, verdict): (usize, &Verdict)| Told {
            address: format!("a{n}@x.de").parse().unwrap(),
            verdict: *verdict,
            status: String::new(),
            words: Vec::new(),
        };
        verdicts.iter().enumerate().map(told).collect()
    }

    #[test]
    fn follows_from_all_recipients() {
        let (now, good) = (Verdict::ForNow(Cause::RefusedForNow), Verdict::ForGood(Cause::RecipientRefused));
        let server = OutgoingReason::Server;
        for (states, verdicts, state, reason) in [
            (vec![State::Taken], vec![Verdict::Taken], OutgoingState::Sent, OutgoingWord::Sent.into()),
            (vec![State::Delayed], vec![now], OutgoingState::Delayed, server(Cause::RefusedForNow)),
            (vec![State::Refused], vec![good], OutgoingState::Refused, server(Cause::RecipientRefused)),
            (
                vec![State::Taken, State::Refused],
                vec![Verdict::Taken, good],
                OutgoingState::Refused,
                OutgoingWord::SomeRefused.into(),
            ),
            (
                vec![State::Taken, State::Refused, State::Delayed],
                vec![Verdict::Taken, good, now],
                OutgoingState::Delayed,
                server(Cause::RefusedForNow),
            ),
            // The other one was refused an attempt ago.
            (
                vec![State::Refused, State::Taken],
                vec![Verdict::Taken],
                OutgoingState::Refused,
                OutgoingWord::SomeRefused.into(),
            ),
            // The report was faster than the answer.
            (vec![State::Bounced], vec![Verdict::Taken], OutgoingState::Bounced, OutgoingWord::ReportedFailed.into()),
            (
                vec![State::Unclear, State::Delayed],
                vec![Verdict::Unclear, now],
                OutgoingState::Unclear,
                OutgoingWord::NoAnswer.into(),
            ),
        ] {
            let found = standing(&states, &told(&verdicts), 1, NOW, NOW.plus_secs(1));
            assert_eq!((found.state, found.reason), (state, reason), "{states:?}");
            assert_eq!(found.next.is_some(), state == OutgoingState::Delayed);
        }
        let late = standing(&[State::Delayed], &told(&[now]), 30, NOW, NOW);
        assert_eq!((late.state, late.reason), (OutgoingState::Refused, OutgoingWord::GaveUp.into()));
    }

    #[test]
    fn pauses_grow_to_hours() {
        let pauses: Vec<i64> = [0, 1, 2, 3, 8, 9, 1_000].into_iter().map(pause_secs).collect();
        assert_eq!(pauses, [60, 60, 120, 240, 7_680, 14_400, 14_400]);
    }

    #[test]
    fn only_answers_end_the_doubt() {
        let cause = Cause::ServerBusy;
        for (answer, before, after) in [
            (Some(Refusal::ForGood), Verdict::ForGood(cause), Verdict::ForGood(cause)),
            (Some(Refusal::ForNow), Verdict::ForNow(cause), Verdict::ForNow(cause)),
            (None, Verdict::ForNow(cause), Verdict::Unclear),
        ] {
            let stopped = Stopped { cause, answer };
            assert_eq!((Verdict::of(stopped), Verdict::of_content(stopped)), (before, after), "{answer:?}");
        }
    }

    #[test]
    fn finds_status_codes() {
        for (line, found) in [
            ("550 5.1.1 no such user", "5.1.1"),
            ("451-4.7.650 later", "4.7.650"),
            ("550 no", ""),
            ("250", ""),
            ("550 1.2.3.4 blocked", ""),
        ] {
            assert_eq!(status(&["250-x".to_owned(), line.to_owned()]), found, "{line}");
        }
    }
}
