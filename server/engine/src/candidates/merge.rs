//! Two candidates that are one person become one, and two again.

use serde::{Deserialize, Serialize};
use types::{CandidateId, MergeId, PersonId, Problem};
use uuid::Uuid;

use super::{index_words, refresh_activity};
use crate::{
    Engine, Error, Result,
    db::{Turn, write},
};

/// Everything that went from one candidate to the other, so that it can go back.
#[derive(Debug, Serialize, Deserialize)]
struct Moved {
    kept: CandidateId,
    gone: CandidateId,
    messages: Vec<Uuid>,
    outgoing: Vec<Uuid>,
    applications: Vec<Uuid>,
    /// Those of the one who is gone, whether the other had them or not.
    addresses: Vec<String>,
    /// Those that both had.
    shared_addresses: Vec<String>,
    before: Texts,
    after: Texts,
}

/// What is written about somebody, beside their name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Texts {
    phone: String,
    notes: String,
}

impl Texts {
    /// Of two people who are one; nothing that was written is lost.
    fn joined(&self, other: &Self) -> Self {
        let notes: Vec<&str> =
            [self.notes.as_str(), &other.notes].into_iter().filter(|notes| !notes.is_empty()).collect();
        let phone = if self.phone.is_empty() { &other.phone } else { &self.phone };
        Self { phone: phone.clone(), notes: notes.join("\n\n") }
    }
}

/// Phone and notes of a candidate who is nobody else's part. To be used in a transaction.
macro_rules! texts {
    ($tx:ident, $id:expr) => {{
        let texts: Option<(String, String)> =
            sqlx::query_as("SELECT phone, notes FROM candidate WHERE id = $1 AND merged_into IS NULL")
                .bind($id.as_bytes().as_slice())
                .fetch_optional(&mut *$tx)
                .await?;
        let (phone, notes) = texts.ok_or(Problem::ChangedMeanwhile)?;
        Texts { phone, notes }
    }};
}

/// The rows that this statement selects for a candidate. To be used in a transaction.
macro_rules! ids_of {
    ($tx:ident, $sql:literal, $candidate:expr) => {{
        let rows: Vec<Vec<u8>> =
            sqlx::query_scalar($sql).bind($candidate.as_bytes().as_slice()).fetch_all(&mut *$tx).await?;
        rows.iter().filter_map(|id| Uuid::from_slice(id).ok()).collect::<Vec<_>>()
    }};
}

/// Takes rows from one candidate to another, unless they have gone elsewhere since. To be used in a transaction.
macro_rules! hand_over {
    ($tx:ident, $moved:expr, $from:expr, $to:expr) => {
        for (sql, ids) in [
            ("UPDATE message SET candidate_id = $3 WHERE id = $1 AND candidate_id = $2", &$moved.messages),
            ("UPDATE outgoing SET candidate_id = $3 WHERE id = $1 AND candidate_id = $2", &$moved.outgoing),
            // Of two applications for one position the other candidate's stays in sight.
            (
                "UPDATE application SET candidate_id = $3 WHERE id = $1 AND candidate_id = $2 AND position_id NOT IN
                    (SELECT position_id FROM application WHERE candidate_id = $3)",
                &$moved.applications,
            ),
        ] {
            for id in ids {
                sqlx::query(sql)
                    .bind(id.as_bytes().as_slice())
                    .bind($from.as_bytes().as_slice())
                    .bind($to.as_bytes().as_slice())
                    .execute(&mut *$tx)
                    .await?;
            }
        }
        // A file goes where its message went: from there it is sent once more when an address was wrong.
        for id in &$moved.outgoing {
            sqlx::query("UPDATE outgoing_file SET candidate_id = $3 WHERE outgoing_id = $1 AND candidate_id = $2")
                .bind(id.as_bytes().as_slice())
                .bind($from.as_bytes().as_slice())
                .bind($to.as_bytes().as_slice())
                .execute(&mut *$tx)
                .await?;
        }
        for address in &$moved.addresses {
            sqlx::query(
                "INSERT INTO candidate_address (address, candidate_id, added_at)
                 SELECT address, $3, added_at FROM candidate_address WHERE address = $1 AND candidate_id = $2
                 ON CONFLICT DO NOTHING",
            )
            .bind(address)
            .bind($from.as_bytes().as_slice())
            .bind($to.as_bytes().as_slice())
            .execute(&mut *$tx)
            .await?;
            if !$moved.shared_addresses.contains(address) || $to == $moved.kept {
                sqlx::query("DELETE FROM candidate_address WHERE address = $1 AND candidate_id = $2")
                    .bind(address)
                    .bind($from.as_bytes().as_slice())
                    .execute(&mut *$tx)
                    .await?;
            }
        }
    };
}

/// What is being written to one candidate is written to the other: below what the same person has there already. It
/// stays there when the merge is undone. To be used in a transaction.
macro_rules! move_drafts {
    ($tx:ident, $gone:expr, $kept:expr) => {
        for statement in [
            "INSERT INTO draft (candidate_id, person_id, position_id, recipients, cc, subject, body, seen_at, changed_at)
             SELECT $2, person_id, position_id, recipients, cc, subject, body, seen_at, changed_at FROM draft
             WHERE candidate_id = $1
             ON CONFLICT (candidate_id, person_id) DO UPDATE SET
                body = CASE WHEN TRIM(draft.body) = '' THEN excluded.body WHEN TRIM(excluded.body) = '' THEN draft.body
                    ELSE draft.body || '\n\n' || excluded.body END",
            "DELETE FROM draft WHERE candidate_id = $1 AND candidate_id <> $2",
            "UPDATE outgoing_file SET candidate_id = $2 WHERE candidate_id = $1 AND outgoing_id IS NULL",
            // What is on its way here about the one is kept for the other.
            "INSERT INTO draft_end (candidate_id, person_id, ended_at)
             SELECT $2, person_id, ended_at FROM draft_end WHERE candidate_id = $1
             ON CONFLICT (candidate_id, person_id) DO UPDATE SET ended_at =
                CASE WHEN excluded.ended_at > draft_end.ended_at THEN excluded.ended_at ELSE draft_end.ended_at END",
        ] {
            sqlx::query(statement)
                .bind($gone.as_bytes().as_slice())
                .bind($kept.as_bytes().as_slice())
                .execute(&mut *$tx)
                .await?;
        }
    };
}

/// Writes phone and notes. To be used in a transaction.
macro_rules! write_texts {
    ($tx:ident, $id:expr, $texts:expr) => {
        sqlx::query("UPDATE candidate SET phone = $2, notes = $3 WHERE id = $1")
            .bind($id.as_bytes().as_slice())
            .bind(&$texts.phone)
            .bind(&$texts.notes)
            .execute(&mut *$tx)
            .await?
    };
}

/// Makes a candidate a part of another, or no part of it any more, unless that has changed since. To be used in a
/// transaction.
macro_rules! set_merged_into {
    ($tx:ident, $sql:literal, $gone:expr, $kept:expr) => {
        let n_changed = sqlx::query($sql)
            .bind($gone.as_bytes().as_slice())
            .bind($kept.as_bytes().as_slice())
            .execute(&mut *$tx)
            .await?
            .rows_affected();
        if n_changed == 0 {
            return Err(Problem::ChangedMeanwhile.into());
        }
    };
}

impl Engine {
    /// Makes `gone` a part of `kept`: messages, addresses, applications, phone and notes.
    pub(crate) async fn merge_candidates(
        &self,
        person: PersonId,
        kept: CandidateId,
        gone: CandidateId,
    ) -> Result<MergeId> {
        if kept == gone {
            return Err(Problem::BadRequest.into());
        }
        let (id, now) = (MergeId::new(Uuid::now_v7()), self.now());
        write!(self.inner.db, tx => {
            tx.alone_with_merges().await?;
            let (before, other) = (texts!(tx, kept), texts!(tx, gone));
            let addresses: Vec<String> = sqlx::query_scalar("SELECT address FROM candidate_address WHERE candidate_id = $1")
                .bind(gone.as_bytes().as_slice())
                .fetch_all(&mut *tx)
                .await?;
            let kept_addresses: Vec<String> = sqlx::query_scalar("SELECT address FROM candidate_address WHERE candidate_id = $1")
                .bind(kept.as_bytes().as_slice())
                .fetch_all(&mut *tx)
                .await?;
            let moved = Moved {
                kept,
                gone,
                messages: ids_of!(tx, "SELECT id FROM message WHERE candidate_id = $1", gone),
                outgoing: ids_of!(tx, "SELECT id FROM outgoing WHERE candidate_id = $1", gone),
                applications: ids_of!(tx, "SELECT id FROM application WHERE candidate_id = $1", gone),
                shared_addresses: addresses.iter().filter(|address| kept_addresses.contains(address)).cloned().collect(),
                addresses,
                after: before.joined(&other),
                before,
            };
            hand_over!(tx, moved, gone, kept);
            move_drafts!(tx, gone, kept);
            set_merged_into!(tx, "UPDATE candidate SET merged_into = $2 WHERE id = $1 AND merged_into IS NULL", gone, kept);
            write_texts!(tx, kept, moved.after);
            sqlx::query("INSERT INTO merge (id, kept_id, gone_id, person_id, moved, merged_at) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(id.as_bytes().as_slice())
                .bind(kept.as_bytes().as_slice())
                .bind(gone.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .bind(serde_json::to_string(&moved).map_err(|_| Error::Stored("merge"))?)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            refresh_activity!(tx, kept);
            index_words!(tx, kept);
        });
        self.publish_candidate(kept);
        self.publish_candidate(gone);
        Ok(id)
    }

    /// Makes two of one again: what came with the other goes back, unless it has gone elsewhere since. The one who is
    /// a person of their own again.
    pub(crate) async fn undo_merge(&self, id: MergeId) -> Result<CandidateId> {
        let now = self.now();
        let moved = write!(self.inner.db, tx => {
            tx.alone_with_merges().await?;
            let row: Option<String> = sqlx::query_scalar("SELECT moved FROM merge WHERE id = $1 AND undone_at IS NULL")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(&mut *tx)
                .await?;
            let moved = row.ok_or(Problem::ChangedMeanwhile)?;
            let moved: Moved = serde_json::from_str(&moved).map_err(|_| Error::Stored("merge"))?;
            let texts = texts!(tx, moved.kept);
            hand_over!(tx, moved, moved.kept, moved.gone);
            set_merged_into!(tx, "UPDATE candidate SET merged_into = NULL WHERE id = $1 AND merged_into = $2", moved.gone, moved.kept);
            // What somebody has written since stays.
            if texts == moved.after {
                write_texts!(tx, moved.kept, moved.before);
            }
            sqlx::query("UPDATE merge SET undone_at = $2 WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            for candidate in [moved.kept, moved.gone] {
                refresh_activity!(tx, candidate);
                index_words!(tx, candidate);
            }
            moved
        });
        self.publish_candidate(moved.kept);
        self.publish_candidate(moved.gone);
        Ok(moved.gone)
    }
}
