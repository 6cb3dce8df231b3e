//! AUTH (RFC 4954 sections 4 and 6).

use types::Cause;

use super::{SENDER_OR_LATER, SIGN_IN};
use crate::explain::rule::{Rule, rule};

/// The codes of sign-ins: the same words mean a mailbox elsewhere.
const CODES: &[&str] = &["421", "432", "454", "525", "53"];

/// Says that account or password are wrong.
const REFUSED: &[&str] = &[
    "authentication failed",
    "authentication failure",
    "authentication unsuccessful",
    "authentication rejected",
    "invalid login",
    "invalid credentials",
    "invalid username or password",
    "invalid user name or password",
    "incorrect authentication data",
    "login failed",
    "login denied",
];

pub(super) const TYPED: &[Rule] = &[
    rule(Cause::EncryptionDemanded).code(&["538"]),
    rule(Cause::EncryptionDemanded).status(&["*.7.11"]),
    rule(Cause::PasswordExpired).at(SIGN_IN).status(&["4.7.12"]),
    rule(Cause::AccountDisabled).at(SIGN_IN).status(&["5.7.13"]),
];

pub(super) const RULES: &[Rule] = &[
    rule(Cause::EncryptionDemanded).code(&["5"]).words(&[
        "must issue a starttls",
        "starttls is required",
        "starttls required",
        "starttls command first",
        "requires a secure connection",
        "encryption required",
        "tls required",
        "plaintext authentication disallowed",
    ]),
    rule(Cause::PasswordExpired).at(SIGN_IN).code(&["432"]),
    rule(Cause::PasswordExpired).at(SIGN_IN).code(CODES).words(&[
        "password*expired",
        "password transition",
        "password must be changed",
    ]),
    rule(Cause::AccountDisabled).at(SIGN_IN).code(CODES).words(&[
        "account*disabled",
        "account*suspended",
        "account*locked",
        "account*blocked",
        "account*inactive",
        "user*disabled",
        "user*suspended",
        "mailbox*disabled",
    ]),
    rule(Cause::TooManySignIns).at(SIGN_IN).code(CODES).words(&[
        "too many*login",
        "too many*auth",
        "too many*sign",
        "too many failed",
        "login rate",
    ]),
    rule(Cause::SignInUnavailable).at(SIGN_IN).code(&["4"]),
    rule(Cause::SignInUnavailable)
        .words(&["temporary authentication failure", "connection lost to authentication server"]),
    rule(Cause::MechanismRefused).at(SIGN_IN).code(&["504"]),
    rule(Cause::MechanismRefused).at(SIGN_IN).words(&[
        "unrecognized authentication type",
        "authentication type not supported",
        "mechanism*not supported",
        "mechanism*too weak",
        "invalid authentication mechanism",
    ]),
    rule(Cause::SignInNotOffered).at(SIGN_IN).code(&["500", "502", "503"]),
    rule(Cause::SignInNotOffered).at(SIGN_IN).words(&[
        "auth command used when not advertised",
        "authentication not enabled",
        "no compatible authentication mechanism",
        "authentication*not supported",
        "auth not supported",
        "auth not available",
    ]),
    rule(Cause::SignInRefused).at(SIGN_IN).status(&["5.7.8"]),
    rule(Cause::SignInRefused).code(&["535"]),
    // Anything may fail its authentication; only here it is an account.
    rule(Cause::SignInRefused).only_at(SIGN_IN).code(&["5"]).words(REFUSED),
    rule(Cause::SignInRefused).at(SIGN_IN).code(&["53"]).words(REFUSED),
    rule(Cause::SignInDemanded).at(SENDER_OR_LATER).code(&["530"]),
    rule(Cause::SignInDemanded).words(&[
        "authentication required",
        "sender address rejected: not logged in",
        "please authenticate",
    ]),
];
