//! Addresses that stand for no person: job boards that pass applications on, and senders that take no answers.

/// Job boards by the domains their mails come from, with the name that people know.
///
/// Indeed gives each applicant an address of their own at `indeedemail.com`, which goes both ways; LinkedIn notifies from
/// `jobs-noreply@`, `jobs-listings@`, `hit-reply@` and others at `linkedin.com` (the senders are listed in the filters of
/// open mail clients). Of the others only the domains of their own sites are certain, so what decides is the rule: a
/// board's own address is nobody's, and Reply-To names the applicant.
const BOARDS: &[(&str, &str)] = &[
    ("indeed.com", "Indeed"),
    ("indeedemail.com", "Indeed"),
    ("linkedin.com", "LinkedIn"),
    ("stepstone.de", "StepStone"),
    ("stepstone.com", "StepStone"),
    ("stepstone.at", "StepStone"),
    ("xing.com", "XING"),
    ("arbeitsagentur.de", "Bundesagentur für Arbeit"),
    ("kleinanzeigen.de", "Kleinanzeigen"),
    ("heyjobs.co", "HeyJobs"),
    ("heyjobs.de", "HeyJobs"),
    ("monster.de", "Monster"),
    ("monster.com", "Monster"),
    ("glassdoor.com", "Glassdoor"),
    ("jobware.de", "Jobware"),
    ("meinestadt.de", "meinestadt.de"),
    ("stellenanzeigen.de", "stellenanzeigen.de"),
    ("yourfirm.de", "Yourfirm"),
    ("kununu.com", "kununu"),
    ("workwise.io", "Workwise"),
    ("azubiyo.de", "Azubiyo"),
    ("ausbildung.de", "Ausbildung.de"),
    ("karriere.at", "karriere.at"),
    ("hokify.com", "hokify"),
    ("jobs.ch", "jobs.ch"),
    ("ziprecruiter.com", "ZipRecruiter"),
];

/// Boards that give each applicant an address of their own.
const GIVES_ADDRESSES: &[&str] = &["indeedemail.com"];

/// Local parts that take no answers, or that many people stand behind.
const NOBODY: &[&str] = &[
    "noreply",
    "no-reply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "nicht-antworten",
    "nichtantworten",
    "keine-antwort",
    "notification",
    "notifications",
    "mailer-daemon",
    "postmaster",
    "bounce",
    "bounces",
];

/// The job board that this address belongs to.
pub(crate) fn board(address: &str) -> Option<&'static str> {
    let domain = address.rsplit_once('@')?.1;
    BOARDS.iter().find(|(board, _)| is_below(domain, board)).map(|(_, name)| *name)
}

/// Whether two addresses are of the same board: it may answer from another of its addresses.
pub(crate) fn same_board(one: &str, other: &str) -> bool {
    board(one).is_some_and(|board_of_one| board(other) == Some(board_of_one))
}

/// Whether this address, in lower case, stands for no person.
pub(crate) fn is_nobody(address: &str) -> bool {
    let Some((local_part, domain)) = address.rsplit_once('@') else { return true };
    let gives_addresses = GIVES_ADDRESSES.iter().any(|board| is_below(domain, board));
    let is_unattended = NOBODY.iter().any(|word| {
        local_part.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
            || local_part.strip_suffix(word).is_some_and(|rest| rest.ends_with(['-', '_', '.', '+']))
    });
    is_unattended || (board(address).is_some() && !gives_addresses)
}

fn is_below(domain: &str, parent: &str) -> bool {
    domain.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{board, is_nobody};

    #[test]
    fn boards_are_known_by_their_domains() {
        for (address, name) in [
            ("jobs-noreply@linkedin.com", Some("LinkedIn")),
            ("x@mail.stepstone.de", Some("StepStone")),
            ("carla_x1@indeedemail.com", Some("Indeed")),
            ("carla@notstepstone.de", None),
            ("carla@example.org", None),
            ("", None),
        ] {
            assert_eq!(board(address), name, "{address}");
        }
    }

    #[test]
    fn nobody_stands_behind_some_addresses() {
        for address in
            ["jobs-noreply@linkedin.com", "noreply@example.org", "no-reply+1@x.de", "bewerbung@stepstone.de", "", "x"]
        {
            assert!(is_nobody(address), "{address}");
        }
        for address in ["carla_x1@indeedemail.com", "carla@example.org", "nora.eply@x.de", "bouncer@x.de"] {
            assert!(!is_nobody(address), "{address}");
        }
    }
}
