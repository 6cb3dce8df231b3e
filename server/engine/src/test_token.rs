//! The keyed token of a connection test: nobody else can make one, so a mail that carries it is ours.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;
use types::TestId;
use uuid::Uuid;

use crate::{Engine, redirection::Half};

/// Bytes of the digest in a token: 128 bits cannot be guessed.
const DIGEST_BYTES: usize = 16;

impl Engine {
    /// The token of this test's mail: the test's id and a keyed digest, in letters that survive every mail program.
    pub(crate) fn test_token(&self, test: TestId, half: Half) -> String {
        let id = Uuid::from_bytes(*test.as_bytes()).simple().to_string();
        let digest = match half {
            Half::Own => self.inner.keys.digest("test token", &[&id]),
            Half::Outside => self.inner.keys.digest("test token", &[&id, "outside"]),
        };
        format!("{id}.{}", BASE64_URL_SAFE_NO_PAD.encode(&digest[..DIGEST_BYTES]))
    }

    /// The mail this token belongs to; nothing when it is not one of ours.
    pub(crate) fn test_of_token(&self, token: &str) -> Option<(TestId, Half)> {
        let test: TestId = token.trim().split_once('.')?.0.parse().ok()?;
        let is = |half: &Half| bool::from(self.test_token(test, *half).as_bytes().ct_eq(token.trim().as_bytes()));
        [Half::Own, Half::Outside].into_iter().find(is).map(|half| (test, half))
    }
}
