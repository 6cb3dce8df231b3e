//! The rules themselves.

use types::{CandidateId, MessageKind, MessageState, OutgoingId, PositionId, Reason};

use super::{
    Facts, Place,
    job_boards::same_board,
    known::{Known, Outgoing},
};

/// Where a message goes, and why: the first rule that says something.
pub(crate) fn decide(facts: &Facts, known: &Known) -> Place {
    match facts.kind {
        MessageKind::Report | MessageKind::Feedback => {
            return Place::nobodys(MessageState::HeldBack, Reason::UnmatchedReport);
        }
        MessageKind::Confirmation | MessageKind::Test => {
            return Place::nobodys(MessageState::Unassigned, Reason::UnknownSender);
        }
        MessageKind::Mail | MessageKind::AutoReply | MessageKind::Receipt | MessageKind::List => {}
    }
    let answered = answered(facts, known);
    if let Some((id, outgoing)) = answered.filter(|(_, outgoing)| is_plausible(facts, outgoing)) {
        let place = candidates(outgoing.candidate, outgoing.position, Reason::ReplyToOurs, facts.from.clone());
        return Place { outgoing: Some(id), ..place };
    }
    if is_automatic(facts.kind) {
        let place = by_address(facts, known).filter(|place| place.candidate.is_some());
        return place.unwrap_or(Place::nobodys(MessageState::HeldBack, Reason::AutomaticReply));
    }
    if let Some(original) = &facts.forwarded {
        // Anybody can write a header into a text: whose it is, a person says.
        let detail = original.clone().unwrap_or_default();
        let outgoing = answered.map(|(id, _)| id);
        return Place { detail, outgoing, ..Place::nobodys(MessageState::Unassigned, Reason::Forwarded) };
    }
    if let Some((id, _)) = answered {
        let detail = facts.from.clone();
        return Place {
            detail,
            outgoing: Some(id),
            ..Place::nobodys(MessageState::Unassigned, Reason::ImplausibleReply)
        };
    }
    by_address(facts, known).unwrap_or_else(|| match facts.board {
        Some(board) => Place { detail: board.into(), ..Place::nobodys(MessageState::Unassigned, Reason::JobBoard) },
        None => Place::nobodys(MessageState::Unassigned, Reason::UnknownSender),
    })
}

/// The message of ours that this one names, when it is still there.
fn answered<'a>(facts: &Facts, known: &'a Known) -> Option<(OutgoingId, &'a Outgoing)> {
    facts.answered.iter().find_map(|id| Some((*id, known.outgoing.get(id)?)))
}

/// Whether the sender has to do with the message that it names: a Message-ID is seen by everybody whom it is quoted to.
fn is_plausible(facts: &Facts, outgoing: &Outgoing) -> bool {
    let is_one_of_them = |address: &String| outgoing.people.contains(address);
    is_one_of_them(&facts.from)
        || facts.person.as_ref().is_some_and(is_one_of_them)
        || outgoing.people.iter().any(|address| same_board(&facts.from, address))
}

/// What the sender's address says; nothing when nobody has it.
fn by_address(facts: &Facts, known: &Known) -> Option<Place> {
    let address = facts.person.as_ref()?;
    match known.owners.get(address).map_or(&[][..], Vec::as_slice) {
        [] => None,
        [candidate] => {
            let open = known.open_positions.get(candidate).map_or(&[][..], Vec::as_slice);
            let position = if let [position] = open { Some(*position) } else { None };
            let is_relayed = facts.board.is_some() && *address != facts.from;
            let reason = if is_relayed { Reason::KnownByJobBoard } else { Reason::KnownAddress };
            Some(candidates(*candidate, position, reason, address.clone()))
        }
        _ => Some(Place { detail: address.clone(), ..Place::nobodys(MessageState::Unassigned, Reason::SharedAddress) }),
    }
}

fn candidates(candidate: CandidateId, position: Option<PositionId>, reason: Reason, detail: String) -> Place {
    Place { state: MessageState::Candidate, reason, detail, candidate: Some(candidate), position, outgoing: None }
}

const fn is_automatic(kind: MessageKind) -> bool {
    matches!(kind, MessageKind::AutoReply | MessageKind::Receipt)
}
