//! DATA, and what is said about the message or about how many there are (RFC 3463: X.3.4, X.5.3, X.6, X.7).

use types::Cause;

use super::{MESSAGE, RECIPIENT_OR_LATER, SENDER_OR_LATER};
use crate::explain::rule::{Rule, rule};

/// The names of mail filters: their own, and where they explain themselves.
const FILTERS: &[&str] = &[
    "proofpoint.com",
    "mimecast.com",
    "barracudanetworks.com",
    "hornetsecurity.com",
    "messagelabs.com",
    "trendmicro.com",
    "sophos.com",
];
/// Where block lists are asked, and where they explain themselves.
const LISTS: &[&str] = &["spamhaus.org", "spamhaus.com", "spamcop.net", "barracudacentral.org", "manitu.net"];

pub(super) const TYPED: &[Rule] = &[
    // What the code says is what an earlier server said, or what will be true later.
    rule(Cause::Greylisted)
        .at(MESSAGE)
        .code(&["4"])
        .words(&[
            "greylist*",
            "graylist*",
            "grey list*",
            "gray list*",
            "postgrey",
            "come back later",
            "deferred for*seconds",
        ])
        .names(&["postgrey.schweikert.ch"]),
    // About the next server's encryption, not about ours.
    rule(Cause::OnwardEncryption).at(MESSAGE).words(&["tls required but not supported", "tls required for rcpt"]),
    rule(Cause::TooManyRecipients).at(RECIPIENT_OR_LATER).status(&["*.5.3"]),
    rule(Cause::MessageTooLarge).at(SENDER_OR_LATER).status(&["*.3.4", "*.2.3"]),
    rule(Cause::MailLoop).at(MESSAGE).status(&["5.4.6", "5.4.14"]),
    rule(Cause::MessageExpired).at(MESSAGE).status(&["*.4.7"]),
];

pub(super) const RULES: &[Rule] = &[
    rule(Cause::TooManyRecipients).at(RECIPIENT_OR_LATER).words(&["too many recipients"]),
    rule(Cause::VirusFound).at(MESSAGE).words(&["virus", "viruses", "malware", "infected"]),
    rule(Cause::MessageTooLarge).at(SENDER_OR_LATER).words(&[
        "message size exceeds",
        "message*too large",
        "message*too big",
        "exceeds*message size",
        "exceeded*message size",
        "size limit*",
        "maximum message size",
        "message length exceeds",
    ]),
    rule(Cause::AttachmentRefused).at(MESSAGE).words(&[
        "illegal attachment*",
        "attachment*not allowed",
        "attachment*blocked",
        "attachment*rejected",
        "b-attach",
        "blocked file",
        "executable files",
    ]),
    rule(Cause::MailLoop).at(MESSAGE).words(&[
        "too many hops",
        "mail loop*",
        "forwarding loop",
        "routing loop",
        "hop count",
    ]),
    rule(Cause::LimitReached).at(SENDER_OR_LATER).words(&[
        "sending limit*",
        "message count quota exceeded",
        "quota*per hour",
        "quota*per day",
        "limit of*hour",
        "limit of*day",
        "hourly limit*",
        "daily limit*",
    ]),
    rule(Cause::SendingTooFast).at(MESSAGE).words(&[
        "unusual rate of mail",
        "rate limit*",
        "ratelimit*",
        "rate-limit*",
        "too many messages",
        "too many emails",
        "too many mails",
        "try again slower",
        "temporarily deferred due to",
    ]),
    // Mail filters that hide the provider.
    rule(Cause::FilterRefused)
        .at(RECIPIENT_OR_LATER)
        .code(&["5"])
        .words(&[
            "proofpoint",
            "mimecast",
            "barracuda networks",
            "hornetsecurity",
            "messagelabs",
            "trendmicro",
            "trend micro",
            "sophos",
            "cisco secure email",
        ])
        .names(FILTERS),
    rule(Cause::ClientListed)
        .at(MESSAGE)
        .words(&[
            "spamhaus",
            "blocked using",
            "black list*",
            "blacklist*",
            "blocklist*",
            "block list*",
            "block-list*",
            "dnsbl",
            "spamcop",
            "is listed at",
            "is listed by",
            "is listed in",
            "poor reputation",
            "bad reputation",
        ])
        .names(LISTS),
    rule(Cause::MessageMalformed).at(MESSAGE).status(&["5.6.11", "5.6.0"]),
    rule(Cause::MessageMalformed).at(MESSAGE).words(&[
        "bare <lf>",
        "bare lf",
        "bare line feed",
        "bare newline",
        "invalid characters*line feed",
        "rfc 5322",
        "rfc5322",
        "missing a valid*header",
        "multiple addresses in from",
        "duplicate headers",
        "headers are not rfc compliant",
    ]),
    rule(Cause::TakenForSpam).at(MESSAGE).words(&[
        "low reputation",
        "likely unsolicited",
        "likely suspicious",
        "unusual rate of unsolicited",
        "policy violation*",
        "local policy",
        "no spam",
        "as spam",
        "is spam",
        "looks like spam",
        "spam message",
        "spam content",
    ]),
    rule(Cause::OnwardEncryption).at(MESSAGE).status(&["*.7.5"]),
    rule(Cause::OnwardEncryption).at(MESSAGE).words(&[
        "mta-sts",
        "tlsa",
        "server certificate not verified",
        "server certificate not trusted",
    ]),
    rule(Cause::MessageExpired).at(MESSAGE).words(&[
        "message expired",
        "delivery time expired",
        "retry timeout exceeded",
        "retry time*exceeded",
        "queue*expired",
    ]),
];
