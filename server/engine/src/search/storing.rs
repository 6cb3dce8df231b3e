//! Storing what messages are found by: many to a statement, because each statement costs about as much as a row.

use std::collections::{BTreeMap, HashMap};

use types::Timestamp;

use super::{
    document::{Document, Origin},
    era,
    tokens::{plain_words, vector, words_and_tails},
};
use crate::{
    Engine, Result,
    db::{Db, pieces, rows_of_marks, write_redoable},
};

/// A document, and its words as the store keeps them.
pub(super) struct Entry {
    document: Document,
    files: String,
    /// SQLite has a column for whose they are, PostgreSQL a sign before them in the only one.
    words: Vec<String>,
}

impl Entry {
    fn of(document: Document, db: &Db) -> Self {
        let files = document.files.join("\n");
        let content = format!("{} {}", words_and_tails(&document.content(&files)), document.labels());
        let words = [plain_words(&[&document.sender]), plain_words(&[&document.recipients]), content];
        let words = match db {
            Db::Sqlite { .. } => words.into(),
            Db::Postgres(_) => vec![vector(&words)],
        };
        Self { document, files, words }
    }

    /// All of these.
    pub(super) fn of_all(documents: Vec<Document>, db: &Db) -> Vec<Self> {
        documents.into_iter().map(|document| Self::of(document, db)).collect()
    }

    /// The same without its text.
    pub(super) fn bare(self, db: &Db) -> Self {
        Self::of(self.document.bare(), db)
    }
}

/// The values of one row of [`documents`].
macro_rules! bind {
    ($query:ident, $entry:ident) => {{
        let Document { id, origin, at, sender, recipients, subject, body, files, .. } = &$entry.document;
        $query
            .bind((*origin == Origin::Message).then_some(id))
            .bind((*origin == Origin::Outgoing).then_some(id))
            .bind(at)
            .bind(sender)
            .bind(recipients)
            .bind(subject)
            .bind(body)
            .bind(&$entry.files)
            .bind(i64::try_from(files.len()).unwrap_or(i64::MAX))
    }};
}

impl Engine {
    /// Makes all of these findable, or none.
    pub(super) async fn store_entries(&self, entries: &[Entry]) -> Result<()> {
        let db = &self.inner.db;
        write_redoable!(self.inner.db, tx => {
            let mut days = BTreeMap::new();
            for piece in entries.chunk_by(|a, b| a.document.origin == b.document.origin).flat_map(pieces) {
                let origin = piece[0].document.origin;
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(db.marked(documents(origin, piece.len()))));
                for entry in piece {
                    query = bind!(query, entry);
                }
                let rows: Vec<(Vec<u8>, i64)> = query.fetch_all(&mut *tx).await?;
                // A database may return rows in any order.
                let numbers: HashMap<_, _> = rows.into_iter().collect();
                let mut query = sqlx::query(sqlx::AssertSqlSafe(db.marked(words(db, piece.len()))));
                for entry in piece {
                    let n = numbers.get(&entry.document.id).copied().ok_or(sqlx::Error::RowNotFound)?;
                    let (first, last) = days.entry(Timestamp(entry.document.at).day()).or_insert((n, n));
                    (*first, *last) = (n.min(*first), n.max(*last));
                    query = query.bind(n);
                    for words in &entry.words {
                        query = query.bind(words);
                    }
                    if matches!(db, Db::Postgres(_)) {
                        query = query.bind(era::words(n));
                    }
                }
                query.execute(&mut *tx).await?;
            }
            for origin in [Origin::Message, Origin::Outgoing] {
                for piece in pieces(&of(entries, origin)) {
                    let mut query = sqlx::query(sqlx::AssertSqlSafe(db.marked(done(db, origin, piece.len()))));
                    for document in piece {
                        query = query.bind(&document.id);
                        query = match origin {
                            Origin::Message => query.bind(document.has_texts).bind(document.version),
                            Origin::Outgoing => query.bind(document.moment),
                        };
                    }
                    query.execute(&mut *tx).await?;
                }
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

/// The statement that stores so many documents, and says the number of each; one that was there keeps its own.
fn documents(origin: Origin, n: usize) -> String {
    let id = match origin {
        Origin::Message => "message_id",
        Origin::Outgoing => "outgoing_id",
    };
    format!(
        "INSERT INTO search_document (message_id, outgoing_id, at, sender, recipients, subject, body, files, n_files)
         VALUES {} ON CONFLICT ({id}) DO UPDATE SET sender = excluded.sender, body = excluded.body,
            files = excluded.files, n_files = excluded.n_files
         RETURNING {id}, n",
        rows_of_marks(n, 9)
    )
}

/// The statement that stores the words of so many documents, or takes them for those that were there.
fn words(db: &Db, n: usize) -> String {
    match db {
        Db::Sqlite { .. } => {
            let rows = rows_of_marks(n, 4);
            format!("INSERT OR REPLACE INTO search_word (rowid, sender, recipients, content) VALUES {rows}")
        }
        Db::Postgres(_) => {
            let rows = vec!["(?, ?::tsvector || ?::tsvector)"; n].join(", ");
            format!(
                "INSERT INTO search_word (n, words) VALUES {rows} ON CONFLICT (n) DO UPDATE SET words = excluded.words"
            )
        }
    }
}

/// The statement that says of so many that they can be found, as far as they are still what was read: whose texts were
/// read meanwhile, about which somebody decided, or what was sent again, is taken again next time.
fn done(db: &Db, origin: Origin, n: usize) -> String {
    let (table, columns): (_, &[&str]) = match origin {
        Origin::Message => ("message", &["has_texts", "version"]),
        Origin::Outgoing => ("outgoing", &["ended_at"]),
    };
    // Whoever changes one now makes it due again: waiting for each other could only end in a deadlock.
    let free = match db {
        Db::Sqlite { .. } => "",
        Db::Postgres(_) => &format!(" JOIN {table} AS free ON free.id = read.id FOR NO KEY UPDATE OF free SKIP LOCKED"),
    };
    let is_same: Vec<_> = columns.iter().map(|column| format!("{table}.{column} = done.{column}")).collect();
    format!(
        "WITH read (id, {}) AS (VALUES {}), done AS (SELECT read.* FROM read{free})
         UPDATE {table} SET is_searchable = COALESCE({}, FALSE) FROM done WHERE {table}.id = done.id",
        columns.join(", "),
        rows_of_marks(n, 1 + columns.len()),
        is_same.join(" AND ")
    )
}

fn of(entries: &[Entry], origin: Origin) -> Vec<&Document> {
    entries.iter().map(|entry| &entry.document).filter(|document| document.origin == origin).collect()
}
