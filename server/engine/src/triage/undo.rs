//! A decision is taken back: everything is as it was before, unless somebody has decided since.

use types::{CandidateId, DecisionId, MessageId, Problem};

use crate::{
    Engine, Error, Result,
    candidates::{index_words, living_one, refresh_activity},
    db::{Turn, row, write},
};

row! {
    struct Kept {
        message_id: Vec<u8>,
        version_after: i64,
        state_before: String,
        reason_before: String,
        detail_before: String,
        candidate_before: Option<Vec<u8>>,
        position_before: Option<Vec<u8>>,
        candidate_after: Option<Vec<u8>>,
        learned_address: String,
        unlearned_address: String,
        made_candidate: bool,
        made_application: Option<Vec<u8>>,
    }
}

/// Puts a message back, to whom its candidate counts as now. To be used in a transaction.
macro_rules! put_back {
    ($tx:ident, $kept:expr, $candidate:expr) => {
        let n_put = sqlx::query(
            "UPDATE message SET state = $3, reason = $4, reason_detail = $5, position_id = $7, version = version + 1, state_before = NULL,
                candidate_id = $6, is_searchable = FALSE
             WHERE id = $1 AND version = $2",
        )
        .bind(&$kept.message_id)
        .bind($kept.version_after)
        .bind(&$kept.state_before)
        .bind(&$kept.reason_before)
        .bind(&$kept.detail_before)
        .bind($candidate.map(|id| id.as_bytes().to_vec()))
        .bind(&$kept.position_before)
        .execute(&mut *$tx)
        .await?
        .rows_affected();
        if n_put == 0 {
            return Err(Problem::ChangedMeanwhile.into());
        }
    };
}

/// Forgets what was learned and made with a message, and learns again what was forgotten. To be used in a transaction.
macro_rules! unmake {
    ($tx:ident, $kept:expr, $candidate:expr, $now:expr) => {
        if !$kept.learned_address.is_empty() {
            sqlx::query("DELETE FROM candidate_address WHERE address = $1 AND candidate_id = $2")
                .bind(&$kept.learned_address)
                .bind(&$kept.candidate_after)
                .execute(&mut *$tx)
                .await?;
        }
        if let (false, Some(candidate)) = ($kept.unlearned_address.is_empty(), $candidate) {
            sqlx::query(
                "INSERT INTO candidate_address (address, candidate_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
            .bind(&$kept.unlearned_address)
            .bind(candidate.as_bytes().as_slice())
            .bind($now.0)
            .execute(&mut *$tx)
            .await?;
        }
        // One that has come further is somebody's work.
        sqlx::query("DELETE FROM application WHERE id = $1 AND stage = 'new'").bind(&$kept.made_application).execute(&mut *$tx).await?;
    };
}

/// Deletes a candidate who was made with the decision, when nothing else is known of them. To be used in a transaction.
macro_rules! unmake_candidate {
    ($tx:ident, $id:expr) => {
        sqlx::query(
            "DELETE FROM candidate WHERE id = $1 AND notes = '' AND merged_into IS NULL
                AND NOT EXISTS (SELECT 1 FROM message WHERE candidate_id = $1)
                AND NOT EXISTS (SELECT 1 FROM outgoing WHERE candidate_id = $1)
                AND NOT EXISTS (SELECT 1 FROM application WHERE candidate_id = $1)
                AND NOT EXISTS (SELECT 1 FROM candidate_address WHERE candidate_id = $1)
                AND NOT EXISTS (SELECT 1 FROM draft WHERE candidate_id = $1)
                AND NOT EXISTS (SELECT 1 FROM outgoing_file WHERE candidate_id = $1)
                AND NOT EXISTS (SELECT 1 FROM merge WHERE kept_id = $1 OR gone_id = $1)",
        )
        .bind($id.as_bytes().as_slice())
        .execute(&mut *$tx)
        .await?
        .rows_affected()
            > 0
    };
}

impl Engine {
    /// Takes a decision back; the messages that it was about.
    pub(crate) async fn undo_decision(&self, id: DecisionId) -> Result<Vec<MessageId>> {
        let now = self.now();
        let (messages, candidates) = write!(self.inner.db, tx => {
            tx.beside_merges().await?;
            let rows: Vec<Kept> = sqlx::query_as(
                "SELECT message_id, version_after, state_before, reason_before, detail_before, candidate_before, position_before,
                    candidate_after, learned_address, unlearned_address, made_candidate, made_application
                 FROM decision WHERE id = $1 AND undone_at IS NULL",
            )
            .bind(id.as_bytes().as_slice())
            .fetch_all(&mut *tx)
            .await?;
            if rows.is_empty() {
                return Err(Problem::ChangedMeanwhile.into());
            }
            let mut candidates: Vec<CandidateId> = Vec::new();
            for kept in &rows {
                let before: Option<CandidateId> = match kept.candidate_before.as_deref().and_then(CandidateId::from_slice) {
                    Some(before) => living_one!(tx, before),
                    None => None,
                };
                put_back!(tx, kept, before);
                unmake!(tx, kept, before, now);
                candidates.extend(before);
                candidates.extend(kept.candidate_after.as_deref().and_then(CandidateId::from_slice));
            }
            sqlx::query("UPDATE decision SET undone_at = $2 WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            candidates.sort_unstable();
            candidates.dedup();
            let was_made = rows.iter().find(|kept| kept.made_candidate);
            let made = was_made.and_then(|kept| kept.candidate_after.as_deref()).and_then(CandidateId::from_slice);
            for candidate in &candidates {
                if made == Some(*candidate) && unmake_candidate!(tx, candidate) {
                    continue;
                }
                refresh_activity!(tx, candidate);
                index_words!(tx, *candidate);
            }
            (rows.into_iter().map(|kept| kept.message_id).collect::<Vec<_>>(), candidates)
        });
        let messages: Option<Vec<_>> = messages.iter().map(|id| MessageId::from_slice(id)).collect();
        let messages = messages.ok_or(Error::Stored("message id"))?;
        self.publish_decided(messages.iter().copied(), candidates.into_iter());
        Ok(messages)
    }
}
