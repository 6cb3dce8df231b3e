//! Writing down where each message belongs.

use std::collections::HashSet;

use types::{MessageState, Reason};

use crate::{
    Engine, Result,
    candidates::living_one,
    db::{Turn, column, pieces, rows_of_marks, write_redoable},
    drafts::{Stopped, stop_overtaken},
    matching::Place,
    webhooks::queue_notices,
};

use super::Sorted;

/// Longest text of a column of the list, in characters.
const COLUMN_MAX_CHARS: usize = 300;

/// The values of one row of [`file`].
macro_rules! bind {
    ($query:ident, $message:ident, $place:ident) => {{
        let Sorted { id, digest, reading, test, company, .. } = $message;
        let from = reading.from.first().cloned().unwrap_or_default();
        $query
            .bind(id.as_bytes().as_slice())
            .bind($place.state.as_str())
            .bind($place.reason.as_str())
            .bind(reading.kind.as_str())
            .bind(digest)
            .bind(kept(reading.message_id.as_deref().unwrap_or_default()))
            .bind(kept(&from.name))
            .bind(kept(&from.address))
            .bind(kept(&reading.subject))
            .bind(kept(&reading.first_words))
            .bind(i64::from(reading.n_attachments))
            .bind(test.map(|test| test.as_bytes().to_vec()))
            .bind(kept(reading.reply_to.first().map_or("", |mailbox| &mailbox.address)))
            .bind(kept(reading.in_reply_to.first().map_or("", String::as_str)))
            .bind(kept(&$place.detail))
            .bind($place.position.map(|id| id.as_bytes().to_vec()))
            .bind($place.outgoing.map(|id| id.as_bytes().to_vec()))
            .bind($place.candidate.map(|id| id.as_bytes().to_vec()))
            .bind(company.map(|company| company.as_bytes().to_vec()))
    }};
}

impl Engine {
    /// Stores what was sorted; the answers that it comes before.
    pub(super) async fn store_sorted(&self, sorted: &[Sorted]) -> Result<Vec<Stopped>> {
        let (now, mut overtaken) = (self.now(), Vec::new());
        let is_noticed = write_redoable!(self.inner.db, tx => {
            tx.beside_merges().await?;
            let mut filed: Vec<&(&Sorted, Place)> = Vec::with_capacity(sorted.len());
            // Without a Message-ID two equal mails may well be two mails.
            let with_id: Vec<_> = sorted.iter().filter(|message| message.reading.message_id.is_some()).collect();
            let mut known: HashSet<Vec<u8>> = HashSet::with_capacity(with_id.len());
            if !with_id.is_empty() {
                let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(self.inner.db.marked(digests_known(with_id.len()))));
                for message in with_id {
                    query = query.bind(&message.digest);
                }
                known.extend(query.fetch_all(&mut *tx).await?);
            }
            let mut places = Vec::with_capacity(sorted.len());
            for message in sorted {
                let is_duplicate = message.reading.message_id.is_some() && !known.insert(message.digest.clone());
                let second = || Place::nobodys(MessageState::HeldBack, Reason::Duplicate);
                let mut place = if is_duplicate { second() } else { message.place.clone() };
                // Who was merged into somebody since the look-up counts as that one.
                if let Some(candidate) = place.candidate {
                    place.candidate = living_one!(tx, candidate);
                    // One who is gone since then leaves a stranger's message.
                    if place.candidate.is_none() && place.state == MessageState::Candidate {
                        (place.state, place.reason) = (MessageState::Unassigned, Reason::UnknownSender);
                    }
                }
                places.push((message, place));
            }
            for piece in pieces(&places) {
                let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(self.inner.db.marked(file(piece.len()))));
                for (message, place) in piece {
                    query = bind!(query, message, place);
                }
                // Those that are missing were filed by another process, which has told of it.
                let these: Vec<Vec<u8>> = query.fetch_all(&mut *tx).await?;
                filed.extend(piece.iter().filter(|(message, _)| these.iter().any(|id| *id == message.id.as_bytes())));
            }
            for (message, _) in filed.iter().filter(|(_, place)| place.candidate.is_some()) {
                sqlx::query(
                    "UPDATE candidate SET last_message_at = m.received_at FROM message m
                     WHERE m.id = $1 AND candidate.id = m.candidate_id AND candidate.last_message_at < m.received_at",
                )
                .bind(message.id.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
                overtaken.extend(stop_overtaken!(tx, message.id, now));
            }
            queue_notices!(tx, filed.iter().map(|(message, _)| message.id), now.0)
        });
        if is_noticed {
            self.inner.noticed.notify_one();
        }
        Ok(overtaken)
    }
}

/// Columns of a message that sorting fills in, in the order of [`bind`].
const COLUMNS: [&str; 18] = [
    "state",
    "reason",
    "kind",
    "digest",
    "message_id",
    "from_name",
    "from_address",
    "subject",
    "first_words",
    "n_attachments",
    "test_id",
    "reply_to_address",
    "in_reply_to",
    "reason_detail",
    "position_id",
    "outgoing_id",
    "candidate_id",
    "company_id",
];

/// The statement that files so many messages, and says which it did.
fn file(n: usize) -> String {
    let sets: Vec<_> = COLUMNS.iter().map(|column| format!("{column} = filed.{column}")).collect();
    let values = rows_of_marks(n, 1 + COLUMNS.len());
    format!(
        "WITH filed (id, {}) AS (VALUES {values}) UPDATE message
         SET {}, authenticate_at = CASE WHEN message.client = '' THEN NULL ELSE message.received_at END
         FROM filed WHERE message.id = filed.id AND message.reason = 'arrived' RETURNING message.id",
        COLUMNS.join(", "),
        sets.join(", ")
    )
}

/// Asks which of so many digests belong to messages that are filed already.
fn digests_known(n: usize) -> String {
    format!(
        "WITH asked (digest) AS (VALUES {})
         SELECT digest FROM asked WHERE EXISTS (SELECT 1 FROM message m WHERE m.digest = asked.digest)",
        rows_of_marks(n, 1)
    )
}

fn kept(text: &str) -> String {
    column(text, COLUMN_MAX_CHARS)
}

#[cfg(test)]
mod tests {
    use super::digests_known;
    use crate::{
        db::Db,
        tests::{on_both, plan},
    };

    on_both!(known_digests_are_looked_up, |world| {
        let db = &world.engine.inner.db;
        let digest = if matches!(db, Db::Sqlite { .. }) { "x'00'" } else { "'\\x00'::bytea" };
        let plan = plan(db, &digests_known(1).replace('?', digest)).await;
        let how = if matches!(db, Db::Sqlite { .. }) { "SEARCH m " } else { "Index Cond" };
        assert!(plan.contains("message_by_digest") && plan.contains(how), "{plan}");
    });
}
