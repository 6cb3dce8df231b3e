//! Certificates for the scripted servers, and the authority that the probe trusts.

use std::sync::{Arc, LazyLock};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer};
use types::Timestamp;

/// The name that the probe looks for.
pub(crate) const HOST: &str = "mail.acme.test";
/// 2026-11-23: the clock of all these tests.
pub(crate) const NOW: Timestamp = Timestamp(1_795_460_801_000_000);
/// The end of the good certificate, 2027-06-01.
pub(crate) const GOOD_UNTIL: Timestamp = Timestamp(1_811_808_000_000_000);

/// Which certificate a server shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shown {
    /// Nothing is wrong with it.
    Good,
    /// It ended in 2025.
    Expired,
    /// It begins in 2030.
    NotYetValid,
    /// It is for another name.
    WrongName,
    /// It is for every name below another domain.
    Wildcard,
    /// It is from an authority nobody trusts.
    UnknownIssuer,
    /// The server is its own authority.
    OwnAuthority,
    /// It is for clients.
    WrongPurpose,
}

struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

static TRUSTED: LazyLock<Authority> = LazyLock::new(|| authority("Trusted"));
static UNKNOWN: LazyLock<Authority> = LazyLock::new(|| authority("Unknown"));

/// The trusted authority's certificate.
pub(crate) fn trusted_pem() -> String {
    TRUSTED.pem.clone()
}

/// What a server with this certificate is made from.
pub(crate) fn server_config(shown: Shown) -> Arc<ServerConfig> {
    let (certificate, key) = certificate(shown);
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap());
    Arc::new(config.unwrap())
}

/// Certificate and key as PEM, for servers that read files.
pub(crate) fn pem(shown: Shown) -> (String, String) {
    let (certificate, key) = certificate(shown);
    (certificate.pem(), key.serialize_pem())
}

fn certificate(shown: Shown) -> (Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let name = match shown {
        Shown::WrongName => "other.acme.test",
        Shown::Wildcard => "*.host.test",
        _ => HOST,
    };
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    let (from, until) = match shown {
        Shown::Expired => (2024, 2025),
        Shown::NotYetValid => (2030, 2031),
        _ => (2026, 2027),
    };
    (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(until, 6, 1));
    if shown == Shown::WrongPurpose {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    }
    let certificate = match shown {
        Shown::OwnAuthority => {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.self_signed(&key)
        }
        Shown::UnknownIssuer => params.signed_by(&key, &UNKNOWN.issuer),
        _ => params.signed_by(&key, &TRUSTED.issuer),
    };
    (certificate.unwrap(), key)
}

fn authority(name: &str) -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::OrganizationName, name);
    params.distinguished_name.push(DnType::CommonName, format!("{name} Root"));
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { pem, issuer: Issuer::new(params, key) }
}
