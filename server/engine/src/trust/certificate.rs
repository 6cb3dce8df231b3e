//! What a certificate says, for people to read. Decides nothing.

use std::net::IpAddr;

use rustls::pki_types::CertificateDer;
use types::{Fact, ShownCertificate, Timestamp};
use x509_parser::{extensions::GeneralName, prelude::FromDer, x509::X509Name};

/// Most names shown; shared hosts put hundreds into one certificate.
const NAMES_MAX: usize = 20;

/// Protocol and certificate as a fact; nothing when the certificate cannot be read.
pub(crate) fn certificate_fact(protocol: &str, der: &CertificateDer<'_>) -> Option<Fact> {
    let (_, certificate) = x509_parser::certificate::X509Certificate::from_der(der).ok()?;
    let alternatives = certificate.subject_alternative_name().ok().flatten();
    let mut names: Vec<String> = alternatives
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(name_text)
        .take(NAMES_MAX)
        .collect();
    if names.is_empty() {
        names.extend(common_name(certificate.subject()));
    }
    let valid_until = certificate.validity().not_after.timestamp().saturating_mul(1_000_000);
    Some(Fact::Certificate {
        protocol: protocol.to_owned(),
        names,
        issuer: issuer_text(certificate.issuer()),
        valid_until: Timestamp(valid_until),
    })
}

/// A certificate of a chain; nothing when it cannot be read.
pub(super) fn shown_certificate(der: &CertificateDer<'_>) -> Option<ShownCertificate> {
    let (_, certificate) = x509_parser::certificate::X509Certificate::from_der(der).ok()?;
    let moment = |secs: i64| Timestamp(secs.saturating_mul(1_000_000));
    Some(ShownCertificate {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        valid_from: moment(certificate.validity().not_before.timestamp()),
        valid_until: moment(certificate.validity().not_after.timestamp()),
    })
}

/// Whether the certificate names itself as its issuer.
pub(crate) fn is_self_signed(der: &CertificateDer<'_>) -> bool {
    x509_parser::certificate::X509Certificate::from_der(der)
        .is_ok_and(|(_, certificate)| certificate.subject().as_raw() == certificate.issuer().as_raw())
}

fn name_text(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|octets| IpAddr::from(octets).to_string()),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(|octets| IpAddr::from(octets).to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn common_name(name: &X509Name<'_>) -> Option<String> {
    name.iter_common_name().find_map(|attribute| attribute.as_str().ok()).map(str::to_owned)
}

/// Organisation and common name, as issuers are known by; the whole name when it has neither.
fn issuer_text(issuer: &X509Name<'_>) -> String {
    let organisation = issuer.iter_organization().find_map(|attribute| attribute.as_str().ok());
    let parts: Vec<&str> =
        organisation.into_iter().chain(issuer.iter_common_name().find_map(|name| name.as_str().ok())).collect();
    if parts.is_empty() { issuer.to_string() } else { parts.join(", ") }
}
