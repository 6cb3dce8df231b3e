//! Proof that whoever brings a code back is who asked for it (RFC 7636).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::Secret;

/// The challenge for this verifier, by S256 (section 4.2).
pub(super) fn challenge(verifier: &Secret) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::challenge;
    use crate::Secret;

    #[test]
    fn is_that_of_appendix_b() {
        let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
