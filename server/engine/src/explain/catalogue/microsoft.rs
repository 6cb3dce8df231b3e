//! Microsoft 365, Outlook.com and Exchange.
//!
//! Source: learn.microsoft.com, *Email non-delivery reports in Exchange Online* and *Authenticated client SMTP
//! submission*.

use types::{Cause, StageName};

use super::{MESSAGE, RECIPIENT_OR_LATER, SENDER_OR_LATER, SIGN_IN};
use crate::explain::rule::{Rule, rule};

const ON_ITS_WAY: &[StageName] = &[StageName::OnItsWay, StageName::HandOver];

pub(super) const RULES: &[Rule] = &[
    rule(Cause::MicrosoftTenantOff).at(SIGN_IN).words(&["smtpclientauthentication is disabled for the tenant"]),
    rule(Cause::MicrosoftMailboxOff).at(SIGN_IN).words(&["smtpclientauthentication is disabled for the mailbox"]),
    rule(Cause::MicrosoftPasswordEnded).at(SIGN_IN).words(&["basic authentication is disabled"]),
    // 5.7.30 alone is Google's, about DKIM.
    rule(Cause::MicrosoftPasswordEnded).words(&["basic authentication is not supported"]),
    rule(Cause::MicrosoftSecurityDefaults).at(SIGN_IN).status(&["5.7.139"]).words(&["security defaults"]),
    rule(Cause::MicrosoftAccessPolicy).at(SIGN_IN).status(&["5.7.139"]).words(&[
        "conditional access",
        "did not meet the criteria",
        "access polic*",
    ]),
    rule(Cause::MicrosoftSignInRefused).at(SIGN_IN).status(&["5.7.139"]).words(&["incorrect"]),
    rule(Cause::MicrosoftUnclear).at(SIGN_IN).status(&["5.7.139"]),
    rule(Cause::MicrosoftUnclear).at(SIGN_IN).code(&["535"]).status(&["5.7.3"]),
    rule(Cause::SignInDemanded).status(&["5.7.57"]),
    rule(Cause::SignInDemanded)
        .at(SENDER_OR_LATER)
        .words(&["client was not authenticated", "client not authenticated"]),
    rule(Cause::MicrosoftSendAs).at(SENDER_OR_LATER).status(&["5.7.60", "5.2.252"]),
    rule(Cause::MicrosoftSendAs).at(SENDER_OR_LATER).words(&["sendasdenied*", "permissions to send as this sender"]),
    rule(Cause::SendingSuspended).at(SENDER_OR_LATER).words(&[
        "bad outbound sender",
        "spam abuse detected",
        "banned sender",
    ]),
    rule(Cause::SendingSuspended).at(SENDER_OR_LATER).status(&["5.7.501", "5.7.502", "5.7.503", "5.7.511"]),
    rule(Cause::MicrosoftTenantBlocked).at(SENDER_OR_LATER).status(&["5.7.705"]),
    rule(Cause::MicrosoftTenantBlocked).at(SENDER_OR_LATER).words(&["tenant has exceeded threshold"]),
    rule(Cause::MicrosoftTenantNew).at(SENDER_OR_LATER).status(&["5.7.708"]),
    rule(Cause::MicrosoftDomainUnregistered).at(SENDER_OR_LATER).status(&["5.7.750"]),
    rule(Cause::MicrosoftDomainUnregistered).at(SENDER_OR_LATER).words(&["unregistered domain"]),
    rule(Cause::LimitReached).at(SENDER_OR_LATER).words(&[
        "external recipient rate limit",
        "daily limit for sending email to external",
        "submission quota exceeded",
        "submission quota was exceeded",
    ]),
    rule(Cause::DirectSendRefused).at(SENDER_OR_LATER).status(&["5.7.68"]),
    rule(Cause::ForwardingForbidden).at(ON_ITS_WAY).status(&["5.7.520"]),
    rule(Cause::ForwardingForbidden).at(ON_ITS_WAY).words(&["does not allow external forwarding", "as(7555)"]),
    rule(Cause::RelayDenied).at(RECIPIENT_OR_LATER).status(&["5.7.54", "5.7.64", "5.7.367"]),
    rule(Cause::ClientListed).at(MESSAGE).words(&["banned sending ip"]),
    rule(Cause::DmarcFailed).at(MESSAGE).status(&["5.7.509"]),
    rule(Cause::HelloRefused).status(&["5.7.506"]),
    rule(Cause::MessageMalformed).at(MESSAGE).status(&["5.7.512"]),
    rule(Cause::InternalSendersOnly)
        .at(RECIPIENT_OR_LATER)
        .status(&["5.7.12", "5.7.124", "5.7.133", "5.7.134", "5.7.135", "5.7.136"]),
    rule(Cause::RecipientUnknown).at(RECIPIENT_OR_LATER).status(&["5.4.1"]).words(&["access denied"]),
];
