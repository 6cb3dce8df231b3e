//! Mail providers: who keeps a mailbox, by its domain, its MX, an alias or its SPF record. `providers.json` beside this
//! holds the facts with their sources; only what was checked is in it.

use std::sync::LazyLock;

use serde::Deserialize;
use types::{AccountKind, EmailAddress, Encryption, FoundServer, PasswordKind, Provider, text::Lang};

use crate::dns::is_at_or_below;

/// Where mail programs of Microsoft 365's customers are led to by `autodiscover.<domain>`.
const MICROSOFT_ALIAS: &str = "autodiscover.outlook.com";
/// The provider that [`MICROSOFT_ALIAS`] stands for.
const MICROSOFT: &str = "microsoft365";

/// What the file says.
#[derive(Debug, Deserialize)]
struct Facts {
    providers: Vec<Known>,
    filters: Vec<Filter>,
}

/// A provider as it stands in the file.
#[derive(Debug, Deserialize)]
pub(crate) struct Known {
    pub id: String,
    name: String,
    domains: Vec<String>,
    mx: Vec<String>,
    /// Names that its customers include in their SPF records.
    pub spf: Vec<String>,
    /// Selectors of its customers' DKIM keys.
    pub dkim: Vec<String>,
    servers: Vec<Server>,
    account: AccountKind,
    passwords: Vec<PasswordKind>,
    daily_limit: Option<u32>,
    /// What else is known, as texts of `providers.json` in the locales.
    #[cfg_attr(not(test), expect(dead_code, reason = "the texts themselves say it; a test compares them with this"))]
    texts: Vec<String>,
    checked: String,
    sources: Vec<String>,
}

/// A server; in its host `{mx}` stands for the domain's first MX, `{domain}` for the domain, and `{region}` for one label
/// that only the customer knows.
#[derive(Debug, Deserialize)]
struct Server {
    host: String,
    port: u16,
    encryption: Protected,
}

impl Server {
    fn is(&self, host: &str) -> bool {
        match self.host.split_once("{region}") {
            Some((begin, end)) => {
                let region = host.strip_prefix(begin).and_then(|rest| rest.strip_suffix(end));
                region.is_some_and(|region| !region.is_empty() && !region.contains('.'))
            }
            None => self.host == host,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Protected {
    Tls,
    StartTls,
}

/// A mail filter that stands in front of mailboxes elsewhere.
#[derive(Debug, Deserialize)]
struct Filter {
    name: String,
    mx: Vec<String>,
}

static FACTS: LazyLock<Facts> = LazyLock::new(|| {
    // A test reads it too, so that a file that cannot be read does not get here.
    serde_json::from_str(include_str!("providers.json")).expect("the facts about providers can be read")
});

/// Who is known by this domain.
pub(crate) fn by_domain(domain: &str) -> Option<&'static Known> {
    FACTS.providers.iter().find(|known| known.domains.iter().any(|own| is_at_or_below(domain, own)))
}

/// Who takes the mail of a domain with these MX.
pub(crate) fn by_mx(hosts: &[String]) -> Option<&'static Known> {
    let first = hosts.first()?;
    FACTS.providers.iter().find(|known| known.mx.iter().any(|suffix| is_at_or_below(first, suffix)))
}

/// The filter that stands in front of a mailbox.
pub(crate) fn filter(hosts: &[String]) -> Option<&'static str> {
    let is_there =
        |filter: &&Filter| hosts.iter().any(|host| filter.mx.iter().any(|suffix| is_at_or_below(host, suffix)));
    FACTS.filters.iter().find(is_there).map(|filter| filter.name.as_str())
}

/// Who is behind `autodiscover.<domain>`.
pub(crate) fn by_alias(alias: &str) -> Option<&'static Known> {
    if alias == MICROSOFT_ALIAS { by_id(MICROSOFT) } else { None }
}

/// Who is named in an SPF record; nobody when several are.
pub(crate) fn by_spf(included: &[String]) -> Option<&'static Known> {
    let mut named = FACTS.providers.iter().filter(|known| known.spf.iter().any(|name| included.contains(name)));
    named.next().filter(|_| named.next().is_none())
}

/// Who runs this server for this account, of those who keep the mailbox where that is known: a provider may have one
/// server for companies and for everybody else.
pub(crate) fn by_server(host: &str, account: &str, keeper: Option<&'static Known>) -> Option<&'static Known> {
    let host = host.trim().trim_end_matches('.').to_lowercase();
    let runs_it = |known: &&Known| known.servers.iter().any(|server| server.is(&host));
    let of_account = || by_domain(account.rsplit_once('@')?.1.trim());
    keeper.filter(runs_it).or_else(|| of_account().filter(runs_it)).or_else(|| FACTS.providers.iter().find(runs_it))
}

/// Who is known by this identity.
pub(crate) fn by_id(id: &str) -> Option<&'static Known> {
    FACTS.providers.iter().find(|known| known.id == id)
}

/// Every server that is known by its whole name.
pub(crate) fn hosts() -> impl Iterator<Item = &'static str> {
    let servers = FACTS.providers.iter().flat_map(|known| &known.servers);
    servers.map(|server| server.host.as_str()).filter(|host| !host.contains('{'))
}

impl Known {
    /// Its servers for an address whose mail this MX takes.
    pub(crate) fn servers(&self, address: &EmailAddress, mx: Option<&str>) -> Vec<FoundServer> {
        let account = match self.account {
            AccountKind::Address => address.to_string(),
            AccountKind::Other | AccountKind::Unknown => String::new(),
        };
        let filled = |server: &Server| {
            let host = server.host.replace("{domain}", address.domain());
            let host = if host.contains("{mx}") { host.replace("{mx}", mx?) } else { host };
            let encryption = match server.encryption {
                Protected::Tls => Encryption::Tls,
                Protected::StartTls => Encryption::StartTls,
            };
            Some(FoundServer { host, port: server.port, encryption, account: account.clone() })
        };
        self.servers.iter().filter_map(filled).collect()
    }

    /// What is to be said of it in one matter: `redirection`, `sender` or `note`.
    pub(crate) fn text(&self, matter: &str, lang: Lang) -> Option<&'static str> {
        lang.providers().by_key(&format!("{}_{matter}", self.id))
    }

    /// What is shown of it.
    pub(crate) fn shown(&self) -> Provider {
        Provider {
            id: self.id.clone(),
            name: self.name.clone(),
            account: self.account,
            passwords: self.passwords.clone(),
            daily_limit: self.daily_limit,
            checked: self.checked.clone(),
            sources: self.sources.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use types::text::Lang;

    use super::{FACTS, by_domain, by_id, by_mx, by_server, by_spf, filter};

    #[test]
    fn every_text_has_its_provider() {
        let promised: BTreeSet<String> = FACTS
            .providers
            .iter()
            .flat_map(|known| known.texts.iter().map(|text| format!("{}_{text}", known.id)))
            .collect();
        for lang in Lang::ALL {
            let missing: Vec<_> = promised.iter().filter(|key| lang.providers().by_key(key).is_none()).collect();
            assert!(missing.is_empty(), "{lang}: {missing:?}");
        }
        let ids: HashSet<_> = FACTS.providers.iter().map(|known| &known.id).collect();
        assert_eq!(ids.len(), FACTS.providers.len());
        assert!(FACTS.providers.iter().all(|known| !known.sources.is_empty() && !known.servers.is_empty()));
    }

    #[test]
    fn hosts_are_compared_label_by_label() {
        let mx = |host: &str| by_mx(&[host.to_owned()]).map(|known| known.id.as_str());
        assert_eq!(mx("acme-de.mail.protection.outlook.com"), Some("microsoft365"));
        assert_eq!(mx("evilmail.protection.outlook.com.example"), None);
        assert_eq!(mx("notkundenserver.de"), None);
        assert_eq!(mx("mx00.kundenserver.de"), Some("ionos"));
        assert_eq!(filter(&["mx01.hornetsecurity.com".into()]), Some("Hornetsecurity"));
    }

    /// Who only sends is known by its servers.
    #[test]
    fn services_that_only_send_are_known() {
        for (host, id) in [
            ("email-smtp.eu-central-1.amazonaws.com", Some("amazon_ses")),
            ("email-smtp..amazonaws.com", None),
            ("email-smtp.amazonaws.com", None),
            ("email-smtp.a.b.amazonaws.com", None),
            ("in-v3.mailjet.com", Some("mailjet")),
            ("smtp.sendgrid.net", Some("sendgrid")),
            ("smtp.postmarkapp.com", Some("postmark")),
            ("smtp.eu.mailgun.org", Some("mailgun")),
            ("smtp-relay.brevo.com", Some("brevo")),
            ("smtp.resend.com", Some("resend")),
            ("smtp-relay.gmail.com", Some("google_workspace_relay")),
        ] {
            assert_eq!(by_server(host, "", None).map(|known| known.id.as_str()), id, "{host}");
        }
    }

    #[test]
    fn one_server_of_several_providers_is_that_of_who_keeps_the_mailbox() {
        let id = |account, keeper| by_server("SMTP.gmail.com.", account, keeper).map(|known| known.id.as_str());
        assert_eq!(id("jobs.acme@gmail.com", None), Some("gmail"));
        assert_eq!(id("jobs@acme.example", None), Some("google_workspace"));
        assert_eq!(id("jobs", by_domain("gmail.com")), Some("gmail"));
        assert_eq!(id("jobs.acme@gmail.com", by_id("google_workspace")), Some("google_workspace"));
        assert_eq!(id("jobs@acme.example", by_id("ionos")), Some("google_workspace"), "only the mailbox is there");
        assert!(by_server("mail.acme.example", "jobs@gmail.com", by_id("gmail")).is_none());
    }

    #[test]
    fn two_names_in_an_spf_record_decide_nothing() {
        let named = |names: &[&str]| by_spf(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(named(&["_spf.google.com", "spf.brevo.com"]).unwrap().id, "google_workspace");
        assert!(named(&["_spf.google.com", "spf.protection.outlook.com"]).is_none());
    }
}
