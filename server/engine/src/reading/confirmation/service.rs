//! The services, and how each is known. Google's is verified (support.google.com/mail/answer/10957), Zoho's says that it
//! sends a link (zoho.com/mail/help/email-forwarding.html), Proton's that the recipient must accept
//! (proton.me/support/email-forwarding), Cloudflare's link is `/email_fwdr/verify?token=…`; of the others only their
//! domains are certain.

use crate::dns::is_at_or_below;

/// What stands in an address that confirms something. Addresses are not translated.
const CONFIRMS: &[&str] =
    &["forward", "redirect", "verif", "confirm", "accept", "activate", "email_fwdr", "email-routing", "weiterleit"];
/// What stands in one that says no: the other button of the same mail.
const REFUSES: &[&str] = &[
    "cancel",
    "declin",
    "deny",
    "reject",
    "refus",
    "remove",
    "revoke",
    "unsubscribe",
    "optout",
    "opt-out",
    "report-abuse",
];
/// Where help pages are, which are about forwarding too: labels of hosts and pieces of paths.
const HELPS: &[&str] = &["support", "help", "docs", "developers", "blog", "community", "kb", "kbase", "knowledgebase"];
/// Local parts that nobody gets who opens a mailbox at a provider, without hyphens.
const ROBOTS: &[&str] = &[
    "noreply",
    "donotreply",
    "notification",
    "notifications",
    "notify",
    "devnull",
    "mailerdaemon",
    "verify",
    "verification",
];

/// How a service is known.
pub(super) struct Service {
    /// What it is called.
    pub name: &'static str,
    /// Whole addresses, or domains behind an at sign that only the service itself sends from.
    senders: &'static [&'static str],
    /// Domains in which everybody can have an address: only robots count there.
    shared: &'static [&'static str],
    /// Hosts that its links lead to, with everything below them.
    hosts: &'static [&'static str],
    /// What a link has in it; nothing for the words of every service.
    marks: &'static [&'static str],
    /// Whether it sends codes.
    pub sends_codes: bool,
    /// Whether it sends nothing else from there.
    pub is_only_for_this: bool,
}

const SERVICES: &[Service] = &[
    Service {
        name: "Google",
        senders: &["forwarding-noreply@google.com"],
        shared: &[],
        hosts: &["mail-settings.google.com", "mail.google.com"],
        // `uf-` takes it back.
        marks: &["/vf-"],
        sends_codes: true,
        is_only_for_this: true,
    },
    Service {
        name: "Microsoft",
        senders: &["@accountprotection.microsoft.com"],
        shared: &[],
        hosts: &["microsoft.com", "live.com", "office.com", "office365.com"],
        marks: &[],
        sends_codes: true,
        is_only_for_this: false,
    },
    Service {
        name: "Zoho",
        senders: &["@zohocorp.com", "@mail.zoho.com", "@mail.zoho.eu"],
        shared: &[
            "zoho.com",
            "zohomail.com",
            "zoho.eu",
            "zohomail.eu",
            "zoho.in",
            "zohomail.in",
            "zoho.com.au",
            "zohocloud.ca",
        ],
        hosts: &["zoho.com", "zoho.eu", "zoho.in", "zoho.com.au", "zoho.jp", "zohocloud.ca", "zohomail.com"],
        marks: &[],
        sends_codes: true,
        is_only_for_this: false,
    },
    Service {
        name: "Cloudflare",
        senders: &["@cloudflare.com", "@notify.cloudflare.com"],
        shared: &[],
        hosts: &["dash.cloudflare.com"],
        marks: &["/email_fwdr/verify", "/email-routing/verify"],
        sends_codes: false,
        is_only_for_this: false,
    },
    Service {
        name: "Proton",
        senders: &["@notify.proton.me"],
        shared: &["proton.me", "protonmail.com"],
        hosts: &["proton.me"],
        marks: &[],
        sends_codes: false,
        is_only_for_this: false,
    },
    Service {
        name: "Yahoo",
        senders: &["@cc.yahoo-inc.com", "@yahooinc.com"],
        shared: &["yahoo.com", "aol.com"],
        hosts: &["yahoo.com", "aol.com"],
        marks: &[],
        sends_codes: false,
        is_only_for_this: false,
    },
    Service {
        name: "Yandex",
        senders: &["@support.yandex.ru", "@mail.yandex.ru"],
        shared: &["yandex.ru", "yandex.com"],
        hosts: &["yandex.ru", "yandex.com"],
        marks: &[],
        sends_codes: false,
        is_only_for_this: false,
    },
    Service {
        name: "ImprovMX",
        senders: &["@improvmx.com"],
        shared: &[],
        hosts: &["improvmx.com"],
        marks: &[],
        sends_codes: false,
        is_only_for_this: false,
    },
];

impl Service {
    /// The service that sends from this address, in lower case.
    pub(super) fn of_sender(from: &str) -> Option<&'static Self> {
        let (local_part, domain) = from.rsplit_once('@')?;
        let is_from = |sender: &&str| match sender.strip_prefix('@') {
            Some(own) => domain == own,
            None => from == *sender,
        };
        let is_robot = ROBOTS.contains(&local_part.replace('-', "").as_str());
        SERVICES
            .iter()
            .find(|service| service.senders.iter().any(is_from) || is_robot && service.shared.contains(&domain))
    }

    /// Whether this link leads to the service's own page that confirms.
    pub(super) fn is_asked_by(&self, link: &str) -> bool {
        let Some(rest) = link.strip_prefix("https://") else { return false };
        let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, path) = (host.to_ascii_lowercase(), path.to_ascii_lowercase());
        let marks = if self.marks.is_empty() { CONFIRMS } else { self.marks };
        let is_help = host.split('.').chain(path.split(['/', '?', '#'])).any(|piece| HELPS.contains(&piece));
        self.hosts.iter().any(|known| is_at_or_below(&host, known))
            && marks.iter().any(|mark| path.contains(mark))
            && !REFUSES.iter().any(|mark| path.contains(mark))
            && !is_help
    }
}
