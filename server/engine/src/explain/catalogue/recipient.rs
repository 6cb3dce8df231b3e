//! RCPT TO, and what is said about the recipient later (RFC 3463: X.1 and X.2).

use types::Cause;

use super::{RECIPIENT, RECIPIENT_OR_LATER};
use crate::explain::rule::{Rule, rule};

pub(super) const TYPED: &[Rule] = &[
    rule(Cause::RecipientDomainClosed).at(RECIPIENT_OR_LATER).code(&["556"]).status(&["5.1.10"]),
    rule(Cause::RecipientDomainUnknown).at(RECIPIENT_OR_LATER).status(&["*.1.2"]),
    rule(Cause::MailboxFull).at(RECIPIENT_OR_LATER).status(&["*.2.2"]),
    rule(Cause::MailboxDisabled).at(RECIPIENT_OR_LATER).status(&["5.2.1"]),
    rule(Cause::RecipientUnknown).at(RECIPIENT_OR_LATER).status(&["*.1.1", "5.1.10", "5.1.6"]),
    rule(Cause::RecipientMalformed).at(RECIPIENT_OR_LATER).status(&["*.1.3"]),
];

pub(super) const RULES: &[Rule] = &[
    rule(Cause::RelayDenied).at(RECIPIENT_OR_LATER).words(&[
        "relay access denied",
        "relay not permitted",
        "relaying not permitted",
        "relay denied",
        "relaying denied",
        "relaying prohibited",
        "relaying is prohibited",
        "unable to relay",
        "not permitted to relay",
        "we do not relay",
        "relaying disallowed",
    ]),
    rule(Cause::RecipientDomainClosed).at(RECIPIENT_OR_LATER).words(&["null mx", "nullmx", "does not accept mail"]),
    rule(Cause::RecipientDomainUnknown).at(RECIPIENT_OR_LATER).words(&[
        "recipient address rejected: domain not found",
        "host or domain name not found",
        "domain does not exist",
        "unknown domain",
    ]),
    rule(Cause::MailboxFull).at(RECIPIENT_OR_LATER).words(&[
        "over quota",
        "overquota",
        "mailbox full",
        "mailbox is full",
        "quota exceeded",
        "exceeded*quota",
        "out of storage",
        "exceeded storage allocation",
        "not enough storage",
        "speichervolumen",
    ]),
    rule(Cause::MailboxDisabled).at(RECIPIENT_OR_LATER).words(&[
        "account*disabled",
        "account*suspended",
        "account*inactive",
        "mailbox*disabled",
        "mailbox*inactive",
        "mailbox*suspended",
        "user is inactive",
        "user is disabled",
    ]),
    rule(Cause::InternalSendersOnly).at(RECIPIENT_OR_LATER).words(&[
        "not authenticated for",
        "sender not authenticated",
        "allowed-senders",
    ]),
    rule(Cause::RecipientUnknown).at(RECIPIENT_OR_LATER).words(&[
        "user unknown",
        "unknown user",
        "no such user",
        "no such mailbox",
        "no such recipient",
        "mailbox not found",
        "mailbox unavailable",
        "recipient not found",
        "does not exist",
        "unrouteable address",
        "unroutable address",
        "invalid recipient*",
        "unknown recipient",
    ]),
    rule(Cause::RecipientMalformed).at(RECIPIENT).code(&["501"]),
    rule(Cause::RecipientRefused).at(RECIPIENT_OR_LATER).words(&["recipient address rejected"]),
    rule(Cause::RecipientMalformed).at(RECIPIENT).words(&["bad recipient address syntax", "malformed*recipient"]),
];
