//! Keeps the certificate that a server presents, whatever is decided about it.

use std::sync::{Arc, OnceLock};

use rustls::{
    DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use types::ShownCertificate;

use super::certificate::shown_certificate;

/// Most certificates kept; a chain that anybody can use has two to four.
const CHAIN_MAX: usize = 10;

/// The certificates of one connection, once they have been presented: the server's own, then those of its issuers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Presented(Arc<OnceLock<Vec<CertificateDer<'static>>>>);

impl Presented {
    /// The server's own certificate.
    pub(crate) fn end_entity(&self) -> Option<&CertificateDer<'static>> {
        self.0.get()?.first()
    }

    /// All of them in words.
    pub(crate) fn chain(&self) -> Vec<ShownCertificate> {
        self.0.get().into_iter().flatten().filter_map(shown_certificate).collect()
    }
}

/// A verifier for one connection that decides as `inner` does, and where it leaves what it saw.
pub(super) fn recording(inner: Arc<dyn ServerCertVerifier>) -> (Arc<dyn ServerCertVerifier>, Presented) {
    let presented = Presented::default();
    (Arc::new(Recorder { inner, presented: presented.clone() }), presented)
}

#[derive(Debug)]
struct Recorder {
    inner: Arc<dyn ServerCertVerifier>,
    presented: Presented,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.presented.0.get_or_init(|| {
            let chain = std::iter::once(end_entity).chain(intermediates).take(CHAIN_MAX);
            chain.map(|certificate| certificate.clone().into_owned()).collect()
        });
        self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
