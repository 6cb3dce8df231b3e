//! Messages with everything in them, as scripts get them. Read from the raw form when asked for: what is not stored can
//! not go stale.

use std::pin::pin;

use futures_util::{StreamExt, TryStreamExt, stream};
use types::{MessageId, MessageKind, MessageState, Reason, Timestamp};

use super::{KnownFiles, Row, on_reading_thread};
use crate::{
    Engine, Result,
    cursor::Cursor,
    db::read,
    reading::{self, Transcript},
};

/// Bytes of raw messages that one page is made from at most, unless its first message is larger: reading them takes a
/// second or two of one processor.
const PAGE_BYTES: i64 = 32 << 20;
/// Bytes that the messages of one answer say at most, unless its first one says more: what is read can be several times larger
/// than what was sent, and an answer is put together in memory.
pub(crate) const ANSWER_BYTES: usize = 32 << 20;
/// Messages of a page that are read at the same time.
const AT_ONCE: usize = 4;

/// A message with everything in it.
#[derive(Clone, Debug)]
pub struct WholeMessage {
    /// Its identity.
    pub id: MessageId,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// Where it is.
    pub state: MessageState,
    /// Why it is there.
    pub reason: Reason,
    /// What sort of mail it is.
    pub kind: MessageKind,
    /// What it says.
    pub says: Transcript,
    /// What is known of its files.
    pub files: KnownFiles,
}

/// A page of them, newest first.
#[derive(Clone, Debug)]
pub struct WholePage {
    /// The messages.
    pub messages: Vec<WholeMessage>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<String>,
}

impl Engine {
    /// A page of messages from `before` (a page's `next`) on.
    pub(crate) async fn whole_messages(
        &self,
        state: Option<MessageState>,
        limit: usize,
        before: Option<&str>,
    ) -> Result<WholePage> {
        self.whole_messages_within(state, limit, before, ANSWER_BYTES).await
    }

    /// The same with at most so many bytes in what they say, unless the first one says more.
    pub(crate) async fn whole_messages_within(
        &self,
        state: Option<MessageState>,
        limit: usize,
        before: Option<&str>,
        max_bytes: usize,
    ) -> Result<WholePage> {
        let cursor = Cursor::parse(before)?;
        let mut rows = Vec::new();
        for state in state.map_or(MessageState::ALL.to_vec(), |state| vec![state]) {
            rows.extend(self.rows_of_state(state, &cursor, limit + 1).await?);
        }
        rows.sort_by(|a, b| (b.received_at, &b.id).cmp(&(a.received_at, &a.id)));
        let n_rows = rows.len();
        rows.truncate(within(&rows, limit));
        let mut read = pin!(stream::iter(rows).map(|row| self.whole(row)).buffered(AT_ONCE));
        let (mut messages, mut n_bytes) = (Vec::<WholeMessage>::new(), 0);
        while let Some(message) = read.try_next().await? {
            n_bytes += message.says.n_bytes();
            if n_bytes > max_bytes && !messages.is_empty() {
                break;
            }
            messages.push(message);
        }
        let last = messages.last().filter(|_| n_rows > messages.len());
        let next = last.map(|last| Cursor::write(last.received_at.0, last.id.as_bytes()));
        Ok(WholePage { messages, next })
    }

    /// A message.
    pub(crate) async fn whole_message(&self, id: MessageId) -> Result<WholeMessage> {
        self.whole(self.stored_row(id).await?).await
    }

    async fn rows_of_state(&self, state: MessageState, cursor: &Cursor, limit: usize) -> Result<Vec<Row>> {
        Ok(read!(self.inner.db, pool => {
            sqlx::query_as(super::select_rows!(
                "WHERE state = $1 AND (received_at, id) < ($2, $3) ORDER BY received_at DESC, id DESC LIMIT $4"
            ))
            .bind(state.as_str())
            .bind(cursor.at)
            .bind(&cursor.id)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(pool)
            .await?
        }))
    }

    async fn whole(&self, row: Row) -> Result<WholeMessage> {
        let listed = row.listed()?;
        let raw = self.raw_message(listed.id).await?;
        let mail_from = self.mail_from(listed.id).await?;
        let mut says = on_reading_thread(move || reading::transcript(&raw, &mail_from)).await?;
        let files = self.known_files(listed.id).await?;
        if files.has_infected() {
            // Its pictures stand inside the page.
            says.html = None;
        }
        Ok(WholeMessage {
            id: listed.id,
            received_at: listed.received_at,
            state: listed.state,
            reason: listed.reason,
            kind: listed.kind,
            says,
            files,
        })
    }

    /// The sender in the envelope, empty for `<>`.
    async fn mail_from(&self, id: MessageId) -> Result<String> {
        let found: Option<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT mail_from FROM message WHERE id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Ok(found.unwrap_or_default())
    }
}

/// How many of these rows fit into one page.
fn within(rows: &[Row], limit: usize) -> usize {
    let mut n_bytes = 0;
    let fits = |row: &&Row| {
        n_bytes += row.size_bytes;
        n_bytes <= PAGE_BYTES
    };
    let n = rows.iter().take(limit).take_while(fits).count();
    n.max(1).min(rows.len())
}
