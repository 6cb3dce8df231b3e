//! Where settings are looked for: the name system, the domain's own page, and Thunderbird's database.

use std::time::Duration;

use tokio::time::timeout;
use types::{EmailAddress, Encryption, FoundBy, FoundServer};

use super::{
    autoconfig::outgoing_servers,
    providers::{self, Known},
    ranking::Named,
};
use crate::{
    Engine,
    dns::{LookupFault, ascii_host},
    http::{Http, Pages},
};

/// How long a page may take, so that what was found elsewhere is still asked within the time of a search.
const PAGE_LIMIT: Duration = Duration::from_millis(2_500);
/// How long it may be looked up who keeps a mailbox while a page is made.
const KEEPER_LIMIT: Duration = Duration::from_secs(2);

/// What the name system says about a domain's mail.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Who keeps the mailbox.
    pub known: Option<&'static Known>,
    /// What stands in front of it.
    pub filter: Option<&'static str>,
    /// Whether the name servers did not answer.
    pub is_dns_silent: bool,
    /// Hosts that take the domain's mail, the preferred one first.
    mx: Vec<String>,
}

impl Engine {
    /// Who keeps the mailbox of this address.
    pub(super) async fn looked_up(&self, address: &EmailAddress) -> Seen {
        let domain = address.domain();
        if let Some(known) = providers::by_domain(domain) {
            return Seen { known: Some(known), ..Seen::default() };
        }
        let dns = &self.inner.reach.dns;
        let Ok(mx) = dns.mail_exchanges(domain).await else { return Seen { is_dns_silent: true, ..Seen::default() } };
        let filter = providers::filter(&mx);
        let mut known = providers::by_mx(&mx);
        if known.is_none()
            && let Ok(Some(alias)) = dns.alias(&format!("autodiscover.{domain}")).await
        {
            known = providers::by_alias(&alias);
        }
        // An SPF record also names whoever sends newsletters, so it is asked only where the MX hides the mailbox.
        if known.is_none() && filter.is_some() {
            let texts = dns.texts(domain).await.unwrap_or_default();
            known = providers::by_spf(&included(&texts));
        }
        Seen { known, filter, is_dns_silent: false, mx }
    }

    /// Who keeps the mailbox of this address, as a search has found, or as is looked up now; nothing when that takes
    /// long.
    pub(crate) async fn keeper_of(&self, address: &EmailAddress) -> Option<&'static Known> {
        match self.searched_keeper(address) {
            Some(keeper) => keeper,
            None => timeout(KEEPER_LIMIT, self.looked_up(address)).await.ok()?.known,
        }
    }

    /// Every server that something names, and whether name servers were silent about that.
    pub(super) async fn named_servers(&self, address: &EmailAddress, seen: &Seen) -> (Vec<Named>, bool) {
        let (services, own, thunderbird) = tokio::join!(
            self.named_by_services(address),
            self.named_by_own_page(address),
            self.named_by_thunderbird(address)
        );
        let is_silent = services.is_err();
        let of_provider = seen.known.map(|known| known.servers(address, seen.mx.first().map(String::as_str)));
        let mut named: Vec<Named> = Vec::new();
        named.extend(of_provider.into_iter().flatten().map(|server| (FoundBy::Provider, server)));
        named.extend(services.into_iter().flatten().map(|server| (FoundBy::Services, server)));
        named.extend(own.into_iter().map(|server| (FoundBy::OwnPage, server)));
        named.extend(thunderbird.into_iter().map(|server| (FoundBy::Thunderbird, server)));
        let is_silent = is_silent && named.is_empty();
        if named.is_empty() && !seen.is_dns_silent {
            named.extend(usual_names(address, seen).into_iter().map(|server| (FoundBy::UsualName, server)));
        }
        named.retain(|(_, server)| self.may_be_asked(server));
        (named, is_silent)
    }

    async fn named_by_services(&self, address: &EmailAddress) -> Result<Vec<FoundServer>, LookupFault> {
        let dns = &self.inner.reach.dns;
        let (tls, start_tls) = tokio::join!(
            dns.services("_submissions._tcp", address.domain()),
            dns.services("_submission._tcp", address.domain())
        );
        // One of them says nothing when the other answers and names servers.
        if let (Err(fault), Err(_)) | (Err(fault), Ok(_)) | (Ok(_), Err(fault)) = (&tls, &start_tls)
            && [&tls, &start_tls].into_iter().flatten().all(Vec::is_empty)
        {
            return Err(fault.clone());
        }
        let servers = |found: Result<Vec<crate::dns::Service>, _>, encryption| {
            found.unwrap_or_default().into_iter().map(move |service| FoundServer {
                host: service.host,
                port: service.port,
                encryption,
                account: String::new(),
            })
        };
        // RFC 8314 section 5.1 prefers TLS from the first byte.
        Ok(servers(tls, Encryption::Tls).chain(servers(start_tls, Encryption::StartTls)).collect())
    }

    async fn named_by_own_page(&self, address: &EmailAddress) -> Vec<FoundServer> {
        let Some(domain) = ascii_host(address.domain()) else { return Vec::new() };
        let port = self.inner.discovery.https_port;
        let at = |host: &str| if port == 443 { host.to_owned() } else { format!("{host}:{port}") };
        let with_address = format!(
            "https://{}/mail/config-v1.1.xml?emailaddress={}",
            at(&format!("autoconfig.{domain}")),
            query(address.as_str())
        );
        let well_known = format!("https://{}/.well-known/autoconfig/mail/config-v1.1.xml", at(&domain));
        let (one, other) =
            tokio::join!(self.named_by_page(&with_address, address), self.named_by_page(&well_known, address));
        if one.is_empty() { other } else { one }
    }

    async fn named_by_thunderbird(&self, address: &EmailAddress) -> Vec<FoundServer> {
        match (&self.inner.discovery.thunderbird, ascii_host(address.domain())) {
            // Only the domain is told, never the address.
            (Some(base), Some(domain)) => self.named_by_page(&format!("{base}{domain}"), address).await,
            _ => Vec::new(),
        }
    }

    async fn named_by_page(&self, url: &str, address: &EmailAddress) -> Vec<FoundServer> {
        let http = Http { reach: &self.inner.reach, clock: &self.inner.clock, limit: PAGE_LIMIT };
        let pages = Pages { http, port: self.inner.discovery.https_port };
        match timeout(PAGE_LIMIT, pages.get(url)).await {
            Ok(Some(page)) => outgoing_servers(&page, address),
            Ok(None) | Err(_) => Vec::new(),
        }
    }
}

/// The names most servers have; the MX itself where no filter stands in front.
fn usual_names(address: &EmailAddress, seen: &Seen) -> Vec<FoundServer> {
    let domain = address.domain();
    let mx = seen.mx.first().filter(|_| seen.filter.is_none()).cloned();
    let hosts = [format!("mail.{domain}"), format!("smtp.{domain}")].into_iter().chain(mx);
    hosts
        .flat_map(|host| {
            Encryption::ALL.map(|encryption| FoundServer {
                host: host.clone(),
                port: encryption.proposed_port(),
                encryption,
                account: String::new(),
            })
        })
        .collect()
}

/// The names that SPF records include or lead on to (RFC 7208 sections 5.2 and 6.1), in lower case.
pub(crate) fn included(texts: &[String]) -> Vec<String> {
    let records = texts.iter().filter(|text| text.to_ascii_lowercase().starts_with("v=spf1"));
    let terms = records.flat_map(|record| record.split_ascii_whitespace());
    let named = |term: &str| {
        let term = term.to_ascii_lowercase();
        let term = term.trim_start_matches(['+', '?', '~']);
        term.strip_prefix("include:").or_else(|| term.strip_prefix("redirect=")).map(str::to_owned)
    };
    terms.filter_map(named).collect()
}

/// An address as it stands in a query.
fn query(address: &str) -> String {
    let bytes = address.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    bytes.collect()
}
