//! Writing down where each message belongs.

use std::collections::HashSet;

use types::{MessageState, Reason};

use crate::{
    Engine, Result,
    candidates::living_one,
    db::{Turn, column, numbered, write_redoable},
    drafts::{Stopped, stop_overtaken},
    matching::Place,
    webhooks::queue_notices,
};

use super::Sorted;

/// Longest text of a column of the list, in characters.
const COLUMN_MAX_CHARS: usize = 300;

impl Engine {
    /// Stores what was sorted; the answers that it comes before.
    pub(super) async fn store_sorted(&self, sorted: &[Sorted]) -> Result<Vec<Stopped>> {
        let (now, mut overtaken) = (self.now(), Vec::new());
        let is_noticed = write_redoable!(self.inner.db, tx => {
            tx.beside_merges().await?;
            let mut filed = Vec::with_capacity(sorted.len());
            // Without a Message-ID two equal mails may well be two mails.
            let with_id: Vec<_> = sorted.iter().filter(|message| message.reading.message_id.is_some()).collect();
            let mut known: HashSet<Vec<u8>> = HashSet::with_capacity(with_id.len());
            if !with_id.is_empty() {
                let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(digests_known(with_id.len())));
                for message in with_id {
                    query = query.bind(&message.digest);
                }
                known.extend(query.fetch_all(&mut *tx).await?);
            }
            for message in sorted {
                let is_duplicate = message.reading.message_id.is_some() && !known.insert(message.digest.clone());
                let second = Place::nobodys(MessageState::HeldBack, Reason::Duplicate);
                let place = if is_duplicate { &second } else { &message.place };
                // Who was merged into somebody since the look-up counts as that one.
                let candidate = match place.candidate {
                    Some(candidate) => living_one!(tx, candidate),
                    None => None,
                };
                let from = message.reading.from.first().cloned().unwrap_or_default();
                let n_filed = sqlx::query(
                    "UPDATE message SET state = $2, reason = $3, kind = $4, digest = $5, message_id = $6, from_name = $7,
                        from_address = $8, subject = $9, first_words = $10, n_attachments = $11, test_id = $12,
                        reply_to_address = $13, in_reply_to = $14, reason_detail = $15, position_id = $16, outgoing_id = $17,
                        company_id = $19,
                        authenticate_at = CASE WHEN client = '' THEN NULL ELSE received_at END,
                        candidate_id = $18
                     WHERE id = $1 AND reason = 'arrived'",
                )
                .bind(message.id.as_bytes().as_slice())
                .bind(place.state.as_str())
                .bind(place.reason.as_str())
                .bind(message.reading.kind.as_str())
                .bind(&message.digest)
                .bind(kept(message.reading.message_id.as_deref().unwrap_or_default()))
                .bind(kept(&from.name))
                .bind(kept(&from.address))
                .bind(kept(&message.reading.subject))
                .bind(kept(&message.reading.first_words))
                .bind(i64::from(message.reading.n_attachments))
                .bind(message.test.map(|test| test.as_bytes().to_vec()))
                .bind(kept(message.reading.reply_to.first().map_or("", |mailbox| &mailbox.address)))
                .bind(kept(message.reading.in_reply_to.first().map_or("", String::as_str)))
                .bind(kept(&place.detail))
                .bind(place.position.map(|id| id.as_bytes().to_vec()))
                .bind(place.outgoing.map(|id| id.as_bytes().to_vec()))
                .bind(candidate.map(|id| id.as_bytes().to_vec()))
                .bind(message.company.map(|company| company.as_bytes().to_vec()))
                .execute(&mut *tx)
                .await?
                .rows_affected();
                if n_filed == 0 {
                    // Another process was faster, and has told of it.
                    continue;
                }
                filed.push(message.id);
                if place.candidate.is_some() {
                    // The candidate may be gone since the look-up: then it is a stranger's message again.
                    sqlx::query("UPDATE message SET state = 'unassigned', reason = 'unknown_sender' WHERE id = $1 AND state = 'candidate' AND candidate_id IS NULL")
                        .bind(message.id.as_bytes().as_slice())
                        .execute(&mut *tx)
                        .await?;
                    sqlx::query(
                        "UPDATE candidate SET last_message_at = m.received_at FROM message m
                         WHERE m.id = $1 AND candidate.id = m.candidate_id AND candidate.last_message_at < m.received_at",
                    )
                    .bind(message.id.as_bytes().as_slice())
                    .execute(&mut *tx)
                    .await?;
                    overtaken.extend(stop_overtaken!(tx, message.id, now));
                }
            }
            queue_notices!(tx, filed.iter(), now.0)
        });
        if is_noticed {
            self.inner.noticed.notify_one();
        }
        Ok(overtaken)
    }
}

/// Asks which of so many digests belong to messages that are filed already.
fn digests_known(n: usize) -> String {
    let asked = format!("WITH asked (digest) AS (VALUES {})", vec!["(?)"; n].join(", "));
    numbered(
        &format!(
            "{asked} SELECT digest FROM asked WHERE EXISTS (SELECT 1 FROM message m WHERE m.digest = asked.digest)"
        ),
        1,
    )
}

fn kept(text: &str) -> String {
    column(text, COLUMN_MAX_CHARS)
}
