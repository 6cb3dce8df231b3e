//! What a reply code says by itself, at its stage (RFC 5321 section 4.2.3 and 4.3.2). Last: nothing more is known.

use types::{Cause, StageName};

use super::{GREETING, RECIPIENT, SENDER};
use crate::explain::rule::{Rule, rule};

const ENCRYPTION: &[StageName] = &[StageName::Encryption];
const HAND_OVER: &[StageName] = &[StageName::HandOver];
const ENVELOPE: &[StageName] = &[StageName::Sender, StageName::Recipient, StageName::HandOver];

pub(super) const RULES: &[Rule] = &[
    rule(Cause::StartTlsUnavailable).at(ENCRYPTION).code(&["4"]),
    rule(Cause::StartTlsRefused).at(ENCRYPTION).code(&["5"]),
    rule(Cause::ServerBusy).at(GREETING).code(&["4"]),
    rule(Cause::GreetingRefused).at(GREETING).code(&["5"]),
    rule(Cause::CommandRefused).at(ENVELOPE).code(&["500", "502", "503", "504"]),
    rule(Cause::SenderRefused).at(SENDER).code(&["550", "551", "553"]),
    rule(Cause::RecipientRefused).at(RECIPIENT).code(&["550", "551", "553"]),
    rule(Cause::MessageRefused).at(HAND_OVER).code(&["2", "3", "5"]),
    rule(Cause::RefusedForNow).code(&["4"]),
];
