//! Messages as listed and opened.

mod deleting;
mod files;
mod whole;

use types::{
    Counts, MessageId, MessageKind, MessagePage, MessageRow, MessageState, MessageView, Problem, Reason, TestId,
    Timestamp, View, text::Lang,
};

use crate::{
    Engine, Error, Result,
    cursor::Cursor,
    db::{read, row},
    reading,
};

pub use files::{EveryFile, KnownFiles};
pub(crate) use whole::ANSWER_BYTES;
pub use whole::{WholeMessage, WholePage};

/// Lines of one page.
const PAGE_ROWS: usize = 50;

row! {
    struct Row {
        id: Vec<u8>,
        received_at: i64,
        state: String,
        reason: String,
        reason_detail: String,
        version: i64,
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
            "SELECT id, received_at, state, reason, reason_detail, version, kind, from_name, from_address, subject, ",
            "first_words, n_attachments, test_id, size_bytes FROM message ",
            $rest
        )
    };
}

use select_rows;

impl Engine {
    /// A page of messages, newest first, from `before` (a page's `next`) on.
    pub(crate) async fn messages(&self, view: View, before: Option<&str>) -> Result<MessagePage> {
        let Cursor { at, id } = Cursor::parse(before)?;
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
        page(&rows)
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

    /// A message's line as it is at this moment.
    pub(crate) async fn message_row(&self, id: MessageId) -> Result<MessageRow> {
        self.stored_row(id).await?.listed()
    }

    async fn stored_row(&self, id: MessageId) -> Result<Row> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as(select_rows!("WHERE id = $1")).bind(id.as_bytes().as_slice()).fetch_optional(pool).await?
        });
        Ok(row.ok_or(Problem::NotFound)?)
    }

    /// A message, opened. One that cannot be read shows its line only.
    pub(crate) async fn message(&self, id: MessageId, lang: Lang) -> Result<MessageView> {
        let row = self.stored_row(id).await?;
        let raw = self.raw_message(id).await?;
        let view = move || reading::view(&raw).unwrap_or_else(|fault| reading::view_unread(&raw, fault));
        let read = on_reading_thread(view).await?;
        let mut body = read.body;
        // Its pictures stand inside the page.
        body.has_html = body.has_html && !self.known_files(id).await?.has_infected();
        Ok(MessageView {
            from: read.from,
            reply_to: read.reply_to,
            to: read.to,
            cc: read.cc,
            date: read.date,
            headers: read.headers,
            body,
            attachments: read.attachments,
            notes: read.problems.iter().map(|problem| problem.sentence(lang).to_owned()).collect(),
            invitation: read.invitation.map(|invitation| invitation.lines(lang)).unwrap_or_default(),
            enclosed: read.enclosed,
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

    /// The HTML part as a document for a frame without scripts.
    pub(crate) async fn message_html(&self, id: MessageId, remote_images: bool) -> Result<String> {
        let raw = self.harmless_raw_message(id).await?;
        let html = on_reading_thread(move || reading::html(&raw, remote_images)).await?;
        Ok(html.ok().flatten().ok_or(Problem::NotFound)?)
    }
}

/// A page of these rows, of which there is one more when another page follows.
fn page(rows: &[Row]) -> Result<MessagePage> {
    let has_more = rows.len() > PAGE_ROWS;
    let rows = rows.iter().take(PAGE_ROWS).map(Row::listed).collect::<Result<Vec<_>>>()?;
    let next = rows.last().filter(|_| has_more).map(|row| Cursor::write(row.received_at.0, row.id.as_bytes()));
    Ok(MessagePage { rows, next })
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
            reason_detail: self.reason_detail.clone(),
            version: u32::try_from(self.version).unwrap_or_default(),
            kind: MessageKind::from_stored(&self.kind).ok_or(Error::Stored("message kind"))?,
        })
    }
}

/// Reading a hostile mail may take a while, so it must not hold a worker of the runtime up.
pub(crate) async fn on_reading_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Stopping)
}
