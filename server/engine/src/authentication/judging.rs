//! From what was found to a verdict with its reason. Pure, so that every situation can be tried.
//!
//! A redirected message comes from the company's own server, so SPF says nothing about its sender: only that it *does*
//! name the client counts, never that it does not.

use types::{Verified, VerifiedBy};

use super::checking::{Findings, Signature, Standing, speaks_for};
use crate::matching::OwnDomains;

/// Longest domain that is kept, in bytes (RFC 1035 section 2.3.4).
const DOMAIN_MAX_BYTES: usize = 255;

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Judgement {
    pub reason: VerifiedBy,
    /// The domain that the reason is about.
    pub domain: String,
    /// Every result.
    pub results: String,
    /// The domain of a valid signature, of the sender's where there is one.
    pub signed_by: String,
    /// Every signature; nothing when nobody could look at them.
    pub signatures: Option<Vec<Signature>>,
}

impl Default for Judgement {
    fn default() -> Self {
        Self {
            reason: VerifiedBy::NoAnswer,
            domain: String::new(),
            results: String::new(),
            signed_by: String::new(),
            signatures: None,
        }
    }
}

impl Judgement {
    /// Whether the sender is who From says.
    pub(super) const fn verdict(&self) -> Verified {
        match self.reason {
            VerifiedBy::Signature | VerifiedBy::Server | VerifiedBy::Seal => Verified::Yes,
            VerifiedBy::OtherDomain
            | VerifiedBy::Changed
            | VerifiedBy::Unsigned
            | VerifiedBy::AgainstPolicy
            | VerifiedBy::NoSender => Verified::No,
            VerifiedBy::NoAnswer | VerifiedBy::Unreadable => Verified::Unknown,
        }
    }
}

/// Judges.
pub(super) fn judge(findings: &Findings, own: &OwnDomains) -> Judgement {
    let valid = || findings.signatures.iter().filter(|signature| signature.standing == Standing::Valid);
    let from = findings.from.as_deref().unwrap_or_default();
    let signer = valid().find(|signature| speaks_for(&signature.domain, from)).or_else(|| valid().next());
    let signed_by = signer.map(|signature| signature.domain.clone()).unwrap_or_default();
    let (reason, domain) = reason(findings, from, &signed_by, own);
    let fits = |text: String| if text.len() <= DOMAIN_MAX_BYTES { text } else { String::new() };
    Judgement {
        reason,
        domain: fits(domain),
        results: findings.results.clone(),
        signed_by: fits(signed_by),
        signatures: Some(findings.signatures.clone()),
    }
}

fn reason(findings: &Findings, from: &str, signed_by: &str, own: &OwnDomains) -> (VerifiedBy, String) {
    if from.is_empty() {
        return (VerifiedBy::NoSender, String::new());
    }
    // Where there is a DMARC record it says which domains may speak for it.
    let speaks = |domain: &str| !findings.has_policy && !domain.is_empty() && speaks_for(domain, from);
    if findings.fits_by_signature || speaks(signed_by) {
        return (VerifiedBy::Signature, signed_by.to_owned());
    }
    let server = findings.server.as_deref().unwrap_or_default();
    if findings.fits_by_server || speaks(server) {
        return (VerifiedBy::Server, server.to_owned());
    }
    if let Some(seal) = findings.seal.as_ref().filter(|seal| seal.is_believed(|domain| own.has_domain(domain)))
        && seal.vouches_for(from)
    {
        return (VerifiedBy::Seal, seal.domain.clone());
    }
    if findings.is_incomplete {
        return (VerifiedBy::NoAnswer, from.to_owned());
    }
    let is_changed = |signature: &&Signature| signature.standing.is_changed() && speaks_for(&signature.domain, from);
    if let Some(signature) = findings.signatures.iter().find(is_changed) {
        return (VerifiedBy::Changed, signature.domain.clone());
    }
    if findings.is_policy_strict {
        return (VerifiedBy::AgainstPolicy, from.to_owned());
    }
    match signed_by.is_empty() {
        false => (VerifiedBy::OtherDomain, signed_by.to_owned()),
        true => (VerifiedBy::Unsigned, from.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use types::VerifiedBy;

    use super::{super::seal::Seal, Findings, OwnDomains, Signature, Standing, judge};

    fn found(change: impl FnOnce(&mut Findings)) -> (VerifiedBy, String) {
        let mut findings = Findings { from: Some("mail.example.org".into()), ..Findings::default() };
        change(&mut findings);
        let own = OwnDomains::of_addresses(["jobs@acme.example"].into_iter());
        let judgement = judge(&findings, &own);
        (judgement.reason, judgement.domain)
    }

    fn signed(domain: &str, standing: Standing) -> (VerifiedBy, String) {
        found(|findings| findings.signatures.push(Signature { domain: domain.into(), standing }))
    }

    #[test]
    fn every_reason() {
        let by = |reason, domain: &str| (reason, domain.to_owned());
        assert_eq!(signed("mail.example.org", Standing::Valid), by(VerifiedBy::Signature, "mail.example.org"));
        assert_eq!(signed("example.org", Standing::Valid), by(VerifiedBy::Signature, "example.org"));
        assert_eq!(signed("org", Standing::Valid), by(VerifiedBy::OtherDomain, "org"));
        assert_eq!(signed("x.mail.example.org", Standing::Valid), by(VerifiedBy::OtherDomain, "x.mail.example.org"));
        for changed in [Standing::BodyChanged, Standing::HeaderChanged] {
            assert_eq!(signed("example.org", changed), by(VerifiedBy::Changed, "example.org"));
        }
        assert_eq!(signed("example.org", Standing::Unusable), by(VerifiedBy::Unsigned, "mail.example.org"));
        assert_eq!(found(|f| f.server = Some("example.org".into())), by(VerifiedBy::Server, "example.org"));
        // The company's own server redirected it: that says nothing either way.
        assert_eq!(found(|f| f.server = Some("acme.example".into())), by(VerifiedBy::Unsigned, "mail.example.org"));
        assert_eq!(found(|f| f.is_incomplete = true), by(VerifiedBy::NoAnswer, "mail.example.org"));
        assert_eq!(found(|f| f.from = None), by(VerifiedBy::NoSender, ""));
        let strict = |f: &mut Findings| (f.has_policy, f.is_policy_strict) = (true, true);
        assert_eq!(found(strict), by(VerifiedBy::AgainstPolicy, "mail.example.org"));
    }

    #[test]
    fn a_record_says_who_may_speak() {
        // Strict alignment: a valid signature of the domain above does not count.
        let (reason, _) = found(|findings| {
            findings.has_policy = true;
            findings.signatures.push(Signature { domain: "example.org".into(), standing: Standing::Valid });
        });
        assert_eq!(reason, VerifiedBy::OtherDomain);
    }

    #[test]
    fn a_seal_counts_when_it_is_believed() {
        let sealed = |domain: &str, says: &str| {
            let seal = Seal { domain: domain.into(), standing: Standing::Valid, says: says.into() };
            found(|findings| findings.seal = Some(seal)).0
        };
        let says = "i=1; mx; dmarc=pass header.from=mail.example.org";
        assert_eq!(sealed("google.com", says), VerifiedBy::Seal);
        assert_eq!(sealed("acme.example", says), VerifiedBy::Seal);
        assert_eq!(sealed("attacker.example", says), VerifiedBy::Unsigned);
        assert_eq!(sealed("google.com", "i=1; mx; dmarc=fail header.from=mail.example.org"), VerifiedBy::Unsigned);
    }
}
