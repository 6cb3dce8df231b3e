//! What a server repeats is not what it says.

use types::{Cause, StageName};

use super::{answers::ANSWERS, at};
use crate::explain::explain_pasted;

/// Names made of what other rules look for.
const ECHOED: &[&str] = &[
    "<dkim@virus-spf-dmarc-quota.example>",
    "dkim@virus-spf-dmarc-quota.example",
    "<greylisted@spamhaus.org>",
    "virus-spf-dmarc-quota.example",
    "https://virus.example/spf/dkim?quota=exceeded",
];

/// The same answer with each of these repeated in it, before all of its words and after them.
pub(crate) fn with_echoes(reply: &str) -> impl Iterator<Item = String> {
    let begin = reply.find(|c: char| !c.is_ascii_digit() && !"-. ".contains(c)).unwrap_or(reply.len());
    // Without a code in front there is no saying where the words begin.
    let begin = Some(begin).filter(|_| reply.starts_with(|c: char| c.is_ascii_digit()));
    ECHOED.iter().flat_map(move |echoed| {
        let before = begin.map(|begin| format!("{}{echoed}: {}", &reply[..begin], &reply[begin..]));
        std::iter::once(format!("{reply} ({echoed})")).chain(before)
    })
}

#[test]
fn what_is_repeated_changes_nothing() {
    let mut wrong = Vec::new();
    for (cause, text) in ANSWERS {
        for echoing in with_echoes(text) {
            let found = explain_pasted(&echoing).cause;
            if found != *cause {
                wrong.push(format!("{}, not {}: {echoing}", found.id(), cause.id()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn addresses_are_no_words() {
    for (stage, line, cause) in [
        (StageName::Recipient, "550 5.1.1 <jobs@antivirus-gmbh.de>... User unknown", Cause::RecipientUnknown),
        (StageName::Recipient, "554 5.7.1 <jobs@malware-lab.de>: Relay access denied", Cause::RelayDenied),
        (
            StageName::Sender,
            "553 5.7.1 <jobs@spf-tools.de>: Sender address rejected: not owned by user a@spf-tools.de",
            Cause::SenderNotOwned,
        ),
        (StageName::Sender, "450 4.1.8 <jobs@dmarc-beratung.de>... Domain not found", Cause::SenderDomainUnknown),
        (StageName::Recipient, "550 5.1.1 <dkim@acme.de>... User unknown", Cause::RecipientUnknown),
        (StageName::Recipient, "550 <virus@spf.de>... User unknown", Cause::RecipientUnknown),
        (StageName::Sender, "550 domain virus-dkim.de is not welcome", Cause::SenderRefused),
    ] {
        assert_eq!(at(stage, line), cause, "{line}");
        assert_eq!(explain_pasted(&format!("MAIL FROM:<a@b.de>\n{line}")).said, [line]);
    }
}

/// Some say who they are by a name alone.
#[test]
fn names_that_tell_are_heard() {
    for (stage, line, cause) in [
        (
            StageName::HandOver,
            "554 5.7.1 refused, see https://www.spamhaus.org/query/ip/192.0.2.1",
            Cause::ClientListed,
        ),
        (StageName::HandOver, "554 5.7.1 refused by zen.spamhaus.org", Cause::ClientListed),
        (StageName::HandOver, "554 5.7.1 refused, mailto spamhaus@zen.spamhaus.org", Cause::MessageRefused),
        (StageName::HandOver, "550 see https://community.mimecast.com/docs/DOC-1369", Cause::FilterRefused),
        (StageName::Recipient, "450 4.2.0 see http://postgrey.schweikert.ch/help/acme.de.html", Cause::Greylisted),
        (StageName::Greeting, "554 ask tosa@rx.t-online.de", Cause::ClientNotKnown),
        (
            StageName::SignIn,
            "535 5.7.8 https://support.google.com/mail/?p=BadCredentials a-1.b",
            Cause::GoogleSignInRefused,
        ),
    ] {
        assert_eq!(at(stage, line), cause, "{line}");
    }
}
