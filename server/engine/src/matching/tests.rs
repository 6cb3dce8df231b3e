//! The rules as tables.

use std::collections::{HashMap, HashSet};

use types::{CandidateId, MessageKind, MessageState, OutgoingId, PositionId, Reason};

use super::{Facts, decide, known::Known, known::Outgoing};

fn candidate(n: u32) -> CandidateId {
    format!("00000000-0000-0000-0000-{n:012}").parse().unwrap()
}

fn position(n: u32) -> PositionId {
    format!("00000000-0000-0000-0001-{n:012}").parse().unwrap()
}

fn outgoing(n: u32) -> OutgoingId {
    format!("00000000-0000-0000-0002-{n:012}").parse().unwrap()
}

/// Carla (1) and Ben (2) are known; `family@home.example` is both theirs. We wrote to Carla about position 1 (outgoing 1,
/// to her and a friend) and to Ina (3) through Indeed (outgoing 2).
fn known() -> Known {
    let people = |list: &[&str]| list.iter().map(|address| (*address).to_owned()).collect::<HashSet<_>>();
    let owners = [
        ("carla@home.example", vec![candidate(1)]),
        ("ben@home.example", vec![candidate(2)]),
        ("family@home.example", vec![candidate(1), candidate(2)]),
        ("eva@acme.example", vec![candidate(4)]),
    ];
    let sent = [
        (
            outgoing(1),
            Outgoing {
                candidate: candidate(1),
                position: Some(position(1)),
                people: people(&["carla@home.example", "friend@home.example", "carla@work.example"]),
            },
        ),
        (
            outgoing(2),
            Outgoing { candidate: candidate(3), position: None, people: people(&["ina_x1@indeedemail.com"]) },
        ),
    ];
    Known {
        owners: owners.into_iter().map(|(address, ids)| (address.to_owned(), ids)).collect(),
        outgoing: HashMap::from(sent),
        open_positions: HashMap::from([
            (candidate(1), vec![position(1), position(2)]),
            (candidate(2), vec![position(2)]),
        ]),
    }
}

fn mail(from: &str) -> Facts {
    Facts {
        from: from.into(),
        person: super::person(from, ""),
        board: super::job_boards::board(from),
        ..Facts::default()
    }
}

fn answering(from: &str, ids: &[u32]) -> Facts {
    Facts { answered: ids.iter().map(|n| outgoing(*n)).collect(), ..mail(from) }
}

fn through(from: &str, reply_to: &str) -> Facts {
    Facts { person: super::person(from, reply_to), ..mail(from) }
}

fn forwarded(from: &str, original: Option<&str>) -> Facts {
    Facts { forwarded: Some(original.map(str::to_owned)), ..mail(from) }
}

fn kind(kind: MessageKind, facts: Facts) -> Facts {
    Facts { kind, ..facts }
}

#[test]
fn who_it_goes_to_and_why() {
    for (what, facts, reason, detail, whose) in [
        ("a stranger", mail("x@home.example"), Reason::UnknownSender, "", None),
        ("nobody at all", mail(""), Reason::UnknownSender, "", None),
        ("a known address", mail("carla@home.example"), Reason::KnownAddress, "carla@home.example", Some(1)),
        ("an address of two", mail("family@home.example"), Reason::SharedAddress, "family@home.example", None),
        ("an answer", answering("carla@home.example", &[1]), Reason::ReplyToOurs, "carla@home.example", Some(1)),
        (
            "an answer from another address of hers",
            answering("carla@work.example", &[1]),
            Reason::ReplyToOurs,
            "carla@work.example",
            Some(1),
        ),
        (
            "an answer of somebody who got it too",
            answering("friend@home.example", &[1]),
            Reason::ReplyToOurs,
            "friend@home.example",
            Some(1),
        ),
        (
            "an answer from an address of two",
            answering("family@home.example", &[1]),
            Reason::ImplausibleReply,
            "family@home.example",
            None,
        ),
        (
            "an answer of a stranger",
            answering("x@evil.example", &[1]),
            Reason::ImplausibleReply,
            "x@evil.example",
            None,
        ),
        (
            "an answer of another candidate",
            answering("ben@home.example", &[1]),
            Reason::ImplausibleReply,
            "ben@home.example",
            None,
        ),
        (
            "an answer to what is gone",
            answering("ben@home.example", &[9]),
            Reason::KnownAddress,
            "ben@home.example",
            Some(2),
        ),
        (
            "the older one is gone",
            answering("carla@home.example", &[9, 1]),
            Reason::ReplyToOurs,
            "carla@home.example",
            Some(1),
        ),
        (
            "an answer from another address of the board",
            answering("reply_x2@indeedemail.com", &[2]),
            Reason::ReplyToOurs,
            "reply_x2@indeedemail.com",
            Some(3),
        ),
        (
            "an answer from another board",
            answering("x@stepstone.de", &[2]),
            Reason::ImplausibleReply,
            "x@stepstone.de",
            None,
        ),
        (
            "a board, a known applicant",
            through("noreply@stepstone.de", "carla@home.example"),
            Reason::KnownByJobBoard,
            "carla@home.example",
            Some(1),
        ),
        (
            "a board, a new applicant",
            through("noreply@stepstone.de", "x@home.example"),
            Reason::JobBoard,
            "StepStone",
            None,
        ),
        (
            "a board, an address of two",
            through("noreply@stepstone.de", "family@home.example"),
            Reason::SharedAddress,
            "family@home.example",
            None,
        ),
        (
            "a board that says nobody",
            through("noreply@linkedin.com", "noreply@linkedin.com"),
            Reason::JobBoard,
            "LinkedIn",
            None,
        ),
        ("Reply-To of no board", through("x@home.example", "carla@home.example"), Reason::UnknownSender, "", None),
        (
            "a colleague forwards",
            forwarded("eva@acme.example", Some("carla@home.example")),
            Reason::Forwarded,
            "carla@home.example",
            None,
        ),
        ("a colleague forwards, nobody can be read", forwarded("eva@acme.example", None), Reason::Forwarded, "", None),
        ("a colleague applies", mail("eva@acme.example"), Reason::KnownAddress, "eva@acme.example", Some(4)),
    ] {
        let place = decide(&facts, &known());
        assert_eq!((place.reason, place.detail.as_str()), (reason, detail), "{what}");
        assert_eq!(place.candidate, whose.map(candidate), "{what}");
        let state = if whose.is_some() { MessageState::Candidate } else { MessageState::Unassigned };
        assert_eq!(place.state, state, "{what}");
    }
}

#[test]
fn which_position_it_is_about() {
    for (facts, expected) in [
        (answering("carla@home.example", &[1]), Some(position(1))),
        // Two applications are open: it does not say which.
        (mail("carla@home.example"), None),
        (mail("ben@home.example"), Some(position(2))),
        (answering("ina_x1@indeedemail.com", &[2]), None),
    ] {
        assert_eq!(decide(&facts, &known()).position, expected, "{facts:?}");
    }
}

#[test]
fn what_nobody_wrote() {
    for (facts, state, reason, whose) in [
        (
            kind(MessageKind::AutoReply, mail("carla@home.example")),
            MessageState::Candidate,
            Reason::KnownAddress,
            Some(1),
        ),
        (
            kind(MessageKind::AutoReply, answering("carla@work.example", &[1])),
            MessageState::Candidate,
            Reason::ReplyToOurs,
            Some(1),
        ),
        (kind(MessageKind::Receipt, mail("ben@home.example")), MessageState::Candidate, Reason::KnownAddress, Some(2)),
        (kind(MessageKind::AutoReply, mail("x@home.example")), MessageState::HeldBack, Reason::AutomaticReply, None),
        (
            kind(MessageKind::AutoReply, mail("family@home.example")),
            MessageState::HeldBack,
            Reason::AutomaticReply,
            None,
        ),
        (
            kind(MessageKind::AutoReply, answering("x@evil.example", &[1])),
            MessageState::HeldBack,
            Reason::AutomaticReply,
            None,
        ),
        (kind(MessageKind::Report, mail("carla@home.example")), MessageState::HeldBack, Reason::UnmatchedReport, None),
        (
            kind(MessageKind::Feedback, mail("carla@home.example")),
            MessageState::HeldBack,
            Reason::UnmatchedReport,
            None,
        ),
        (
            kind(MessageKind::Confirmation, mail("carla@home.example")),
            MessageState::Unassigned,
            Reason::UnknownSender,
            None,
        ),
        (kind(MessageKind::List, mail("carla@home.example")), MessageState::Candidate, Reason::KnownAddress, Some(1)),
    ] {
        let place = decide(&facts, &known());
        assert_eq!((place.state, place.reason, place.candidate), (state, reason, whose.map(candidate)), "{facts:?}");
    }
}

#[test]
fn what_is_answered_is_remembered_for_suggestions() {
    assert_eq!(decide(&answering("x@evil.example", &[1]), &known()).outgoing, Some(outgoing(1)));
    let facts = Facts { answered: vec![outgoing(1)], ..forwarded("eva@acme.example", None) };
    assert_eq!(decide(&facts, &known()).outgoing, Some(outgoing(1)));
}
