//! Makes messages findable after they were sorted, and ours after they were sent. Runs behind both, in small steps, so
//! that it holds nobody up; what it has not reached yet is said on the page.

use std::{collections::BTreeMap, time::Duration};

use tokio_util::sync::CancellationToken;
use types::Timestamp;

use super::{
    document::{Document, IncomingRow, Origin, OutgoingRow},
    tokens::{plain_words, words_and_tails},
};
use crate::{
    Engine, Result,
    db::{Db, read, write_redoable},
    messages::on_reading_thread,
};

/// Messages made findable in one transaction.
const BATCH_MESSAGES: i64 = 50;
/// Bytes read together at most; a single larger message is read alone.
const BATCH_BYTES: i64 = 16 << 20;
/// How often the store is looked at; nobody looks for what came in this second.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A pause after the store has failed, so that its log stays readable.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Makes messages findable; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Indexer {
    pub(crate) engine: Engine,
}

impl Indexer {
    /// Makes messages findable until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            if self.engine.has_backlog() {
                tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(LOOK_EVERY) => continue }
            }
            let pause = match self.engine.index_some().await {
                Ok(0) => LOOK_EVERY,
                Ok(_) => Duration::ZERO,
                Err(error) => {
                    tracing::error!(%error, "messages could not be made findable");
                    PAUSE_AFTER_FAILURE
                }
            };
            tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(pause) => {} }
        }
    }
}

impl Engine {
    /// Makes the next few messages findable; how many there were.
    pub async fn index_some(&self) -> Result<usize> {
        let mut documents = self.incoming_documents().await?;
        documents.extend(self.outgoing_documents().await?);
        let n = documents.len();
        if n > 0
            && let Err(error) = self.store_documents(&documents).await
        {
            tracing::warn!(%error, "messages could not be made findable together, each is tried alone");
            for document in documents {
                self.store_alone(document).await?;
            }
        }
        Ok(n)
    }

    async fn incoming_documents(&self) -> Result<Vec<Document>> {
        let due: Vec<(Vec<u8>, i64)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT id, size_bytes FROM message
                 WHERE NOT is_searchable AND reason <> 'arrived' ORDER BY received_at LIMIT $1",
            )
            .bind(BATCH_MESSAGES)
            .fetch_all(pool)
            .await?
        });
        let (mut rows, mut n_bytes) = (Vec::new(), 0);
        for (id, size_bytes) in due {
            n_bytes += size_bytes;
            if n_bytes > BATCH_BYTES && !rows.is_empty() {
                break;
            }
            rows.extend(self.incoming_row(&id).await?);
        }
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<&[u8]> = rows.iter().map(|row| row.id.as_slice()).collect();
        let texts = self.file_texts(&ids).await?;
        on_reading_thread(move || rows.into_iter().map(|row| Document::of_incoming(row, &texts)).collect()).await
    }

    async fn incoming_row(&self, id: &[u8]) -> Result<Option<IncomingRow>> {
        Ok(read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT m.id, m.received_at, m.from_name, m.from_address, m.subject, r.bytes, m.has_texts
                 FROM message m JOIN raw_message r ON r.message_id = m.id WHERE m.id = $1",
            )
            .bind(id)
            .fetch_optional(pool)
            .await?
        }))
    }

    async fn outgoing_documents(&self) -> Result<Vec<Document>> {
        let rows: Vec<OutgoingRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT o.id, o.created_at, o.from_address, o.recipients, o.cc, o.subject, o.body, p.name
                 FROM outgoing o LEFT JOIN person p ON p.id = o.person_id
                 WHERE NOT o.is_searchable AND o.ended_at IS NOT NULL ORDER BY o.ended_at LIMIT $1",
            )
            .bind(BATCH_MESSAGES)
            .fetch_all(pool)
            .await?
        });
        let mut documents = Vec::new();
        for row in rows {
            let files: Vec<String> = read!(self.inner.db, pool => {
                sqlx::query_scalar("SELECT name FROM outgoing_file WHERE outgoing_id = $1 ORDER BY place, id")
                    .bind(&row.id)
                    .fetch_all(pool)
                    .await?
            });
            documents.push(Document::of_outgoing(row, files)?);
        }
        Ok(documents)
    }

    /// Makes one message findable that perhaps holds others up: without its text, should it be that.
    async fn store_alone(&self, document: Document) -> Result<()> {
        if self.store_documents(std::slice::from_ref(&document)).await.is_ok() {
            return Ok(());
        }
        let bare = Document { body: String::new(), files: Vec::new(), ..document };
        self.store_documents(&[bare]).await
    }

    async fn store_documents(&self, documents: &[Document]) -> Result<()> {
        let store_words = match &self.inner.db {
            Db::Sqlite { .. } => {
                "INSERT OR REPLACE INTO search_word (rowid, sender, recipients, content) VALUES ($1, $2, $3, $4)"
            }
            Db::Postgres(_) => {
                "INSERT INTO search_word (n, words) VALUES ($1, setweight(to_tsvector('simple', $2), 'A')
                    || setweight(to_tsvector('simple', $3), 'B') || setweight(to_tsvector('simple', $4), 'C'))
                 ON CONFLICT (n) DO UPDATE SET words = excluded.words"
            }
        };
        write_redoable!(self.inner.db, tx => {
            let mut days = BTreeMap::new();
            for document in documents {
                let files = document.files.join("\n");
                let n: i64 = sqlx::query_scalar(
                    "INSERT INTO search_document (message_id, outgoing_id, at, sender, recipients, subject, body, files, n_files)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                     ON CONFLICT (message_id) DO UPDATE SET body = excluded.body RETURNING n",
                )
                .bind((document.origin == Origin::Message).then_some(&document.id))
                .bind((document.origin == Origin::Outgoing).then_some(&document.id))
                .bind(document.at)
                .bind(&document.sender)
                .bind(&document.recipients)
                .bind(&document.subject)
                .bind(&document.body)
                .bind(&files)
                .bind(i64::try_from(document.files.len()).unwrap_or(i64::MAX))
                .fetch_one(&mut *tx)
                .await?;
                let (first, last) = days.entry(Timestamp(document.at).day()).or_insert((n, n));
                (*first, *last) = (n.min(*first), n.max(*last));
                sqlx::query(store_words)
                    .bind(n)
                    .bind(plain_words(&[&document.sender]))
                    .bind(plain_words(&[&document.recipients]))
                    .bind(words_and_tails(&document.content(&files)))
                    .execute(&mut *tx)
                    .await?;
                let done = match document.origin {
                    // Texts that were read meanwhile are taken next time.
                    Origin::Message => "UPDATE message SET is_searchable = TRUE WHERE id = $1 AND has_texts = $2",
                    Origin::Outgoing => "UPDATE outgoing SET is_searchable = $2 WHERE id = $1",
                };
                sqlx::query(done).bind(&document.id).bind(document.has_texts).execute(&mut *tx).await?;
            }
            for (day, (first, last)) in days {
                sqlx::query(
                    "INSERT INTO search_day (day, n_min, n_max) VALUES ($1, $2, $3) ON CONFLICT (day) DO UPDATE SET
                        n_min = CASE WHEN excluded.n_min < search_day.n_min THEN excluded.n_min ELSE search_day.n_min END,
                        n_max = CASE WHEN excluded.n_max > search_day.n_max THEN excluded.n_max ELSE search_day.n_max END",
                )
                .bind(day)
                .bind(first)
                .bind(last)
                .execute(&mut *tx)
                .await?;
            }
        });
        Ok(())
    }
}
