//! OAuth 2 at sign-in (RFC 7628, and XOAUTH2 of Google and Microsoft).

use types::Cause;

use super::SIGN_IN;
use crate::explain::rule::{Rule, rule};

pub(super) const RULES: &[Rule] = &[
    rule(Cause::OauthExpired).at(SIGN_IN).words(&[
        "invalid_grant",
        // Microsoft Entra: password changed, sign-in too old, further sign-in needed, consent missing.
        "aadsts50173",
        "aadsts700082",
        "aadsts50076",
        "aadsts50079",
        "aadsts65001",
        "aadsts70008",
        "aadsts530003",
        "aadsts700084",
        "token*expired",
        "token*revoked",
        "invalid_token",
        // {"status":"401" in base64, as both answer after 334.
        "eyjzdgf0dxmioii0mdei*",
    ]),
    // {"status":"400".
    rule(Cause::OauthRefused).at(SIGN_IN).words(&[
        "eyjzdgf0dxmioii0mdai*",
        "insufficient_scope",
        "unauthorized_client",
    ]),
];
