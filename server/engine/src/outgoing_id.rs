//! The Message-ID of an outgoing message (RFC 5322 section 3.6.4): keyed, so that a mail that names one answers a
//! message of ours and nobody can make one up.

use subtle::ConstantTimeEq;
use types::{CandidateId, OutgoingId, PositionId};
use uuid::Uuid;

use crate::{
    Engine, Result,
    db::{read, row},
};

/// Bytes of the digest in an identifier: 128 bits cannot be guessed.
const DIGEST_BYTES: usize = 16;

row! {
    struct Addressee {
        candidate_id: Option<Vec<u8>>,
        position_id: Option<Vec<u8>>,
    }
}

impl Engine {
    /// The Message-ID of this message, without angle brackets. In lower-case letters and digits: some servers change
    /// the case of what they quote.
    pub(crate) fn outgoing_message_id(&self, id: OutgoingId) -> String {
        format!("{}@{}", self.outgoing_token(id), self.inner.mail_domain)
    }

    /// The message that this Message-ID was given to; nothing when it is not one of ours. Says nothing about whether
    /// the message still exists.
    pub(crate) fn outgoing_of_message_id(&self, message_id: &str) -> Option<OutgoingId> {
        let token = message_id.trim_matches(['<', '>', ' ']).split('@').next()?.to_ascii_lowercase();
        let id: OutgoingId = token.split_once('.')?.0.parse().ok()?;
        bool::from(self.outgoing_token(id).as_bytes().ct_eq(token.as_bytes())).then_some(id)
    }

    /// To whom a message of ours went, and about which position; nothing when there is no such message.
    pub(crate) async fn addressee(&self, id: OutgoingId) -> Result<Option<(Option<CandidateId>, Option<PositionId>)>> {
        let row: Option<Addressee> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT candidate_id, position_id FROM outgoing WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Ok(row.map(|row| {
            let candidate = row.candidate_id.as_deref().and_then(CandidateId::from_slice);
            (candidate, row.position_id.as_deref().and_then(PositionId::from_slice))
        }))
    }

    fn outgoing_token(&self, id: OutgoingId) -> String {
        let id = Uuid::from_bytes(*id.as_bytes()).simple().to_string();
        let digest = self.inner.keys.digest("outgoing message", &[&id]);
        let hex: String = digest[..DIGEST_BYTES].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{id}.{hex}")
    }
}

#[cfg(test)]
mod tests {
    use types::OutgoingId;
    use uuid::Uuid;

    use crate::tests::World;

    #[tokio::test]
    async fn only_ours_are_recognised() {
        let world = World::open("sqlite".into()).await;
        let id = OutgoingId::new(Uuid::now_v7());
        let message_id = world.engine.outgoing_message_id(id);
        assert!(message_id.ends_with("@in.example"), "{message_id}");
        for text in [message_id.clone(), format!("<{message_id}>"), message_id.to_uppercase()] {
            assert_eq!(world.engine.outgoing_of_message_id(&text), Some(id), "{text}");
        }
        let other = world.engine.outgoing_message_id(OutgoingId::new(Uuid::now_v7()));
        let mixed = format!("{}.{}", message_id.split('.').next().unwrap(), other.split_once('.').unwrap().1);
        for text in [mixed.as_str(), "", "x", "a.b@c", &message_id[..40]] {
            assert_eq!(world.engine.outgoing_of_message_id(text), None, "{text}");
        }
    }
}
