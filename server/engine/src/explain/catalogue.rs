//! The rules, most telling first: the first that fits decides. Providers' own codes stand before everybody's, what is
//! typed with one meaning before words, and words before what a code alone may mean.

mod authenticity;
mod codes;
mod google;
mod message;
mod microsoft;
mod oauth;
mod providers;
mod reaching;
mod recipient;
mod sender;
mod server;
mod sign_in;

use types::StageName;

use super::{answer::Answer, rule::Rule};

const GREETING: &[StageName] = &[StageName::Greeting];
const SIGN_IN: &[StageName] = &[StageName::SignIn];
const SENDER: &[StageName] = &[StageName::Sender];
const RECIPIENT: &[StageName] = &[StageName::Recipient];
/// Some servers judge the sender only when they have the message.
const SENDER_OR_LATER: &[StageName] =
    &[StageName::Sender, StageName::Recipient, StageName::HandOver, StageName::OnItsWay];
/// Where a recipient is judged: at once, with the message, or by the next server.
const RECIPIENT_OR_LATER: &[StageName] = &[StageName::Recipient, StageName::HandOver, StageName::OnItsWay];
/// Where a message is judged.
const MESSAGE: &[StageName] =
    &[StageName::HandOver, StageName::OnItsWay, StageName::Recipient, StageName::Sender, StageName::Greeting];

/// All of them. What stands in a `TYPED` means the same whatever else is said.
const ALL: &[&[Rule]] = &[
    reaching::RULES,
    oauth::RULES,
    microsoft::RULES,
    google::RULES,
    providers::RULES,
    message::TYPED,
    authenticity::TYPED,
    sign_in::TYPED,
    sender::TYPED,
    server::TYPED,
    recipient::TYPED,
    authenticity::RULES,
    sign_in::RULES,
    sender::RULES,
    server::RULES,
    message::RULES,
    recipient::RULES,
    codes::RULES,
];

/// All of them, in their order.
#[cfg(test)]
pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied().flatten()
}

/// The first rule that fits.
pub(super) fn find(stage: Option<StageName>, answer: &Answer) -> Option<&'static Rule> {
    ALL.iter().copied().flatten().find(|rule| rule.fits(stage, answer))
}
