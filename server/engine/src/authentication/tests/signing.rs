//! Signatures and seals made for the tests.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_auth::{
    AuthenticatedMessage, AuthenticationResults, MessageAuthenticator,
    arc::ArcSealer,
    common::{crypto::Ed25519Key, headers::HeaderWriter},
    dkim::DkimSigner,
};

use crate::{
    Dns,
    testing::dns::{Answers, NameServer},
};

/// A domain with a key.
pub(super) struct Signer {
    domain: String,
    pkcs8: Vec<u8>,
}

impl Signer {
    /// Makes a key.
    pub(super) fn new(domain: &str) -> Self {
        Self { domain: domain.to_owned(), pkcs8: Ed25519Key::generate_pkcs8().unwrap() }
    }

    fn key(&self) -> Ed25519Key {
        Ed25519Key::from_pkcs8_der(&self.pkcs8).unwrap()
    }

    /// The name its key is published under.
    pub(super) fn place(&self) -> String {
        format!("s1._domainkey.{}", self.domain)
    }

    /// Publishes its key.
    pub(super) fn publish(&self, answers: &mut Answers) {
        let record = format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(self.key().public_key()));
        answers.txt(&self.place(), &record);
    }

    /// The message with its signature in front.
    pub(super) fn signed(&self, raw: &str) -> String {
        let signature = DkimSigner::from_key(self.key())
            .domain(self.domain.as_str())
            .selector("s1")
            .headers(["From", "To", "Subject", "Message-ID"])
            .sign(raw.as_bytes())
            .unwrap();
        signature.to_header() + raw
    }

    /// The message with its seal in front, which says what was found when the message was still as it `was`.
    pub(super) async fn sealed(&self, raw: &str, was: &str, names: &NameServer) -> String {
        let authenticator = MessageAuthenticator(Dns::servers(&[names.address]).resolver().unwrap());
        let before = AuthenticatedMessage::parse(was.as_bytes()).unwrap();
        let dkim = authenticator.verify_dkim(&before).await;
        let results = AuthenticationResults::new(&self.domain).with_dkim_results(&dkim, "carla@example.org");
        let message = AuthenticatedMessage::parse(raw.as_bytes()).unwrap();
        let arc = authenticator.verify_arc(&message).await;
        let set = ArcSealer::from_key(self.key())
            .domain(self.domain.as_str())
            .selector("s1")
            .headers(["From", "To", "Subject"])
            .seal(&message, &results, &arc)
            .unwrap();
        set.to_header() + raw
    }
}
