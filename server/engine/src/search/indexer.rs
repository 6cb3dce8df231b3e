//! Makes messages findable after they were sorted, and ours after they were sent. Runs behind both, in small steps, so
//! that it holds nobody up; what it has not reached yet is said on the page.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{
    document::{Document, IncomingRow, OutgoingRow},
    storing::Entry,
};
use crate::{
    Engine, Result,
    db::{Db, marks, pieces, read},
    messages::on_reading_thread,
};

/// Messages made findable in one transaction: whole statements, and not so many that accepting would wait for them.
const BATCH_MESSAGES: usize = 64;
/// Bytes read together at most, because what is read of them is in memory together too; a larger message is read alone.
const BATCH_BYTES: i64 = 4 << 20;
/// Which messages are next.
pub(super) const DUE: &str = "SELECT id, size_bytes FROM message
    WHERE NOT is_searchable AND reason <> 'arrived' ORDER BY received_at LIMIT $1";
/// How often the store is looked at; nobody looks for what came in this second.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A pause after the store has failed, so that its log stays readable.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// What was made findable in one step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Indexed {
    /// How many there were.
    pub n: usize,
    /// Whether nothing was left: who comes next then waits for others, because few take almost as long as many.
    pub is_all: bool,
}

/// Some that cannot be found yet, those first that are due the longest.
pub(super) struct Due {
    pub(super) documents: Vec<Document>,
    /// Whether there are no more of this kind.
    pub(super) is_all: bool,
}

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
            let pause = match self.index_or_settle().await {
                Ok(indexed) if indexed.is_all || indexed.n == 0 => LOOK_EVERY,
                Ok(_) => Duration::ZERO,
                Err(error) => {
                    tracing::error!(%error, "messages could not be made findable");
                    PAUSE_AFTER_FAILURE
                }
            };
            tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(pause) => {} }
        }
    }

    /// Makes the next few messages findable; once these were all, what they left to be done is done.
    async fn index_or_settle(&self) -> Result<Indexed> {
        let indexed = self.engine.index_some().await?;
        if indexed.is_all && indexed.n > 0 {
            self.engine.settle_words().await?;
        }
        Ok(indexed)
    }
}

impl Engine {
    /// Makes the next few messages findable.
    pub async fn index_some(&self) -> Result<Indexed> {
        let (incoming, outgoing) = (self.incoming_documents().await?, self.outgoing_documents().await?);
        let is_all = incoming.is_all && outgoing.is_all;
        let documents = in_order(incoming, outgoing);
        let indexed = Indexed { n: documents.len(), is_all };
        if documents.is_empty() {
            return Ok(indexed);
        }
        let db = self.inner.db.clone();
        let entries = on_reading_thread(move || Entry::of_all(documents, &db)).await?;
        if let Err(error) = self.store_entries(&entries).await {
            tracing::warn!(%error, "messages could not be made findable together, each is tried alone");
            for entry in entries {
                self.store_alone(entry).await?;
            }
        }
        Ok(indexed)
    }

    /// The next few of those that came in.
    pub(super) async fn incoming_documents(&self) -> Result<Due> {
        let due: Vec<(Vec<u8>, i64)> = read!(self.inner.db, pool => {
            sqlx::query_as(DUE).bind(BATCH_MESSAGES as i64).fetch_all(pool).await?
        });
        let (n_due, mut ids, mut n_bytes) = (due.len(), Vec::new(), 0);
        for (id, size_bytes) in due {
            n_bytes += size_bytes;
            if n_bytes > BATCH_BYTES && !ids.is_empty() {
                break;
            }
            ids.push(id);
        }
        let is_all = n_due < BATCH_MESSAGES && ids.len() == n_due;
        let rows = self.incoming_rows(&ids).await?;
        let ids: Vec<&[u8]> = rows.iter().map(|row| row.id.as_slice()).collect();
        let texts = self.file_texts(&ids).await?;
        let documents = move || rows.into_iter().map(|row| Document::of_incoming(row, &texts)).collect();
        Ok(Due { documents: on_reading_thread(documents).await?, is_all })
    }

    /// Those of these that are still there, in their order.
    async fn incoming_rows(&self, ids: &[Vec<u8>]) -> Result<Vec<IncomingRow>> {
        let mut rows = Vec::with_capacity(ids.len());
        for piece in pieces(ids) {
            let sql = self.inner.db.marked(format!(
                "SELECT m.id, m.received_at, m.from_name, m.from_address, m.subject, r.bytes, m.has_texts,
                    m.version, m.state, m.company_id, m.position_id
                 FROM message m JOIN raw_message r ON r.message_id = m.id WHERE m.id IN ({}) ORDER BY m.received_at",
                marks(piece.len())
            ));
            rows.extend(read!(self.inner.db, pool => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()));
                for id in piece {
                    query = query.bind(id);
                }
                query.fetch_all(pool).await?
            }));
        }
        Ok(rows)
    }

    async fn outgoing_documents(&self) -> Result<Due> {
        let rows: Vec<OutgoingRow> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT o.id, o.created_at, o.ended_at, o.from_address, o.recipients, o.cc, o.subject, o.body, o.company_id,
                    o.position_id, p.name
                 FROM outgoing o LEFT JOIN person p ON p.id = o.person_id
                 WHERE NOT o.is_searchable AND o.ended_at IS NOT NULL ORDER BY o.ended_at LIMIT $1",
            )
            .bind(BATCH_MESSAGES as i64)
            .fetch_all(pool)
            .await?
        });
        let is_all = rows.len() < BATCH_MESSAGES;
        let mut documents = Vec::with_capacity(rows.len());
        for row in rows {
            let files: Vec<String> = read!(self.inner.db, pool => {
                sqlx::query_scalar("SELECT name FROM outgoing_file WHERE outgoing_id = $1 ORDER BY place, id")
                    .bind(&row.id)
                    .fetch_all(pool)
                    .await?
            });
            documents.push(Document::of_outgoing(row, files)?);
        }
        Ok(Due { documents, is_all })
    }

    /// Makes one message findable that perhaps holds others up: without its text, should it be that.
    async fn store_alone(&self, entry: Entry) -> Result<()> {
        if self.store_entries(std::slice::from_ref(&entry)).await.is_ok() {
            return Ok(());
        }
        self.store_entries(&[entry.bare(&self.inner.db)]).await
    }

    /// Puts words that were only noted so far where they are found at once. PostgreSQL looks through noted ones whenever
    /// somebody searches, and would leave up to 4 MB of them.
    pub async fn settle_words(&self) -> Result<()> {
        if let Db::Postgres(pool) = &self.inner.db {
            sqlx::query("SELECT gin_clean_pending_list('search_word_by_word')").execute(pool).await?;
        }
        Ok(())
    }
}

/// What came in and what went out, in the order of time, as far as it is known of both: the newest are found first by
/// their numbers, which grow with the order.
fn in_order(incoming: Due, outgoing: Due) -> Vec<Document> {
    let known_until = |due: &Due| if due.is_all { None } else { due.documents.last().map(|last| last.moment) };
    let until = [&incoming, &outgoing].into_iter().filter_map(known_until).min().unwrap_or(i64::MAX);
    let mut documents: Vec<_> = incoming.documents.into_iter().chain(outgoing.documents).collect();
    documents.retain(|document| document.moment <= until);
    documents.sort_by_key(|document| document.moment);
    documents
}

#[cfg(test)]
mod tests {
    use super::{Due, in_order};
    use crate::search::document::{Document, Origin};

    fn due(origin: Origin, moments: &[i64], is_all: bool) -> Due {
        Due { documents: moments.iter().map(|moment| Document::at(origin, *moment)).collect(), is_all }
    }

    #[test]
    fn what_came_in_and_went_out_is_taken_in_the_order_of_time() {
        for (incoming_all, outgoing_all, expected) in [
            (true, true, &[1, 2, 3, 5, 8, 9][..]),
            (false, true, &[1, 2, 3, 5]),
            (true, false, &[1, 2, 3, 5, 8, 9]),
            (false, false, &[1, 2, 3, 5]),
        ] {
            let incoming = due(Origin::Message, &[1, 3, 5], incoming_all);
            let taken = in_order(incoming, due(Origin::Outgoing, &[2, 8, 9], outgoing_all));
            let moments: Vec<_> = taken.iter().map(|document| document.moment).collect();
            assert_eq!(moments, expected, "{incoming_all} {outgoing_all}");
        }
        assert!(in_order(due(Origin::Message, &[], true), due(Origin::Outgoing, &[], true)).is_empty());
    }
}
