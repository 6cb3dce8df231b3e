//! MAIL FROM, and what is said about the sender later (RFC 3463: X.1.7 and X.1.8; RFC 6531: X.6.7).

use types::Cause;

use super::{MESSAGE, SENDER, SENDER_OR_LATER};
use crate::explain::rule::{Rule, rule};

pub(super) const TYPED: &[Rule] = &[
    rule(Cause::SenderDomainUnknown).at(SENDER_OR_LATER).status(&["*.1.8"]),
    rule(Cause::Utf8NotOffered).at(SENDER_OR_LATER).status(&["*.6.7"]),
    rule(Cause::SenderMalformed).at(SENDER).status(&["*.1.7"]),
];

pub(super) const RULES: &[Rule] = &[
    rule(Cause::SenderDomainUnknown).at(SENDER_OR_LATER).words(&[
        "sender address rejected: domain not found",
        "domain of sender address*does not",
        "unresolvable*from domain",
        "sender domain*not found",
        "sender domain*does not exist",
        "from: domain is invalid",
    ]),
    rule(Cause::Utf8NotOffered).at(SENDER_OR_LATER).words(&["smtputf8", "internationalized", "internationalised"]),
    rule(Cause::SenderMalformed).at(SENDER).code(&["501"]),
    rule(Cause::SenderMalformed).at(SENDER).words(&[
        "bad sender address syntax",
        "sender address*malformed",
        "malformed*sender",
    ]),
    rule(Cause::SenderNotOwned).at(SENDER_OR_LATER).words(&[
        "not owned by",
        "not allowed to send as",
        "not allowed to send from",
        "not authorized to send",
        "not permitted to send",
        "may not send as",
        "send as denied",
        "sender address*not allowed",
        "sender*does not match*login",
        "sender*mismatch",
    ]),
    rule(Cause::SenderRefused).at(SENDER_OR_LATER).words(&["sender address rejected"]),
    rule(Cause::SendingSuspended).at(MESSAGE).words(&[
        "outgoing mail*suspended",
        "sending*suspended",
        "outbound*suspended",
    ]),
];
