//! From servers that were found to proposals: each server once, the best first, and not too many.

use types::{FoundBy, FoundServer, Proposal, ServerAnswer};

/// Most servers that are asked whether they are there: more would be neither looked at nor kind to them.
const PROPOSALS_MAX: usize = 8;

/// A server and where it comes from.
pub(super) type Named = (FoundBy, FoundServer);

/// Each server once, with everything that names it.
pub(super) fn proposals(mut named: Vec<Named>) -> Vec<Proposal> {
    // Those of one source stay in their order, which is the preference of whoever published them.
    named.sort_by_key(|(source, _)| *source);
    let mut proposals: Vec<Proposal> = Vec::new();
    for (source, server) in named {
        match proposals.iter_mut().find(|proposal| is_same(&proposal.server, &server)) {
            Some(proposal) => {
                if !proposal.sources.contains(&source) {
                    proposal.sources.push(source);
                }
                if proposal.server.account.is_empty() {
                    proposal.server.account = server.account;
                }
            }
            None => proposals.push(Proposal { server, sources: vec![source], answer: ServerAnswer::Waiting }),
        }
    }
    proposals.truncate(PROPOSALS_MAX);
    proposals
}

/// Those that answer first. A usual name that does not answer was a guess, and is dropped.
pub(super) fn sort(proposals: &mut Vec<Proposal>) {
    proposals.retain(|proposal| {
        let is_guess = proposal.sources == [FoundBy::UsualName];
        !is_guess || matches!(proposal.answer, ServerAnswer::Ready(_))
    });
    proposals.sort_by_key(|proposal| match proposal.answer {
        ServerAnswer::Ready(_) => 0,
        ServerAnswer::Waiting | ServerAnswer::NotAsked => 1,
        ServerAnswer::Failed(_) => 2,
    });
}

fn is_same(one: &FoundServer, other: &FoundServer) -> bool {
    (one.port, one.encryption) == (other.port, other.encryption) && one.host == other.host
}

#[cfg(test)]
mod tests {
    use types::{Cause, Encryption, FoundBy, FoundServer, ServerAnswer};

    use super::{proposals, sort};

    fn server(host: &str, account: &str) -> FoundServer {
        FoundServer { host: host.into(), port: 465, encryption: Encryption::Tls, account: account.into() }
    }

    #[test]
    fn a_server_stands_once_with_all_that_names_it() {
        let found = proposals(vec![
            (FoundBy::OwnPage, server("a.example", "jobs@acme.example")),
            (FoundBy::Services, server("a.example", "")),
            (FoundBy::Provider, server("b.example", "")),
        ]);
        let rows: Vec<_> = found.iter().map(|p| (p.server.host.as_str(), p.sources.clone())).collect();
        assert_eq!(
            rows,
            [("b.example", vec![FoundBy::Provider]), ("a.example", vec![FoundBy::Services, FoundBy::OwnPage])]
        );
        assert_eq!(found[1].server.account, "jobs@acme.example");
    }

    #[test]
    fn those_that_answer_come_first_and_wrong_guesses_go() {
        let mut found = proposals(vec![
            (FoundBy::Provider, server("dead.example", "")),
            (FoundBy::Services, server("good.example", "")),
            (FoundBy::UsualName, server("guess.example", "")),
        ]);
        found[0].answer = ServerAnswer::Failed(Cause::ConnectTimedOut);
        found[1].answer = ServerAnswer::Ready(vec![]);
        found[2].answer = ServerAnswer::Failed(Cause::HostUnknown);
        sort(&mut found);
        let hosts: Vec<_> = found.iter().map(|proposal| proposal.server.host.as_str()).collect();
        assert_eq!(hosts, ["good.example", "dead.example"]);
    }

    #[test]
    fn not_too_many_are_asked() {
        let many = (0..50).map(|n| (FoundBy::Services, server(&format!("s{n}.example"), ""))).collect();
        assert_eq!(proposals(many).len(), 8);
    }
}
