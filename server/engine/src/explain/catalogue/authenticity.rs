//! Whether the next server believes that the mail is the domain's own, and that we are who we say (RFC 7372).

use types::Cause;

use super::MESSAGE;
use crate::explain::rule::{Rule, rule};

pub(super) const TYPED: &[Rule] = &[
    rule(Cause::ClientWithoutName).status(&["*.7.25"]),
    rule(Cause::DkimMissing).at(MESSAGE).status(&["*.7.20", "*.7.21", "*.7.22"]),
    rule(Cause::SpfFailed).at(MESSAGE).status(&["*.7.23", "*.7.24"]),
];

pub(super) const RULES: &[Rule] = &[
    rule(Cause::ClientWithoutName).words(&[
        "dns ptr resource record",
        "have a ptr record",
        "no ptr record",
        "cannot find your hostname",
        "cannot find your reverse hostname",
        "reverse dns",
    ]),
    rule(Cause::DmarcFailed).at(MESSAGE).words(&[
        "dmarc",
        "unauthenticated email",
        "aligned with either the authenticated",
    ]),
    rule(Cause::DkimMissing).at(MESSAGE).words(&[
        "authenticate with either spf or dkim",
        "authenticate with spf or dkim",
        "dkim",
        "message is not signed",
    ]),
    rule(Cause::SpfFailed).at(MESSAGE).words(&["spf", "sender policy framework"]),
    rule(Cause::DmarcFailed).at(MESSAGE).status(&["*.7.26"]),
];
