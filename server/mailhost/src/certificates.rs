//! The practice authority and the certificates of the server, the good one and those of the faults.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer};
use tokio_rustls::TlsAcceptor;
use types::Fault;

use crate::Error;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a certificate is valid; some clients refuse more than 398 days.
const VALID: Duration = Duration::from_secs(397 * 24 * 60 * 60);
/// How long before they are made they begin: tests have clocks of their own.
const BEFORE: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);
/// A name that nobody can connect to (RFC 2606 section 2).
const WRONG_NAME: &str = "mail.another-company.invalid";

/// What the server can show a client, by fault.
pub(crate) struct Certificates {
    authority_pem: String,
    good: TlsAcceptor,
    expired: TlsAcceptor,
    wrong_name: TlsAcceptor,
    unknown_issuer: TlsAcceptor,
}

impl Certificates {
    /// Makes a new authority and all certificates.
    pub(crate) fn new(host_name: &str) -> Result<Self, Error> {
        let key = KeyPair::generate()?;
        let known = authority("Postroom practice authority")?;
        let unknown = authority("An authority nobody knows")?;
        let own_names = [host_name, "localhost", "127.0.0.1"];
        let acceptor = |issuer: &Authority, names: &[&str], ends| {
            let certificate = leaf(issuer, &key, names, ends)?;
            acceptor(&certificate, &key)
        };
        let now = SystemTime::now();
        Ok(Self {
            good: acceptor(&known, &own_names, now + VALID)?,
            expired: acceptor(&known, &own_names, now - DAY)?,
            wrong_name: acceptor(&known, &[WRONG_NAME], now + VALID)?,
            unknown_issuer: acceptor(&unknown, &own_names, now + VALID)?,
            authority_pem: known.pem(),
        })
    }

    /// The authority to trust.
    pub(crate) fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// What is shown while this fault is selected.
    pub(crate) fn acceptor(&self, fault: Fault) -> &TlsAcceptor {
        match fault {
            Fault::CertificateExpired => &self.expired,
            Fault::CertificateWrongName => &self.wrong_name,
            Fault::CertificateUnknownIssuer => &self.unknown_issuer,
            _ => &self.good,
        }
    }
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Result<Authority, Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

fn leaf(issuer: &Authority, key: &KeyPair, names: &[&str], ends: SystemTime) -> Result<Certificate, Error> {
    let mut params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())?;
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let since_epoch = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    params.not_before = epoch + since_epoch(ends - VALID - BEFORE);
    params.not_after = epoch + since_epoch(ends);
    params.distinguished_name.push(DnType::CommonName, names.first().copied().unwrap_or_default());
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params.signed_by(key, issuer)?)
}

fn acceptor(certificate: &Certificate, key: &KeyPair) -> Result<TlsAcceptor, Error> {
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
