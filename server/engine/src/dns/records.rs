//! What a domain publishes beside addresses: MX, SRV, TXT and CNAME, with limits on how much of it is looked at.

use std::time::Duration;

use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::time::timeout;

use super::{Dns, LookupFault, ascii_host, fault};

/// Most records of one kind that are looked at; real domains have fewer.
const RECORDS_MAX: usize = 12;
/// Longest TXT record that is looked at, in bytes: SPF records stay below 512 (RFC 7208 section 3.4), keys below 1,000.
const TEXT_MAX_BYTES: usize = 4_096;
/// How long one question may take. Somebody waits for the answer.
const QUESTION_LIMIT: Duration = Duration::from_secs(4);

/// Where a domain offers a service (RFC 2782).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Service {
    /// Lower is asked first.
    pub priority: u16,
    /// TCP port.
    pub port: u16,
    /// Host name, in lower case.
    pub host: String,
}

impl Dns {
    /// The hosts that take mail for a domain, the preferred ones first. A domain that takes none (RFC 7505) has none.
    pub(crate) async fn mail_exchanges(&self, domain: &str) -> Result<Vec<String>, LookupFault> {
        let mut found: Vec<(u16, String)> = self
            .published(domain, RecordType::MX, |data| match data {
                RData::MX(mx) => host(&mx.exchange).map(|host| (mx.preference, host)),
                _ => None,
            })
            .await?;
        found.sort();
        Ok(found.into_iter().map(|(_, host)| host).collect())
    }

    /// Where a domain offers a service, such as `_submissions._tcp`, the preferred ones first.
    pub(crate) async fn services(&self, service: &str, domain: &str) -> Result<Vec<Service>, LookupFault> {
        let mut found = self
            .published(&format!("{service}.{domain}"), RecordType::SRV, |data| match data {
                RData::SRV(srv) => {
                    host(&srv.target).map(|host| Service { priority: srv.priority, port: srv.port, host })
                }
                _ => None,
            })
            .await?;
        found.sort();
        Ok(found)
    }

    /// The texts of a name, each put together from its pieces. What is no UTF-8 is shown with replacement characters.
    pub(crate) async fn texts(&self, name: &str) -> Result<Vec<String>, LookupFault> {
        self.published(name, RecordType::TXT, |data| match data {
            RData::TXT(txt) => {
                let mut text = txt.txt_data.concat();
                text.truncate(TEXT_MAX_BYTES);
                Some(String::from_utf8_lossy(&text).into_owned())
            }
            _ => None,
        })
        .await
    }

    /// The name that a name stands for, when it is an alias.
    pub(crate) async fn alias(&self, name: &str) -> Result<Option<String>, LookupFault> {
        let found = self
            .published(name, RecordType::CNAME, |data| match data {
                RData::CNAME(cname) => host(&cname.0),
                _ => None,
            })
            .await?;
        Ok(found.into_iter().next())
    }

    /// What a name has of one kind; nothing when it has none, or does not exist.
    async fn published<T>(
        &self,
        name: &str,
        kind: RecordType,
        read: impl Fn(&RData) -> Option<T>,
    ) -> Result<Vec<T>, LookupFault> {
        let Self::System(resolver) = self else { return Ok(Vec::new()) };
        let Some(name) = ascii_host(name).and_then(|name| Name::from_ascii(format!("{name}.")).ok()) else {
            return Ok(Vec::new());
        };
        match timeout(QUESTION_LIMIT, resolver.lookup(name, kind)).await {
            Ok(Ok(lookup)) => {
                Ok(lookup.answers().iter().filter_map(|record| read(&record.data)).take(RECORDS_MAX).collect())
            }
            Ok(Err(error)) => match fault(&error) {
                LookupFault::Unknown | LookupFault::NoAddress => Ok(Vec::new()),
                fault => Err(fault),
            },
            Err(_) => Err(LookupFault::Failed("no answer in time".to_owned())),
        }
    }
}

/// A host name as it is compared; nothing for the root, which stands for "none".
fn host(name: &Name) -> Option<String> {
    let host = name.to_ascii().to_ascii_lowercase();
    let bare = host.trim_end_matches('.');
    (!bare.is_empty()).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Service;
    use crate::{
        Dns, LookupFault,
        testing::dns::{Answers, serve},
    };

    #[tokio::test]
    async fn reads_what_is_published() {
        let mut answers = Answers::default();
        answers.mx("acme.example", 20, "mx2.host.example");
        answers.mx("acme.example", 10, "MX1.host.example");
        answers.mx("nomail.example", 0, ".");
        answers.srv("_submissions._tcp.acme.example", 0, 465, "smtp.host.example");
        answers.txt("acme.example", "v=spf1 -all");
        answers.txt("long.example", &"x".repeat(700));
        answers.cname("autodiscover.acme.example", "autodiscover.outlook.com");
        answers.fails("broken.example");
        let server = serve(answers).await;
        let dns = Dns::servers(&[server.address]);
        assert_eq!(dns.mail_exchanges("Acme.example").await.unwrap(), ["mx1.host.example", "mx2.host.example"]);
        assert!(dns.mail_exchanges("nomail.example").await.unwrap().is_empty());
        let service = Service { priority: 0, port: 465, host: "smtp.host.example".into() };
        assert_eq!(dns.services("_submissions._tcp", "acme.example").await.unwrap(), [service]);
        assert_eq!(dns.texts("acme.example").await.unwrap(), ["v=spf1 -all"]);
        assert_eq!(dns.texts("long.example").await.unwrap()[0].len(), 700);
        let alias = dns.alias("autodiscover.acme.example").await.unwrap();
        assert_eq!(alias.as_deref(), Some("autodiscover.outlook.com"));
        assert!(dns.texts("nothing.example").await.unwrap().is_empty());
        assert!(matches!(dns.texts("broken.example").await, Err(LookupFault::Refused(_))));
    }
}
