//! Messages as listed, opened, deleted and restored.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use types::{
    Counts, MessageId, MessageKind, MessagePage, MessageRow, MessageState, MessageView, Problem, Reason, TestId,
    Timestamp, Topic, View,
};

use crate::{
    AttachmentFile, Engine, Error, Result,
    db::{read, row, write},
    reading,
};

/// Lines of one page.
const PAGE_ROWS: usize = 50;

row! {
    struct Row {
        id: Vec<u8>,
        received_at: i64,
        state: String,
        reason: String,
        kind: String,
        from_name: String,
        from_address: String,
        subject: String,
        first_words: String,
        n_attachments: i64,
        test_id: Option<Vec<u8>>,
        size_bytes: i64,
    }
}

/// The columns of [`Row`].
macro_rules! select_rows {
    ($rest:literal) => {
        concat!(
            "SELECT id, received_at, state, reason, kind, from_name, from_address, subject, first_words, n_attachments, ",
            "test_id, size_bytes FROM message ",
            $rest
        )
    };
}

impl Engine {
    /// A page of messages, newest first, from `before` (a page's `next`) on.
    pub(crate) async fn messages(&self, view: View, before: Option<&str>) -> Result<MessagePage> {
        let (at, id) = before.map(parse_cursor).transpose()?.unwrap_or((i64::MAX, vec![0xff; 16]));
        let rows: Vec<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(select_rows!(
                "WHERE state = $1 AND (received_at, id) < ($2, $3) ORDER BY received_at DESC, id DESC LIMIT $4"
            ))
            .bind(view.state().as_str())
            .bind(at)
            .bind(id)
            .bind(i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX))
            .fetch_all(pool)
            .await?
        });
        let has_more = rows.len() > PAGE_ROWS;
        let rows = rows.iter().take(PAGE_ROWS).map(Row::listed).collect::<Result<Vec<_>>>()?;
        let next = rows.last().filter(|_| has_more).map(cursor);
        Ok(MessagePage { rows, next })
    }

    /// How many messages are where.
    pub(crate) async fn counts(&self) -> Result<Counts> {
        Ok(Counts {
            unassigned: self.count_up_to_max(MessageState::Unassigned).await?,
            held_back: self.count_up_to_max(MessageState::HeldBack).await?,
        })
    }

    async fn count_up_to_max(&self, state: MessageState) -> Result<u32> {
        let n: i64 = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE state = $1 LIMIT $2) AS counted")
                .bind(state.as_str())
                .bind(i64::from(Counts::MAX))
                .fetch_one(pool)
                .await?
        });
        Ok(u32::try_from(n).unwrap_or(Counts::MAX))
    }

    /// A message, opened. One that cannot be read shows its line only.
    pub(crate) async fn message(&self, id: MessageId) -> Result<MessageView> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(select_rows!("WHERE id = $1")).bind(id.as_bytes().as_slice()).fetch_optional(pool).await?
        });
        let row = row.ok_or(Problem::NotFound)?;
        let raw = self.raw_message(id).await?;
        let read = on_reading_thread(move || reading::view(&raw)).await?.unwrap_or_default();
        Ok(MessageView {
            from: read.from,
            reply_to: read.reply_to,
            to: read.to,
            cc: read.cc,
            date: read.date,
            headers: read.headers,
            body: read.body,
            attachments: read.attachments,
            test: row.test_id.as_deref().and_then(TestId::from_slice),
            size_bytes: u64::try_from(row.size_bytes).unwrap_or_default(),
            row: row.listed()?,
        })
    }

    /// The bytes as received.
    pub(crate) async fn raw_message(&self, id: MessageId) -> Result<Vec<u8>> {
        let bytes: Option<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT bytes FROM raw_message WHERE message_id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        Ok(bytes.ok_or(Problem::NotFound)?)
    }

    /// The file at this place in the message.
    pub(crate) async fn attachment(&self, id: MessageId, index: u32) -> Result<AttachmentFile> {
        let raw = self.raw_message(id).await?;
        let file = on_reading_thread(move || reading::attachment(&raw, index)).await?;
        Ok(file.ok().flatten().ok_or(Problem::NotFound)?)
    }

    /// The HTML part as a document for a frame without scripts.
    pub(crate) async fn message_html(&self, id: MessageId, remote_images: bool) -> Result<String> {
        let raw = self.raw_message(id).await?;
        let html = on_reading_thread(move || reading::html(&raw, remote_images)).await?;
        Ok(html.ok().flatten().ok_or(Problem::NotFound)?)
    }

    /// Moves a message out of its list; nothing happens when it was deleted already.
    pub(crate) async fn delete_message(&self, id: MessageId) -> Result<()> {
        let n_changed = write!(self.inner.db, tx => {
            sqlx::query("UPDATE message SET state_before = state, state = 'deleted' WHERE id = $1 AND state <> 'deleted' AND reason <> 'arrived'")
                .bind(id.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        self.moved(id, n_changed).await
    }

    /// Puts a deleted message back where it was; nothing happens when it is there already.
    pub(crate) async fn restore_message(&self, id: MessageId) -> Result<()> {
        let n_changed = write!(self.inner.db, tx => {
            sqlx::query("UPDATE message SET state = state_before, state_before = NULL WHERE id = $1 AND state = 'deleted' AND state_before IS NOT NULL")
                .bind(id.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        self.moved(id, n_changed).await
    }

    async fn moved(&self, id: MessageId, n_changed: u64) -> Result<()> {
        if n_changed > 0 {
            self.publish(Topic::Messages);
            return Ok(());
        }
        let found: Option<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT state FROM message WHERE id = $1").bind(id.as_bytes().as_slice()).fetch_optional(pool).await?
        });
        found.map(|_| ()).ok_or(Problem::NotFound.into())
    }
}

impl Row {
    fn listed(&self) -> Result<MessageRow> {
        Ok(MessageRow {
            id: MessageId::from_slice(&self.id).ok_or(Error::Stored("message id"))?,
            from_name: self.from_name.clone(),
            from_address: self.from_address.clone(),
            subject: self.subject.clone(),
            first_words: self.first_words.clone(),
            n_attachments: u32::try_from(self.n_attachments).unwrap_or_default(),
            received_at: Timestamp(self.received_at),
            state: MessageState::from_stored(&self.state).ok_or(Error::Stored("message state"))?,
            reason: Reason::from_stored(&self.reason).ok_or(Error::Stored("reason"))?,
            kind: MessageKind::from_stored(&self.kind).ok_or(Error::Stored("message kind"))?,
        })
    }
}

/// Reading a hostile mail may take a while, so it must not hold a worker of the runtime up.
pub(crate) async fn on_reading_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Stopping)
}

fn cursor(row: &MessageRow) -> String {
    BASE64_URL_SAFE_NO_PAD.encode([&row.received_at.0.to_be_bytes()[..], row.id.as_bytes()].concat())
}

fn parse_cursor(text: &str) -> Result<(i64, Vec<u8>)> {
    let bytes =
        BASE64_URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 24).ok_or(Problem::BadRequest)?;
    let (at, id) = bytes.split_at(8);
    Ok((i64::from_be_bytes(at.try_into().map_err(|_| Problem::BadRequest)?), id.to_vec()))
}
