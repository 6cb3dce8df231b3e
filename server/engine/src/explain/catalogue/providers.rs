//! Other providers, by their own words where they use no enhanced status codes.
//!
//! Source: the help pages of each provider.

use types::Cause;

use super::{GREETING, MESSAGE, SENDER_OR_LATER, SIGN_IN};
use crate::explain::rule::{Rule, rule};

pub(super) const RULES: &[Rule] = &[
    // GMX, WEB.DE, IONOS and Amazon SES: the same words for a wrong password and for access that is off.
    rule(Cause::AccessSwitchedOff)
        .at(SIGN_IN)
        .code(&["535"])
        .status(&[""])
        .words(&["authentication credentials invalid"]),
    // Yahoo and AOL.
    rule(Cause::YahooSignInRefused).at(SIGN_IN).words(&["#auth00*", "too many bad auth attempts"]),
    // Brevo.
    rule(Cause::ClientNotAuthorised).at(SIGN_IN).words(&["unauthorized ip"]),
    // GoDaddy.
    rule(Cause::ReceivingServer).words(&["authentication not allowed on ibsmtp", "ib401"]),
    // IONOS, GMX, WEB.DE.
    rule(Cause::SenderNotOwned).at(SENDER_OR_LATER).words(&["sender address is not allowed"]),
    // OpenSMTPD, whose code alone would mean that nobody has signed in.
    rule(Cause::SenderNotOwned).at(SENDER_OR_LATER).code(&["530"]).words(&["sender rejected"]),
    // iCloud.
    rule(Cause::SenderNotOwned).at(SENDER_OR_LATER).words(&["from address is not one of your addresses"]),
    // Fastmail.
    rule(Cause::SenderNotOwned)
        .at(SENDER_OR_LATER)
        .words(&["not authorised to send from this header address", "not authorized to send from this header address"]),
    // Postal, whose code alone would mean that nobody has signed in.
    rule(Cause::SenderNotOwned).at(SENDER_OR_LATER).words(&["from/sender name is not valid"]),
    // Zoho.
    rule(Cause::SenderNotOwned).at(SENDER_OR_LATER).words(&["relaying disallowed as"]),
    // Amazon SES, SendGrid, Postmark, Mailgun.
    rule(Cause::SenderNotVerified).at(SENDER_OR_LATER).words(&[
        "address is not verified",
        "verified sender identity",
        "not authorized to send from that email address",
        "sender*has not been verified",
        "sender signature",
        "sandbox subdomains are for test purposes",
        "domain*is not allowed to send:",
    ]),
    // Telekom.
    rule(Cause::ClientNotKnown).words(&["a problem occurred*postmaster"]).names(&["tosa@rx.t-online.de"]),
    // GMX, WEB.DE.
    rule(Cause::ClientListed).at(GREETING).words(&["block listed"]),
    // IONOS.
    rule(Cause::LimitReached).at(SENDER_OR_LATER).words(&["mail send limit exceeded"]),
    // Amazon SES.
    rule(Cause::LimitReached).at(SENDER_OR_LATER).words(&["daily message quota exceeded"]),
    rule(Cause::SendingTooFast).at(SENDER_OR_LATER).words(&["throttling failure", "maximum sending rate exceeded"]),
    // Yahoo and AOL.
    rule(Cause::TakenForSpam).at(MESSAGE).words(&[
        "not accepted for policy reasons",
        "[ph01]",
        "[tss0*",
        "user complaints",
    ]),
];
