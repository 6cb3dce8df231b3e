//! Whose certificates are believed, and what a certificate said even when it was not.

mod certificate;
mod recorder;

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, UnixTime, pem::PemObject},
    time_provider::TimeProvider,
    version::{TLS12, TLS13},
};

use crate::Clock;

pub(crate) use certificate::{certificate_fact, is_self_signed};
pub(crate) use recorder::Presented;

/// Makes TLS clients that check the server's certificate against public authorities and those of the operator.
#[derive(Clone, Debug)]
pub struct Trust {
    verifier: Arc<dyn ServerCertVerifier>,
    provider: Arc<CryptoProvider>,
}

/// Why there is nobody to trust.
#[derive(Debug, thiserror::Error)]
pub enum TrustFault {
    /// The operator's file is not PEM, or a certificate in it cannot be an authority.
    #[error("the additional certificate authorities cannot be read: {0}")]
    Unreadable(String),
    /// No authority is left.
    #[error("no certificate authority is trusted")]
    Nobody,
}

impl Trust {
    /// The public authorities, those of this machine, and those in these PEM texts.
    pub fn new(extra: &[String]) -> Result<Self, TrustFault> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let native = rustls_native_certs::load_native_certs();
        for error in &native.errors {
            tracing::warn!(%error, "a certificate authority of this machine cannot be read");
        }
        roots.add_parsable_certificates(native.certs);
        Self::with(roots, extra)
    }

    /// Nobody but the authorities in these PEM texts.
    pub fn only(authorities: &[String]) -> Result<Self, TrustFault> {
        Self::with(RootCertStore::empty(), authorities)
    }

    fn with(mut roots: RootCertStore, extra: &[String]) -> Result<Self, TrustFault> {
        for certificate in extra.iter().flat_map(|pem| CertificateDer::pem_slice_iter(pem.as_bytes())) {
            let certificate = certificate.map_err(|error| TrustFault::Unreadable(error.to_string()))?;
            roots.add(certificate).map_err(|error| TrustFault::Unreadable(error.to_string()))?;
        }
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
            .build()
            .map_err(|_| TrustFault::Nobody)?;
        Ok(Self { verifier, provider })
    }

    /// A client for one connection, TLS 1.2 or 1.3, and the place where it leaves what the server presents. `clock`
    /// says whether a certificate is in date.
    pub(crate) fn client(&self, clock: &Clock) -> Result<(ClientConfig, Presented), rustls::Error> {
        let (verifier, presented) = recorder::recording(self.verifier.clone());
        let config = ClientConfig::builder_with_details(self.provider.clone(), Arc::new(Now(clock.clone())))
            .with_protocol_versions(&[&TLS13, &TLS12])?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok((config, presented))
    }
}

/// The engine's clock as rustls reads it.
#[derive(Debug)]
struct Now(Clock);

impl TimeProvider for Now {
    fn current_time(&self) -> Option<UnixTime> {
        let micros = u64::try_from(self.0.now().0).ok()?;
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_micros(micros)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Trust, TrustFault};

    #[test]
    fn names_what_is_wrong_with_the_operators_file() {
        assert!(matches!(Trust::only(&[]), Err(TrustFault::Nobody)));
        for pem in
            ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nAAAA\n"]
        {
            assert!(matches!(Trust::new(&[pem.to_owned()]), Err(TrustFault::Unreadable(_))), "{pem}");
        }
        assert!(Trust::new(&[]).is_ok());
    }
}
