//! Google Workspace and Gmail.
//!
//! Source: support.google.com, *Gmail SMTP errors and codes*.

use types::Cause;

use super::{MESSAGE, SENDER_OR_LATER, SIGN_IN};
use crate::explain::rule::{Rule, rule};

pub(super) const RULES: &[Rule] = &[
    rule(Cause::AppPasswordNeeded).at(SIGN_IN).code(&["534"]).status(&["5.7.9"]),
    rule(Cause::AppPasswordNeeded)
        .at(SIGN_IN)
        .words(&["application-specific password required", "app password*required"]),
    rule(Cause::BrowserSignInNeeded).at(SIGN_IN).status(&["5.7.14"]),
    rule(Cause::BrowserSignInNeeded).at(SIGN_IN).words(&[
        "log in through your web browser",
        "log in with your web browser",
        "log in via your web browser",
    ]),
    rule(Cause::GoogleSignInRefused)
        .at(SIGN_IN)
        .words(&["username and password not accepted"])
        .names(&["support.google.com/mail/?p=badcredentials"]),
    rule(Cause::TooManySignIns).at(SIGN_IN).words(&["too many login attempts"]),
    rule(Cause::GoogleRelayRefused).at(SENDER_OR_LATER).words(&["mail relay denied", "invalid credentials for relay"]),
    rule(Cause::SendingSuspended).at(SENDER_OR_LATER).words(&["mail sending denied"]),
    rule(Cause::LimitReached).at(SENDER_OR_LATER).status(&["5.4.5"]),
    rule(Cause::LimitReached)
        .at(SENDER_OR_LATER)
        .words(&["daily*sending limit exceeded", "daily*sending quota exceeded"]),
    rule(Cause::SendingTooFast).at(SENDER_OR_LATER).words(&["peak smtp relay limit", "receiving mail at a rate*"]),
    rule(Cause::OnwardEncryption).at(MESSAGE).status(&["5.7.29"]),
    rule(Cause::AttachmentRefused).at(MESSAGE).words(&["potential security issue"]),
];
