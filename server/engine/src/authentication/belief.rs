//! Whether receivers will believe mails from an address that leave through a server: what its domain publishes, and what
//! the last test mail showed.

use std::time::Duration;

use mail_auth::{
    MessageAuthenticator, SpfResult,
    common::parse::TxtRecordParser,
    dmarc::{Dmarc, Policy},
    spf::verify::SpfParameters,
};
use tokio::time::timeout;
use types::{Belief, BeliefLine, DnsRecord, EmailAddress, Proof, ProofState, VerifiedBy};

use super::{
    checking::speaks_for,
    spf::{records, with_term},
};
use crate::{
    Company, Engine, Result,
    db::read,
    discovery::{providers, sources::included},
    dns::{LookupFault, ascii_host},
    redirection::outside_addresses,
};

/// How long everything may take: it is looked up while a page is made.
const BELIEF_LIMIT: Duration = Duration::from_secs(4);
/// Names that keys are often published under, asked for where the provider's are not known.
const USUAL_SELECTORS: &[&str] = &["default", "dkim", "mail", "k1", "s1", "selector1"];

/// What the last test mail of the settings in force showed.
struct TestMail {
    signed_by: String,
    reason: VerifiedBy,
}

impl Engine {
    /// For the custom address through the company's own server, and for the company recruiting address through the
    /// relay; each where there is such a way.
    pub(crate) async fn beliefs(&self, company: &Company) -> Result<Vec<Belief>> {
        let stored = self.stored_settings(company.id).await?;
        let mut beliefs = Vec::new();
        if let Some(address) = stored.sender.address().ok().flatten() {
            let test = self.test_mail_of(company, &stored.fingerprint, &address).await?;
            beliefs.push(self.belief(address, stored.smtp.host.trim().to_lowercase(), test).await);
        }
        if let Some(relay) = self.relay_host() {
            let address = company.recruiting_address(&self.inner.mail_domain)?;
            // The test mail from outside leaves through the relay too, and from the same domain.
            let test = match outside_addresses(&self.inner.mail_domain) {
                Some((outside, _)) => self.test_mail_of(company, &stored.fingerprint, &outside).await?,
                None => None,
            };
            let test = test.filter(|test| !test.signed_by.is_empty());
            let belief = self.belief(address, relay, test).await;
            beliefs.push(Belief { is_operators: true, ..belief });
        }
        Ok(beliefs)
    }

    async fn belief(&self, address: EmailAddress, host: String, test: Option<TestMail>) -> Belief {
        let unknown = |proof| line(proof, ProofState::Unknown, &[]);
        let looking = async {
            let domain = ascii_host(address.domain()).unwrap_or_default();
            let mx = self.inner.reach.dns.mail_exchanges(&domain).await.unwrap_or_default();
            let known = providers::by_server(&host, "", None).or_else(|| providers::by_mx(&mx));
            let (spf, dkim, dmarc) = tokio::join!(
                self.spf_line(&domain, &host, known),
                self.dkim_line(&domain, known, test),
                self.dmarc_line(&domain)
            );
            let dmarc = guarded(dmarc, &spf, &dkim);
            vec![spf, dkim, dmarc]
        };
        let lines = timeout(BELIEF_LIMIT, looking).await;
        Belief {
            is_done: lines.is_ok(),
            lines: lines.unwrap_or_else(|_| [Proof::Spf, Proof::Dkim, Proof::Dmarc].map(unknown).to_vec()),
            is_operators: false,
            address,
            host,
        }
    }

    async fn spf_line(&self, domain: &str, host: &str, known: Option<&providers::Known>) -> BeliefLine {
        let Ok(texts) = self.inner.reach.dns.texts(domain).await else {
            return line(Proof::Spf, ProofState::Unknown, &[]);
        };
        let found = records(&texts);
        let included = included(&found);
        let names = known.map(|known| known.spf.as_slice()).unwrap_or_default();
        let state = match found.len() {
            0 => ProofState::Missing,
            1 if names.iter().any(|name| included.contains(name)) => ProofState::Good,
            1 => self.covers(domain, host).await,
            _ => ProofState::Broken,
        };
        let term = match names.first() {
            Some(name) => format!("include:{name}"),
            None if host.is_empty() => "mx".to_owned(),
            None => format!("a:{host}"),
        };
        let publish = match state {
            ProofState::Missing | ProofState::NotCovered => Some(with_term(&found, &term)),
            ProofState::Broken if found.len() > 1 => Some(with_term(&found, "")),
            _ => None,
        };
        let publish = publish.map(|value| DnsRecord { name: domain.to_owned(), value });
        BeliefLine { publish, detail: host.to_owned(), ..line(Proof::Spf, state, &found) }
    }

    /// Whether the domain's record names this server. A provider may send from other machines than the one that takes
    /// the mail, so this is as far as one can know.
    async fn covers(&self, domain: &str, host: &str) -> ProofState {
        let dns = &self.inner.reach.dns;
        let (Some(resolver), Ok(addresses)) = (dns.resolver(), dns.addresses(host).await) else {
            return ProofState::Unknown;
        };
        let authenticator = MessageAuthenticator(resolver);
        let mut state = ProofState::Unknown;
        for address in addresses {
            let sender = format!("postmaster@{domain}");
            let asked = SpfParameters::verify_mail_from(address, host, &self.inner.mail_domain, &sender);
            state = match authenticator.verify_spf(asked).await.result() {
                SpfResult::Pass => return ProofState::Good,
                SpfResult::PermError => ProofState::Broken,
                SpfResult::TempError => ProofState::Unknown,
                _ => ProofState::NotCovered,
            };
        }
        state
    }

    async fn dkim_line(&self, domain: &str, known: Option<&providers::Known>, test: Option<TestMail>) -> BeliefLine {
        // What broke on the way back says nothing about how it left.
        let says_nothing =
            |reason| matches!(reason, VerifiedBy::NoAnswer | VerifiedBy::Unreadable | VerifiedBy::Changed);
        if let Some(TestMail { signed_by, .. }) = test.filter(|test| !says_nothing(test.reason)) {
            let state = match signed_by.as_str() {
                "" => ProofState::Missing,
                signer if speaks_for(signer, domain) || speaks_for(domain, signer) => ProofState::Good,
                _ => ProofState::OtherDomain,
            };
            return BeliefLine { detail: signed_by, ..line(Proof::Dkim, state, &[]) };
        }
        let selectors = known.filter(|known| !known.dkim.is_empty());
        let selectors: Vec<&str> = match selectors {
            Some(known) => known.dkim.iter().map(String::as_str).collect(),
            None => USUAL_SELECTORS.to_vec(),
        };
        let keys = selectors.iter().map(|selector| self.key(format!("{selector}._domainkey.{domain}")));
        let found: Vec<String> = futures_util::future::join_all(keys).await.into_iter().flatten().collect();
        let is_known = known.is_some_and(|known| !known.dkim.is_empty());
        let state = match (found.is_empty(), is_known) {
            (false, _) => ProofState::Likely,
            (true, true) => ProofState::Missing,
            // Keys may be published under any name: only a mail shows which.
            (true, false) => ProofState::Unknown,
        };
        line(Proof::Dkim, state, &found)
    }

    /// The name, when a key that was not taken back is published under it (RFC 6376 section 3.6.1).
    async fn key(&self, name: String) -> Option<String> {
        let texts = self.inner.reach.dns.texts(&name).await.ok()?;
        let is_key = |text: &String| {
            text.split(';').any(|tag| tag.trim().strip_prefix("p=").is_some_and(|key| !key.trim().is_empty()))
        };
        texts.iter().any(is_key).then_some(name)
    }

    async fn dmarc_line(&self, domain: &str) -> BeliefLine {
        match self.policies(domain).await {
            Err(_) => line(Proof::Dmarc, ProofState::Unknown, &[]),
            Ok((found, is_own)) => {
                let policy = found.first().and_then(|record| policy(record, is_own));
                let (state, publish) = match (found.len(), policy) {
                    (0, _) => (ProofState::Missing, Some("v=DMARC1; p=none".to_owned())),
                    (1, Some(_)) => (ProofState::Good, None),
                    _ => (ProofState::Broken, None),
                };
                let publish = publish.map(|value| DnsRecord { name: format!("_dmarc.{domain}"), value });
                let detail = policy.unwrap_or_default().to_owned();
                BeliefLine { publish, detail, ..line(Proof::Dmarc, state, &found) }
            }
        }
    }

    /// The DMARC records that hold for a domain, and whether they are its own or those of the first domain above it that
    /// has any.
    async fn policies(&self, domain: &str) -> Result<(Vec<String>, bool), LookupFault> {
        let mut name = domain;
        loop {
            let mut texts = self.inner.reach.dns.texts(&format!("_dmarc.{name}")).await?;
            texts.retain(|text| text.trim_start().to_ascii_lowercase().starts_with("v=dmarc1"));
            match name.split_once('.') {
                Some((_, above)) if texts.is_empty() && above.contains('.') => name = above,
                _ => return Ok((texts, name == domain)),
            }
        }
    }

    /// What the newest test mail from this address showed; the one from outside says nothing of it.
    async fn test_mail_of(
        &self,
        company: &Company,
        fingerprint: &[u8],
        address: &EmailAddress,
    ) -> Result<Option<TestMail>> {
        let domain = ascii_host(address.domain()).unwrap_or_default();
        let from = format!("{}@{domain}", address.local_part()).to_lowercase();
        let row: Option<(String, String)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT a.signed_by, a.reason FROM connection_test t
                 JOIN message m ON m.test_id = t.id JOIN authentication a ON a.message_id = m.id
                 WHERE t.company_id = $1 AND t.fingerprint = $2 AND LOWER(m.from_address) = $3
                 ORDER BY t.started_at DESC, t.id DESC, a.checked_at DESC LIMIT 1",
            )
            .bind(company.id.as_bytes().as_slice())
            .bind(fingerprint)
            .bind(from)
            .fetch_optional(pool)
            .await?
        });
        Ok(row.and_then(|(signed_by, reason)| Some(TestMail { signed_by, reason: VerifiedBy::from_stored(&reason)? })))
    }
}

/// A domain that asks receivers to refuse what does not fit needs something that fits.
fn guarded(dmarc: BeliefLine, spf: &BeliefLine, dkim: &BeliefLine) -> BeliefLine {
    let is_lacking = |line: &BeliefLine| {
        matches!(
            line.state,
            ProofState::Missing | ProofState::NotCovered | ProofState::Broken | ProofState::OtherDomain
        )
    };
    let is_strict = ["quarantine", "reject"].contains(&dmarc.detail.as_str());
    match dmarc.state {
        ProofState::Good if is_strict && is_lacking(spf) && is_lacking(dkim) => {
            BeliefLine { state: ProofState::NotCovered, ..dmarc }
        }
        _ => dmarc,
    }
}

/// What a DMARC record asks for, at its own domain or at one below (RFC 7489 section 6.3, RFC 9989 section 4.7); nothing
/// when it cannot be read. What it asks for at names that do not exist (`np`) is no matter of a domain that takes mail.
fn policy(record: &str, is_own: bool) -> Option<&'static str> {
    let record = Dmarc::parse(record.trim().as_bytes()).ok()?;
    let asked = match (record.p, is_own) {
        (Policy::Unspecified, _) => (!record.rua.is_empty()).then_some(Policy::None)?,
        (own, true) => own,
        (_, false) => record.sp,
    };
    // Who only tries it out asks for one step less.
    Some(match (asked, record.t) {
        (Policy::Reject, false) => "reject",
        (Policy::Reject, true) | (Policy::Quarantine, false) => "quarantine",
        _ => "none",
    })
}

fn line(proof: Proof, state: ProofState, found: &[String]) -> BeliefLine {
    BeliefLine { proof, state, found: found.to_vec(), publish: None, detail: String::new() }
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn below_the_domain_of_a_record_holds_what_it_says_for_there() {
        for (record, own, below) in [
            ("v=DMARC1; p=reject; sp=none", Some("reject"), Some("none")),
            ("v=DMARC1; p=none; sp=reject; np=quarantine", Some("none"), Some("reject")),
            ("v=DMARC1;p=Quarantine", Some("quarantine"), Some("quarantine")),
            ("v=DMARC1; p = reject ; t = y", Some("quarantine"), Some("quarantine")),
            ("v=DMARC1; rua=mailto:d@example.org", Some("none"), Some("none")),
            ("v=DMARC1", None, None),
        ] {
            assert_eq!((policy(record, true), policy(record, false)), (own, below), "{record}");
        }
    }
}
