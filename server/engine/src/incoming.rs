//! From an SMTP transaction, or a file, to a message that is durable: many messages share one sync.

mod digest;
mod pressure;
mod spool;

use std::{net::IpAddr, sync::atomic::Ordering};

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use types::{MessageId, MessageKind, MessageState, Reason};
use uuid::Uuid;

use crate::{
    Engine, Error, Result,
    db::{pieces, rows_of_marks, write},
};

pub(crate) use digest::digest;
pub(crate) use pressure::Pressure;
pub use spool::Spool;

/// Messages that share one transaction at most; more would make the first of them wait without saving syncs.
const BATCH_MESSAGES: usize = 256;
/// Bytes that share one transaction at most, so that memory stays bounded.
const BATCH_BYTES: usize = 16 << 20;
/// Bytes that share one statement at most.
const TOGETHER_MAX_BYTES: usize = 256 << 10;
/// Messages that may wait for their transaction; further sessions wait before handing theirs over.
pub(crate) const QUEUE_MESSAGES: usize = 512;

/// Messages that may be accepted and wait to be read. Reading them takes a few minutes; beyond that, those who send are
/// told to come again, and keep what they have.
pub(crate) const BACKLOG_MAX_MESSAGES: i64 = 200_000;

/// A mail as it was handed over: the envelope and the bytes, nothing read yet.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// MAIL FROM; empty for `<>`.
    pub mail_from: String,
    /// Every RCPT TO that was accepted, as given.
    pub recipients: Vec<String>,
    /// Who handed it over; nothing for files.
    pub client: Option<IpAddr>,
    /// What the client called itself in EHLO or HELO; empty for files.
    pub helo: String,
    /// Whether it came over TLS.
    pub over_tls: bool,
    /// The message as received, without dot-stuffing.
    pub raw: Vec<u8>,
}

/// A mail on its way to the disk, and whom to tell.
#[derive(Debug)]
pub(crate) struct Handover {
    id: MessageId,
    incoming: Incoming,
    /// What comes before `incoming.raw`.
    begun: Option<Spool>,
    done: oneshot::Sender<Result<()>>,
}

/// Writes what was handed over; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Committer {
    pub(crate) engine: Engine,
    pub(crate) queue: mpsc::Receiver<Handover>,
}

/// Where a mail goes: the table with its columns, its key, and how many columns there are.
type Table = (&'static str, &'static str, usize);
const MESSAGE: Table = (
    "message (id, received_at, state, reason, kind, mail_from, recipients, client, helo, over_tls, size_bytes)",
    "id",
    11,
);
const RAW_MESSAGE: Table = ("raw_message (message_id, bytes)", "message_id", 2);

impl Engine {
    /// The statement that stores so many rows, as far as they are not there.
    fn insert(&self, (table, key, n_columns): Table, n_rows: usize) -> String {
        let values = rows_of_marks(n_rows, n_columns);
        self.inner.db.marked(format!("INSERT INTO {table} VALUES {values} ON CONFLICT ({key}) DO NOTHING"))
    }

    /// Makes a mail durable. When this returns `Ok`, the bytes and the envelope are on disk and `250` may be said.
    pub async fn accept(&self, incoming: Incoming) -> Result<MessageId> {
        self.accept_spooled(incoming, None).await
    }

    /// The same for a mail whose beginning waits on the disk: it comes back into memory when it is its turn.
    pub async fn accept_spooled(&self, incoming: Incoming, begun: Option<Spool>) -> Result<MessageId> {
        let id = MessageId::new(Uuid::now_v7());
        self.accept_as(id, incoming, begun).await?;
        Ok(id)
    }

    /// The same under an identity that was given before, and that no message has.
    pub(crate) async fn accept_as(&self, id: MessageId, incoming: Incoming, begun: Option<Spool>) -> Result<()> {
        let (done, committed) = oneshot::channel();
        self.inner.accepting.send(Handover { id, incoming, begun, done }).await.map_err(|_| Error::Stopping)?;
        committed.await.map_err(|_| Error::Stopping)?
    }

    /// Whether so much is accepted and waits to be read that no more should come.
    pub fn is_behind(&self) -> bool {
        self.inner.unsorted.load(Ordering::Relaxed) > BACKLOG_MAX_MESSAGES
    }

    /// Whether mail comes in so fast, or so much of it waits to be read, that whatever nobody waits for stands back.
    pub(crate) fn has_backlog(&self) -> bool {
        /// What is read within a second.
        const MESSAGES: i64 = 1_000;
        self.inner.pressure.is_high() || self.inner.unsorted.load(Ordering::Relaxed) > MESSAGES
    }

    async fn commit(&self, batch: &[Handover]) -> Result<()> {
        let now = self.now().0;
        let n_new = write!(self.inner.db, tx => {
            let mut n_new = 0;
            for piece in pieces(batch) {
                // Of a transaction whose end was not heard of, they may be there already.
                let mut messages = sqlx::query(sqlx::AssertSqlSafe(self.insert(MESSAGE, piece.len())));
                for Handover { id, incoming, .. } in piece {
                    let recipients = serde_json::to_string(&incoming.recipients).map_err(|_| Error::Stored("recipients"))?;
                    messages = messages
                        .bind(id.as_bytes().as_slice())
                        .bind(now)
                        .bind(MessageState::HeldBack.as_str())
                        .bind(Reason::Arrived.as_str())
                        .bind(MessageKind::Mail.as_str())
                        .bind(&incoming.mail_from)
                        .bind(recipients)
                        .bind(incoming.client.map(|client| client.to_string()).unwrap_or_default())
                        .bind(&incoming.helo)
                        .bind(incoming.over_tls)
                        .bind(i64::try_from(incoming.raw.len()).unwrap_or(i64::MAX));
                }
                n_new += messages.execute(&mut *tx).await?.rows_affected();
                // Large ones each alone: a statement holds copies of what it stores.
                let is_small = piece.iter().map(Handover::n_bytes).sum::<usize>() <= TOGETHER_MAX_BYTES;
                for piece in piece.chunks(if is_small { piece.len() } else { 1 }) {
                    let mut raws = sqlx::query(sqlx::AssertSqlSafe(self.insert(RAW_MESSAGE, piece.len())));
                    for Handover { id, incoming, .. } in piece {
                        raws = raws.bind(id.as_bytes().as_slice()).bind(incoming.raw.as_slice());
                    }
                    raws.execute(&mut *tx).await?;
                }
            }
            sqlx::query("UPDATE counter SET n = n + $1 WHERE name = 'accepted'")
                .bind(i64::try_from(n_new).unwrap_or(i64::MAX))
                .execute(&mut *tx)
                .await?;
            n_new
        });
        self.inner.unsorted.fetch_add(i64::try_from(n_new).unwrap_or(i64::MAX), Ordering::Relaxed);
        self.inner.pressure.add(batch.len());
        Ok(())
    }
}

impl Committer {
    /// Writes until every handle that could hand something over is gone, or until `stop`; what waits then is
    /// written still.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut batch = Vec::new();
        loop {
            let first = tokio::select! {
                biased;
                first = self.queue.recv() => first,
                () = stop.cancelled() => {
                    self.queue.close();
                    self.queue.recv().await
                }
            };
            let Some(first) = first else { return };
            self.fill(&mut batch, first);
            load(&mut batch).await;
            self.commit(&mut batch).await;
            self.engine.inner.arrived.notify_one();
        }
    }

    fn fill(&mut self, batch: &mut Vec<Handover>, first: Handover) {
        let mut n_bytes = first.n_bytes();
        batch.push(first);
        while batch.len() < BATCH_MESSAGES && n_bytes < BATCH_BYTES {
            let Ok(next) = self.queue.try_recv() else { return };
            n_bytes += next.n_bytes();
            batch.push(next);
        }
    }

    /// Writes the batch in one transaction. Should the store refuse it, each message is tried alone, so that one
    /// that cannot be stored holds none of the others up.
    async fn commit(&self, batch: &mut Vec<Handover>) {
        if batch.len() > 1 {
            match self.engine.commit(batch).await {
                Ok(()) => return batch.drain(..).for_each(|handover| handover.answer(Ok(()))),
                Err(error) => {
                    tracing::warn!(%error, n_messages = batch.len(), "a batch was refused, each is tried alone")
                }
            }
        }
        for handover in batch.drain(..) {
            let outcome = self.engine.commit(std::slice::from_ref(&handover)).await;
            if let Err(error) = &outcome {
                tracing::error!(%error, message.id = %handover.id, "an incoming message could not be stored");
            }
            handover.answer(outcome);
        }
    }
}

/// Brings what waits on the disk back into memory. What cannot be read there is refused, and its sender still has it.
async fn load(batch: &mut Vec<Handover>) {
    for place in (0..batch.len()).rev() {
        let Some(begun) = batch[place].begun.take() else { continue };
        let rest = std::mem::take(&mut batch[place].incoming.raw);
        let read = tokio::task::spawn_blocking(move || begun.read(&rest)).await;
        match read.map_err(std::io::Error::other).flatten() {
            Ok(raw) => batch[place].incoming.raw = raw,
            Err(error) => {
                tracing::error!(%error, "a large message could not be read back from the disk");
                batch.remove(place).answer(Err(error.into()));
            }
        }
    }
}

impl Handover {
    fn n_bytes(&self) -> usize {
        self.incoming.raw.len() + self.begun.as_ref().map_or(0, Spool::n_bytes)
    }

    /// A client that has gone is an ordinary state: its message is kept.
    fn answer(self, outcome: Result<()>) {
        _ = self.done.send(outcome);
    }
}
