//! What a webhook is told, and how it knows that we said it: the signature of <https://www.standardwebhooks.com>.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use types::{MessageId, MessageKind, MessageState, Reason, Timestamp};
use uuid::Uuid;

use crate::{Error, Result, Secret};

use super::SECRET_START;

/// That there is a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Notice {
    /// The same at every attempt, so that the receiver can tell a repetition.
    pub delivery: Uuid,
    pub message: MessageId,
    pub state: MessageState,
    pub reason: Reason,
    pub kind: MessageKind,
    pub received_at: Timestamp,
}

#[derive(Serialize)]
struct Body {
    r#type: &'static str,
    timestamp: String,
    data: Data,
}

#[derive(Serialize)]
struct Data {
    id: String,
    state: &'static str,
    reason: &'static str,
    kind: &'static str,
    received_at: String,
    path: String,
}

impl Notice {
    /// As JSON.
    pub fn json(&self) -> Result<String> {
        let body = Body {
            r#type: "message.received",
            timestamp: self.received_at.rfc3339(),
            data: Data {
                id: self.message.to_string(),
                state: self.state.as_str(),
                reason: self.reason.as_str(),
                kind: self.kind.as_str(),
                received_at: self.received_at.rfc3339(),
                path: format!("/api/v1/messages/{}", self.message),
            },
        };
        serde_json::to_string(&body).map_err(|_| Error::Stored("notice"))
    }

    /// The headers that go with this JSON when it is sent `now`.
    pub fn headers(&self, json: &str, secret: &Secret, now: Timestamp) -> Result<[(&'static str, String); 3]> {
        let id = format!("msg_{}", self.delivery.simple());
        let secs = now.0.div_euclid(1_000_000).to_string();
        let signature = sign(secret, &[&id, &secs, json].join("."))?;
        Ok([("webhook-id", id), ("webhook-timestamp", secs), ("webhook-signature", signature)])
    }
}

fn sign(secret: &Secret, signed: &str) -> Result<String> {
    let key = secret.expose().strip_prefix(SECRET_START).and_then(|key| BASE64_STANDARD.decode(key).ok());
    let key = key.ok_or(Error::Stored("webhook secret"))?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| Error::Stored("webhook secret"))?;
    mac.update(signed.as_bytes());
    Ok(format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::sign;
    use crate::Secret;

    #[test]
    fn signs_as_the_standards_example() {
        // The example of the specification's reference libraries.
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into());
        let signed = r#"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#;
        assert_eq!(sign(&secret, signed).unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
