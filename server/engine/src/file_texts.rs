//! The texts of the files that came with messages: read after the message was filed, so that nothing waits for it, and
//! kept for finding it.

mod reader;

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use types::{MessageId, TextState, Topic};

use crate::{
    AttachmentFile, Engine, Error, Result,
    db::{marks, numbered, read, write_redoable},
    messages::on_reading_thread,
    reading::{self, FileText},
};

pub use reader::FileReader;

/// Messages whose files are read before the store is asked for more.
const BATCH_MESSAGES: i64 = 8;
/// Files of one message that are read.
const FILES_MAX: usize = 20;
/// Largest file that is read, in bytes: a message takes about as much.
const FILE_MAX_BYTES: usize = 30 << 20;
/// How often the store is looked at; nobody looks for what came in this second.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A pause after the store or the reader has failed, so that the log stays readable.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);

/// Reads the texts of files; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Extractor {
    pub(crate) engine: Engine,
}

/// A file that was read.
struct Extracted {
    /// Its number in the message.
    place: u32,
    name: String,
    found: FileText,
}

/// A text that is kept.
#[derive(Debug)]
pub(crate) struct KeptText {
    message: Vec<u8>,
    /// The name of the file that it stands in.
    pub file: String,
    /// The text.
    pub text: String,
}

impl KeptText {
    /// Whether the file came with this message.
    pub(crate) fn is_of(&self, message: &[u8]) -> bool {
        self.message == message
    }
}

impl Extractor {
    /// Reads until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            if self.engine.has_backlog() {
                tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(LOOK_EVERY) => continue }
            }
            let read = tokio::select! {
                () = stop.cancelled() => return,
                read = self.engine.extract_some() => read,
            };
            let pause = match read {
                Ok(0) => LOOK_EVERY,
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(%error, "the texts of files could not be read");
                    PAUSE_AFTER_FAILURE
                }
            };
            tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(pause) => {} }
        }
    }
}

impl Engine {
    /// Reads the files of the next few messages, the newest first; how many messages there were.
    pub(crate) async fn extract_some(&self) -> Result<usize> {
        let ids: Vec<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT id FROM message WHERE NOT has_texts AND n_attachments > 0 ORDER BY received_at DESC LIMIT $1",
            )
            .bind(BATCH_MESSAGES)
            .fetch_all(pool)
            .await?
        });
        for id in &ids {
            self.extract(MessageId::from_slice(id).ok_or(Error::Stored("message id"))?).await?;
        }
        Ok(ids.len())
    }

    async fn extract(&self, id: MessageId) -> Result<()> {
        let raw = self.raw_message(id).await?;
        let documents = on_reading_thread(move || reading::documents(&raw)).await?.unwrap_or_default();
        let mut extracted = Vec::new();
        for (place, AttachmentFile { name, bytes, .. }) in documents.into_iter().take(FILES_MAX) {
            let found = if bytes.len() > FILE_MAX_BYTES {
                TextState::TooLarge.into()
            } else {
                self.inner.file_reader.text(bytes).await?
            };
            extracted.push(Extracted { place, name, found });
        }
        self.store_texts(id, &extracted).await?;
        self.publish(Topic::Message(id));
        Ok(())
    }

    async fn store_texts(&self, id: MessageId, extracted: &[Extracted]) -> Result<()> {
        write_redoable!(self.inner.db, tx => {
            for Extracted { place, name, found } in extracted {
                sqlx::query(
                    "INSERT INTO attachment_text (message_id, place, name, state, body) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (message_id, place) DO UPDATE SET state = excluded.state, body = excluded.body",
                )
                .bind(id.as_bytes().as_slice())
                .bind(i64::from(*place))
                .bind(name)
                .bind(found.state.as_str())
                .bind(&found.text)
                .execute(&mut *tx)
                .await?;
            }
            // The indexer takes it once more, with what was read.
            let is_as_before = extracted.iter().all(|file| file.found.text.is_empty());
            sqlx::query("UPDATE message SET has_texts = TRUE, is_searchable = is_searchable AND $2 WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .bind(is_as_before)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// The texts of the files of these messages.
    pub(crate) async fn file_texts(&self, messages: &[&[u8]]) -> Result<Vec<KeptText>> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT message_id, name, body FROM attachment_text WHERE message_id IN ({}) AND state = 'read'
             ORDER BY message_id, place",
            marks(messages.len())
        );
        let sql = numbered(&sql, 1);
        let rows: Vec<(Vec<u8>, String, String)> = read!(self.inner.db, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()));
            for id in messages {
                query = query.bind(*id);
            }
            query.fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(|(message, file, text)| KeptText { message, file, text }).collect())
    }
}
