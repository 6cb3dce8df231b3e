//! The signatures (DKIM, RFC 6376) of a mail of a test: looked at after it was filed, as those of all mails are, and then
//! part of what its test is judged by.

use types::{MessageId, TestId, text::Lang};

use crate::{
    Engine, Result,
    authentication::{Signature, Standing},
    connection_test::{json, parsed},
    db::write,
};

use super::{
    ComparedRow, Found,
    returned::{judge_anew, lock},
};

impl Engine {
    /// Keeps what was found out about the signatures of a mail of a test, and judges the test anew. Nothing is kept when
    /// nobody could look at them.
    pub(crate) async fn keep_signatures(
        &self,
        test: TestId,
        message: MessageId,
        signatures: Option<Vec<Signature>>,
    ) -> Result<()> {
        let now = self.now();
        write!(self.inner.db, tx => {
            lock!(tx, test);
            let found: Option<String> = sqlx::query_scalar("SELECT found FROM test_arrival WHERE message_id = $1 AND test_id = $2")
                .bind(message.as_bytes().as_slice())
                .bind(test.as_bytes().as_slice())
                .fetch_optional(&mut *tx)
                .await?;
            if let (Some(found), Some(_)) = (found, &signatures) {
                let found = Found { signatures: signatures.clone(), ..parsed(&found)? };
                sqlx::query("UPDATE test_arrival SET found = $2 WHERE message_id = $1")
                    .bind(message.as_bytes().as_slice())
                    .bind(json(&found)?)
                    .execute(&mut *tx)
                    .await?;
                judge_anew!(tx, test, now);
            }
        });
        self.test_changed(test);
        Ok(())
    }
}

/// The signatures beside the header fields; nothing while nobody has looked at them.
pub(super) fn rows(found: &Found, lang: Lang) -> Vec<ComparedRow> {
    let t = lang.verdicts();
    let Some(signatures) = &found.signatures else { return Vec::new() };
    if signatures.is_empty() {
        // Whether mails are signed is told with what will be believed; a redirection neither makes nor breaks that.
        let (sent, found) = (t.not_sent.to_owned(), t.signature_none.to_owned());
        return vec![ComparedRow { name: t.signature.to_owned(), sent, found, is_fine: true }];
    }
    let broken = found.broken_signature();
    let row = |signature: &Signature| ComparedRow {
        name: t.signature_of(&signature.domain),
        sent: t.signature_valid.to_owned(),
        found: match signature.standing {
            Standing::Valid => t.signature_valid,
            Standing::BodyChanged => t.signature_body,
            Standing::HeaderChanged => t.signature_header,
            Standing::Unusable => t.signature_unusable,
            Standing::NoAnswer => t.signature_no_answer,
        }
        .to_owned(),
        is_fine: broken.is_none_or(|broken| broken.domain != signature.domain || !signature.standing.is_changed()),
    };
    signatures.iter().map(row).collect()
}

/// What it means that a signature does not hold any more, and what to change.
pub(super) fn broken_words(broken: &Signature, lang: Lang) -> (String, Vec<String>) {
    let t = lang.verdicts();
    match broken.standing {
        Standing::HeaderChanged => {
            (t.changed_header_means(&broken.domain), vec![t.changed_change.into(), t.changed_key(&broken.domain)])
        }
        _ => (t.changed_body_means(&broken.domain), vec![t.changed_change.into()]),
    }
}
