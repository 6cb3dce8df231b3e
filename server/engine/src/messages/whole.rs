//! Messages with everything in them, as scripts get them. Read from the raw form when asked for: what is not stored can
//! not go stale.

use futures_util::{StreamExt, TryStreamExt, stream};
use sha2::{Digest, Sha256};
use types::{Mailbox, MessageId, MessageKind, MessageState, Reason, Timestamp};

use super::{Row, on_reading_thread};
use crate::{
    Engine, Result,
    cursor::Cursor,
    db::read,
    reading::{self, ReportedRecipient},
};

/// Bytes of raw messages that one page is made from at most, unless its first message is larger: reading them takes a
/// second or two of one processor.
const PAGE_BYTES: i64 = 32 << 20;
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
    pub contents: Contents,
}

/// What a message says.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// Identifiers in In-Reply-To.
    pub in_reply_to: Vec<String>,
    /// Identifiers in References.
    pub references: Vec<String>,
    /// From.
    pub from: Vec<Mailbox>,
    /// Reply-To.
    pub reply_to: Vec<Mailbox>,
    /// To.
    pub to: Vec<Mailbox>,
    /// Cc.
    pub cc: Vec<Mailbox>,
    /// Decoded subject, possibly empty.
    pub subject: String,
    /// Date, as its writer's clock said.
    pub date: Option<Timestamp>,
    /// Everything to be read, as plain text.
    pub text: String,
    /// The HTML part made safe, as a whole document; nothing when there is none.
    pub html: Option<String>,
    /// The text without what is quoted in it.
    pub new_text: String,
    /// Files, pictures inside the text among them.
    pub attachments: Vec<WholeAttachment>,
    /// What a delivery report says about each recipient.
    pub report: Vec<ReportedRecipient>,
    /// The message of ours that a report is about.
    pub reported_id: Option<String>,
    /// What could not be read, in words of the API.
    pub problems: Vec<&'static str>,
}

/// A file of a message.
#[derive(Clone, Debug)]
pub struct WholeAttachment {
    /// A name that is safe to save under.
    pub name: String,
    /// Media type as it is served.
    pub media_type: String,
    /// Decoded size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of the decoded bytes, in hexadecimal.
    pub sha256: String,
    /// Whether it belongs into the text.
    pub is_inline: bool,
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
        let cursor = Cursor::parse(before)?;
        let mut rows = Vec::new();
        for state in state.map_or(MessageState::ALL.to_vec(), |state| vec![state]) {
            rows.extend(self.rows_of_state(state, &cursor, limit + 1).await?);
        }
        rows.sort_by(|a, b| (b.received_at, &b.id).cmp(&(a.received_at, &a.id)));
        let n = within(&rows, limit);
        let next = (rows.len() > n).then(|| &rows[n - 1]).map(|row| Cursor::write(row.received_at, &row.id));
        rows.truncate(n);
        let messages = stream::iter(rows).map(|row| self.whole(row)).buffered(AT_ONCE).try_collect().await?;
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
        let contents = on_reading_thread(move || contents(&raw)).await?;
        Ok(WholeMessage {
            id: listed.id,
            received_at: listed.received_at,
            state: listed.state,
            reason: listed.reason,
            kind: listed.kind,
            contents,
        })
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

/// Reads a message. What cannot be read is named, and everything else is there.
fn contents(raw: &[u8]) -> Contents {
    let (Ok(read), Ok(opened)) = (reading::read(raw, ""), reading::view(raw)) else {
        return Contents { problems: vec!["unreadable"], ..Contents::default() };
    };
    let pieces = reading::pieces(&opened.body.text);
    let new: Vec<&str> = pieces.iter().filter(|piece| !piece.is_quoted).map(|piece| piece.text.trim_end()).collect();
    let attachments = opened.attachments.into_iter().map(|file| {
        let found = reading::attachment(raw, file.index).ok().flatten();
        let digest = Sha256::digest(found.map(|file| file.bytes).unwrap_or_default());
        WholeAttachment {
            name: file.name,
            media_type: file.media_type,
            size_bytes: file.size_bytes,
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            is_inline: file.is_inline,
        }
    });
    Contents {
        attachments: attachments.collect(),
        new_text: new.join("\n").trim().to_owned(),
        text: opened.body.text,
        html: reading::html(raw, false).ok().flatten(),
        message_id: read.message_id,
        in_reply_to: read.in_reply_to,
        references: read.references,
        from: read.from,
        reply_to: read.reply_to,
        to: read.to,
        cc: read.cc,
        subject: read.subject,
        date: read.date,
        report: read.reported,
        reported_id: read.enclosed_ids.into_iter().next(),
        problems: if opened.body.is_cut { vec!["text_cut"] } else { Vec::new() },
    }
}
