//! Makes messages findable after they were sorted, and ours after they were sent. Runs behind both, in small steps, so
//! that it holds nobody up; what it has not reached yet is said on the page.

use std::{collections::BTreeMap, time::Duration};

use tokio_util::sync::CancellationToken;
use types::{EnclosedMessage, Mailbox, Timestamp};

use super::tokens::{plain_words, words_and_tails};
use crate::{
    Engine, Result,
    db::{Db, read, row, write_redoable},
    file_texts::KeptText,
    messages::on_reading_thread,
    outbox::stored_mailboxes,
    reading,
};

/// Messages made findable in one transaction.
const BATCH_MESSAGES: i64 = 50;
/// Bytes read together at most; a single larger message is read alone.
const BATCH_BYTES: i64 = 16 << 20;
/// Bytes of a message's text that are kept, and of each attached message's: what is beyond is not found.
const BODY_MAX_BYTES: usize = 64 << 10;
/// Names of files that are kept of one message.
const FILES_MAX: usize = 50;
/// How often the store is looked at; nobody looks for what came in this second.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A pause after the store has failed, so that its log stays readable.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Makes messages findable; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Indexer {
    pub(crate) engine: Engine,
}

/// Whose words they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Message,
    Outgoing,
}

/// What a message is found by.
struct Document {
    origin: Origin,
    id: Vec<u8>,
    at: i64,
    sender: String,
    recipients: String,
    subject: String,
    body: String,
    files: Vec<String>,
    /// What stands in them, as far as it was read.
    file_texts: Vec<String>,
    /// Whether nothing more will be read.
    has_texts: bool,
}

row! {
    struct IncomingRow {
        id: Vec<u8>,
        received_at: i64,
        from_name: String,
        from_address: String,
        subject: String,
        bytes: Vec<u8>,
        has_texts: bool,
    }
}

row! {
    struct OutgoingRow {
        id: Vec<u8>,
        created_at: i64,
        from_address: String,
        recipients: String,
        cc: String,
        subject: String,
        body: String,
        name: Option<String>,
    }
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

impl Document {
    fn of_incoming(row: IncomingRow, texts: &[KeptText]) -> Self {
        // Of one that cannot be read, what the list shows is all there is.
        let opened = reading::view(&row.bytes).unwrap_or_default();
        let recipients: Vec<_> = opened.to.iter().chain(&opened.cc).map(written).collect();
        let files = opened.attachments.iter().chain(opened.enclosed.iter().flat_map(|message| &message.files));
        let names = files.take(FILES_MAX).map(|file| kept(&file.name)).collect();
        // What was forwarded as a file is what somebody remembers of the message that it came with.
        let enclosed: Vec<_> = opened.enclosed.iter().map(words_of).collect();
        let body = [&opened.text].into_iter().chain(&enclosed).map(|text| kept(text)).collect::<Vec<_>>().join("\n\n");
        let texts = texts.iter().filter(|text| text.is_of(&row.id));
        Self {
            origin: Origin::Message,
            file_texts: texts.map(|text| text.text.clone()).collect(),
            has_texts: row.has_texts,
            id: row.id,
            at: row.received_at,
            sender: written(&Mailbox { name: row.from_name, address: row.from_address }),
            recipients: kept(&recipients.join(", ")),
            subject: row.subject,
            body,
            files: names,
        }
    }

    fn of_outgoing(row: OutgoingRow, files: Vec<String>) -> Result<Self> {
        let recipients: Vec<_> =
            stored_mailboxes(&row.recipients)?.iter().chain(&stored_mailboxes(&row.cc)?).map(written).collect();
        let sender = Mailbox { name: row.name.unwrap_or_default(), address: row.from_address };
        Ok(Self {
            origin: Origin::Outgoing,
            id: row.id,
            at: row.created_at,
            sender: written(&sender),
            recipients: kept(&recipients.join(", ")),
            subject: row.subject,
            body: kept(&row.body),
            files,
            file_texts: Vec::new(),
            has_texts: true,
        })
    }

    /// The texts it is found by, beside the people; those that matter most first.
    fn content<'a>(&'a self, files: &'a str) -> Vec<&'a str> {
        let first = [self.subject.as_str(), files, self.body.as_str()];
        first.into_iter().chain(self.file_texts.iter().map(String::as_str)).collect()
    }
}

/// What an attached message is found by, beside its files: who wrote it, what about, and what.
fn words_of(message: &EnclosedMessage) -> String {
    let from = message.from.as_ref().map(written).unwrap_or_default();
    [from.as_str(), &message.subject, &message.text].join("\n")
}

/// A mailbox as people write it.
fn written(mailbox: &Mailbox) -> String {
    if mailbox.name.trim().is_empty() {
        mailbox.address.clone()
    } else {
        format!("{} <{}>", mailbox.name.trim(), mailbox.address)
    }
}

/// As much of a text as is kept, without the one character that PostgreSQL cannot hold.
fn kept(text: &str) -> String {
    text[..text.floor_char_boundary(BODY_MAX_BYTES)].replace('\0', "")
}
