//! What a message, its envelope and the name system say about its sender: SPF, DKIM, ARC and DMARC, as they are.

use std::net::IpAddr;

use mail_auth::{
    ArcOutput, AuthenticatedMessage, AuthenticationResults, DkimOutput, DkimResult, DmarcOutput, DmarcResult, Error,
    MessageAuthenticator, SpfOutput, SpfResult,
    arc::ArcError,
    common::crypto::CryptoError,
    dkim::DkimError,
    dmarc::{Policy, verify::DmarcParameters},
    spf::verify::SpfParameters,
};
use serde::{Deserialize, Serialize};

use super::seal::Seal;
use crate::{dns::ascii_host, reading::senders};

/// Most signatures that are looked at: each costs a question to the name system. Mails in use have one to three.
const SIGNATURES_MAX: usize = 8;
/// Most seals of a chain; mail that was passed on more often than this is looked at by its signatures only.
const SEALS_MAX: usize = 10;
/// Longest text of results that is kept, in characters.
const RESULTS_MAX_CHARS: usize = 2_000;

/// How a message was handed over.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    /// MAIL FROM; empty for `<>`.
    pub mail_from: String,
    /// Who handed it over.
    pub client: IpAddr,
    /// What the client called itself.
    pub helo: String,
    /// Our own name.
    pub host: String,
}

/// A signature (DKIM, RFC 6376).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Signature {
    /// Whose it is.
    pub domain: String,
    /// Whether it still holds.
    pub standing: Standing,
}

/// How a signature or a seal stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Standing {
    /// It is valid.
    Valid,
    /// The text is not what was signed.
    BodyChanged,
    /// The header is not what was signed, or the published key is not the one it was signed with.
    HeaderChanged,
    /// It cannot be used: without a key, too old, written badly.
    Unusable,
    /// The name system did not answer.
    NoAnswer,
}

impl Standing {
    /// Whether the message is not what was signed.
    pub(crate) const fn is_changed(self) -> bool {
        matches!(self, Self::BodyChanged | Self::HeaderChanged)
    }
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Findings {
    /// The one domain in From, as it travels; nothing when there is none, or several.
    pub from: Option<String>,
    /// Every signature.
    pub signatures: Vec<Signature>,
    /// The domain that the client may send for.
    pub server: Option<String>,
    /// The last seal.
    pub seal: Option<Seal>,
    /// Whether the sender's domain, or the one above it, has a DMARC record.
    pub has_policy: bool,
    /// Whether that asks receivers to do something about mails that do not fit it.
    pub is_policy_strict: bool,
    /// Whether a signature fits From by that record.
    pub fits_by_signature: bool,
    /// Whether the client fits From by that record.
    pub fits_by_server: bool,
    /// Whether an answer of the name system is missing.
    pub is_incomplete: bool,
    /// Every result as in RFC 8601.
    pub results: String,
}

/// Looks at a message; nothing when it has no header.
pub(super) async fn check(authenticator: &MessageAuthenticator, raw: &[u8], envelope: &Envelope) -> Option<Findings> {
    let mut message = AuthenticatedMessage::parse(raw)?;
    let from = from_domain(&message, raw);
    limit(&mut message, from.as_deref());
    let dkim = authenticator.verify_dkim(&message).await;
    let arc = authenticator.verify_arc(&message).await;
    let mail_from_domain = envelope.mail_from.rsplit_once('@').map_or(envelope.helo.as_str(), |(_, domain)| domain);
    let spf = authenticator
        .verify_spf(match envelope.mail_from.is_empty() {
            true => SpfParameters::verify_ehlo(envelope.client, &envelope.helo, &envelope.host),
            false => {
                SpfParameters::verify_mail_from(envelope.client, &envelope.helo, &envelope.host, &envelope.mail_from)
            }
        })
        .await;
    let dmarc = authenticator.verify_dmarc(DmarcParameters::new(&message, &dkim, mail_from_domain, &spf)).await;
    Some(Findings {
        results: results(&message, envelope, &dkim, &arc, &spf, &dmarc),
        signatures: signatures(&dkim),
        server: (spf.result() == SpfResult::Pass).then(|| ascii_host(mail_from_domain)).flatten(),
        seal: Seal::last(&arc),
        has_policy: dmarc.dmarc_record().is_some(),
        is_policy_strict: matches!(dmarc.policy(), Policy::Quarantine | Policy::Reject),
        fits_by_signature: *dmarc.dkim_result() == DmarcResult::Pass,
        fits_by_server: *dmarc.spf_result() == DmarcResult::Pass,
        is_incomplete: is_incomplete(&dkim, &arc, &spf, &dmarc),
        from,
    })
}

/// How a result of mail-auth stands.
pub(super) fn standing(result: &DkimResult) -> Standing {
    match result {
        DkimResult::Pass => Standing::Valid,
        DkimResult::TempError(_) => Standing::NoAnswer,
        DkimResult::Fail(error) | DkimResult::Neutral(error) | DkimResult::PermError(error) => match error {
            // The hash of the body is looked at first.
            Error::Dkim(DkimError::FailedBodyHashMatch) | Error::Arc(ArcError::FailedBodyHashMatch) => {
                Standing::BodyChanged
            }
            // Libraries say of a signature that does not fit no more than that they failed.
            Error::Crypto(CryptoError::FailedVerification | CryptoError::Library(_)) => Standing::HeaderChanged,
            _ => Standing::Unusable,
        },
        DkimResult::None => Standing::Unusable,
    }
}

/// Whether `signer` may speak for `from` where neither says more: the same domain, or one above it. A domain below it
/// may belong to somebody else, as those of a provider's customers do.
pub(super) fn speaks_for(signer: &str, from: &str) -> bool {
    signer == from || (signer.contains('.') && crate::dns::is_at_or_below(from, signer))
}

/// The one domain in From: as mail-auth reads it, when it is the one that people are shown. A field that can be read in
/// two ways must not be proven in the one and shown in the other.
fn from_domain(message: &AuthenticatedMessage<'_>, raw: &[u8]) -> Option<String> {
    let judged = one_domain(message.from.iter().map(String::as_str))?;
    let shown = senders(raw);
    let shown = one_domain(shown.iter().map(|mailbox| mailbox.address.as_str()))?;
    (judged == shown).then_some(judged)
}

fn one_domain<'a>(addresses: impl Iterator<Item = &'a str>) -> Option<String> {
    let domain = |address: &str| address.rsplit_once('@').and_then(|(_, domain)| ascii_host(domain));
    let mut domains: Vec<Option<String>> = addresses.map(domain).collect();
    domains.sort();
    domains.dedup();
    match domains.as_mut_slice() {
        [one] => one.take(),
        _ => None,
    }
}

fn limit(message: &mut AuthenticatedMessage<'_>, from: Option<&str>) {
    // Those that matter first; whoever passes a message on may put others before them.
    let from = from.unwrap_or_default();
    message.dkim_headers.sort_by_key(|header| !speaks_for(&header.header.d.to_ascii_lowercase(), from));
    message.dkim_headers.truncate(SIGNATURES_MAX);
    message.errors.truncate(SIGNATURES_MAX);
    if message.as_headers.len().max(message.ams_headers.len()).max(message.aar_headers.len()) > SEALS_MAX {
        message.as_headers.clear();
        message.ams_headers.clear();
        message.aar_headers.clear();
    }
}

fn signatures(dkim: &[DkimOutput<'_>]) -> Vec<Signature> {
    let named = |output: &DkimOutput<'_>| {
        let domain = output.signature().and_then(|signature| ascii_host(&signature.d))?;
        Some(Signature { domain, standing: standing(output.result()) })
    };
    dkim.iter().filter_map(named).collect()
}

fn is_incomplete(dkim: &[DkimOutput<'_>], arc: &ArcOutput<'_>, spf: &SpfOutput, dmarc: &DmarcOutput) -> bool {
    let is_temporary = |result: &DmarcResult| matches!(result, DmarcResult::TempError(_));
    dkim.iter().any(|output| matches!(output.result(), DkimResult::TempError(_)))
        || matches!(arc.result(), DkimResult::TempError(_))
        || spf.result() == SpfResult::TempError
        || is_temporary(dmarc.dkim_result())
        || is_temporary(dmarc.spf_result())
}

fn results(
    message: &AuthenticatedMessage<'_>,
    envelope: &Envelope,
    dkim: &[DkimOutput<'_>],
    arc: &ArcOutput<'_>,
    spf: &SpfOutput,
    dmarc: &DmarcOutput,
) -> String {
    let from = message.from.first().map_or("", String::as_str);
    let written = AuthenticationResults::new(&envelope.host)
        .with_dkim_results(dkim, from)
        .with_spf_mailfrom_result(spf, envelope.client, &envelope.mail_from, &envelope.helo)
        .with_arc_result(arc, envelope.client)
        .with_dmarc_result(dmarc)
        .to_string();
    let words = written.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().filter(|c| !c.is_control()).take(RESULTS_MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use mail_auth::AuthenticatedMessage;

    use super::{from_domain, senders};

    #[test]
    fn what_is_proven_is_what_is_shown() {
        for from in [
            "Carla <carla@example.org>",
            "carla@example.org",
            "Carla <carla@B\u{fc}cher.example>",
            "\"carla@victim.example\" <x@evil.example>",
            "carla@victim.example <x@evil.example>",
            "<carla@victim.example> <x@evil.example>",
            "<carla@victim.example>, <x@evil.example>",
            "(carla@victim.example) x@evil.example",
            "carla@victim.example (<x@evil.example>)",
            "\"x@evil.example,\" <carla@victim.example>",
            "\"a\\\" <carla@victim.example>\" <x@evil.example>",
            "a: carla@victim.example, x@evil.example;",
            "<@evil.example:carla@victim.example>",
            "\"carla@victim.example\"@evil.example",
            "carla@victim.example@evil.example",
            "<carla@victim.example\r\n x@evil.example>",
            "=?utf-8?q?carla=40victim.example?= <x@evil.example>",
            "=?utf-8?q?=3Ccarla=40victim.example=3E?= x@evil.example",
            "carla@victim.example\r\nFrom: x@evil.example",
            "carla@victim.example\0@evil.example",
            "",
        ] {
            let raw = format!("From: {from}\r\nSubject: x\r\n\r\nx");
            let Some(message) = AuthenticatedMessage::parse(raw.as_bytes()) else { continue };
            let Some(domain) = from_domain(&message, raw.as_bytes()) else { continue };
            let shown = senders(raw.as_bytes());
            let is_shown = |address: &str| address.to_lowercase().ends_with(&format!("@{domain}"));
            let is_idn = domain == "xn--bcher-kva.example";
            assert!(is_idn || shown.iter().all(|mailbox| is_shown(&mailbox.address)), "{from:?}: {domain} {shown:?}");
        }
        let ordinary = b"From: Carla <carla@example.org>\r\n\r\nx";
        let message = AuthenticatedMessage::parse(ordinary).unwrap();
        assert_eq!(from_domain(&message, ordinary).as_deref(), Some("example.org"));
    }
}
