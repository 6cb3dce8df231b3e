//! The verdict: a pure function of what was sent, what came, and the time.

use types::{TestState, Timestamp, Verdict};

use super::{Found, Half, HandOver, SentMail, Shape, compare::EnvelopeChange};

/// A mail that took longer than this was held up. Servers that greylist let a stranger wait for a minute at least; all
/// others take seconds.
const HELD_UP_MILLIS: i64 = 60_000;
/// What reports about mails say that went in a circle: enhanced codes (RFC 3463) and words of servers.
const CIRCLE_WORDS: &[&str] = &[
    "5.4.6",
    "5.4.14",
    "too many hops",
    "hop count",
    "mail loop",
    "loops back",
    "mail forwarding loop",
    "routing loop",
];

/// The verdict over a test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Judged {
    /// The worst of both; that of the mail from outside when it came as it should and the other did not come.
    pub verdict: Verdict,
    /// That of each mail that a server has taken.
    pub halves: Vec<(Half, Verdict)>,
    /// What the verdict follows from, by place; nothing when nothing has come.
    pub decisive: Option<usize>,
    /// How long a mail has been waited for that has not come, in seconds; nothing when all have.
    pub waited_secs: Option<i64>,
}

/// Where a test stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Standing {
    pub state: TestState,
    pub verdict: Option<Verdict>,
    /// Whether a mail came to another address than the one it should have come to.
    pub is_elsewhere: bool,
}

/// What the test has shown until `now`; nothing while no server has taken a mail. `arrivals` in the order they came.
pub(crate) fn verdict(sent: &[SentMail], arrivals: &[Found], now: Timestamp) -> Option<Judged> {
    let halves: Vec<_> = sent.iter().filter_map(|mail| half(mail, arrivals)).collect();
    // Some servers do not redirect what the mailbox wrote to itself. A stranger's mail that came as it should has shown
    // what counts.
    let is_proven = halves.iter().any(|(half, verdict, _)| *half == Half::Outside && verdict.proves_loop());
    let counts = |(half, verdict, _): &&(Half, Verdict, _)| {
        !(is_proven && *half == Half::Own && *verdict == Verdict::NothingYet)
    };
    let deciding = halves.iter().filter(counts);
    let (_, verdict, decisive) = deciding.max_by_key(|(half, verdict, _)| (*verdict, *half == Half::Outside))?;
    let decisive = decisive.or_else(|| arrivals.iter().position(|found| found.shape != Shape::Answer));
    let missing = sent.iter().filter(|mail| !arrivals.iter().any(|found| is_of(mail, found)));
    let waited_secs = missing.filter_map(|mail| Some(now.millis_since(mail.taken_at()?) / 1_000)).max();
    let halves = halves.iter().map(|(half, verdict, _)| (*half, *verdict)).collect();
    Some(Judged { verdict: *verdict, decisive, halves, waited_secs })
}

/// Where a test stands and what it has shown, after something came or was handed over.
pub(crate) fn standing(state: TestState, sent: &[SentMail], arrivals: &[Found], now: Timestamp) -> Standing {
    let has_come = |mail: &SentMail| arrivals.iter().any(|found| is_of(mail, found));
    let is_open = |mail: &SentMail| match mail.hand_over {
        HandOver::Done(_) => !has_come(mail),
        // The company's server may take a mail and hang up without saying so.
        HandOver::Planned | HandOver::Refused(_) => mail.half == Half::Own && !has_come(mail),
        HandOver::NoRelay => false,
    };
    let is_complete = !sent.iter().any(is_open);
    let state = match state {
        TestState::Sending | TestState::Cancelled => state,
        _ if is_complete => TestState::Passed,
        _ => state,
    };
    let is_elsewhere = arrivals.iter().any(|found| found.shape != Shape::Answer && found.arrival.elsewhere.is_some());
    Standing { state, verdict: verdict(sent, arrivals, now).map(|judged| judged.verdict), is_elsewhere }
}

/// Whether this is the mail, in whatever shape.
fn is_of(mail: &SentMail, found: &Found) -> bool {
    found.half == mail.half && found.shape != Shape::Answer
}

fn half(mail: &SentMail, arrivals: &[Found]) -> Option<(Half, Verdict, Option<usize>)> {
    let came: Vec<_> = arrivals.iter().enumerate().filter(|(_, found)| is_of(mail, found)).collect();
    let mut answers = arrivals.iter().filter(|found| found.half == mail.half && found.shape == Shape::Answer);
    let is_told_of_circle = answers.any(|answer| {
        let said = answer.said.to_lowercase();
        CIRCLE_WORDS.iter().any(|words| said.contains(words))
    });
    if mail.taken_at().is_none() && came.is_empty() {
        return None;
    }
    let worst = came.iter().map(|(place, found)| (one(mail, found), *place)).max_by_key(|(verdict, _)| *verdict);
    let (verdict, decisive) = match worst {
        None => (Verdict::NothingYet, None),
        Some((verdict, place)) if came.len() > 1 => (verdict.max(Verdict::Twice), Some(place)),
        Some((verdict, place)) => (verdict, Some(place)),
    };
    let is_circling = is_told_of_circle || came.iter().any(|(_, found)| found.is_circling);
    Some((mail.half, if is_circling { Verdict::Circle } else { verdict }, decisive))
}

/// What one arrival shows.
pub(super) fn one(mail: &SentMail, found: &Found) -> Verdict {
    let millis = mail.taken_at().map_or(0, |taken| found.arrival.at.millis_since(taken));
    match found.shape {
        Shape::Answer => Verdict::NothingYet,
        Shape::Attached => Verdict::AsAttachment,
        Shape::Quoted => Verdict::SenderLost,
        Shape::Itself if !found.is_same("From") => Verdict::Via,
        Shape::Itself if !found.is_header_same() || found.broken_signature().is_some() => Verdict::Damaged,
        Shape::Itself if millis > HELD_UP_MILLIS => Verdict::HeldUp,
        Shape::Itself if found.envelope.change != EnvelopeChange::Unchanged => Verdict::EnvelopeRewritten,
        Shape::Itself => Verdict::Untouched,
    }
}
