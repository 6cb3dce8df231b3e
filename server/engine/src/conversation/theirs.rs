//! What a candidate wrote.

use types::{MessageId, MessageKind, TextPiece, TheirMessage, Timestamp};

use super::places;
use crate::{
    Engine, Error, Result,
    db::{read, row},
    messages::on_reading_thread,
    reading,
};

/// Bytes of one text in a conversation: three printed pages; the whole message is a click away.
const TEXT_MAX_BYTES: usize = 12 << 10;

row! {
    struct Row {
        id: Vec<u8>,
        received_at: i64,
        kind: String,
        from_name: String,
        from_address: String,
        subject: String,
        bytes: Vec<u8>,
    }
}

impl Engine {
    // Reports are told by the message that they are about; those that it may not be, stand for themselves.
    places!(
        their_places,
        false,
        "message",
        "received_at",
        "state = 'candidate' AND (kind <> 'report' OR reason = 'delivery_report' AND reason_detail <> '')"
    );

    pub(super) async fn their_message(&self, id: &[u8]) -> Result<TheirMessage> {
        let row: Row = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT m.id, m.received_at, m.kind, m.from_name, m.from_address, m.subject, r.bytes FROM message m
                 JOIN raw_message r ON r.message_id = m.id WHERE m.id = $1",
            )
            .bind(id)
            .fetch_one(pool)
            .await?
        });
        let Row { id, received_at, kind, from_name, from_address, subject, bytes } = row;
        let opened = on_reading_thread(move || reading::view(&bytes)).await?.unwrap_or_default();
        let (pieces, is_cut) = cut(opened.body.pieces);
        let id = MessageId::from_slice(&id).ok_or(Error::Stored("message id"))?;
        let known = self.known_files(id).await?;
        let files = opened.attachments.into_iter().filter(|file| !(file.is_inline && opened.body.has_html));
        Ok(TheirMessage {
            id,
            from: if from_name.trim().is_empty() { from_address } else { from_name },
            subject,
            received_at: Timestamp(received_at),
            kind: MessageKind::from_stored(&kind).ok_or(Error::Stored("message kind"))?,
            pieces,
            is_cut: opened.body.is_cut || is_cut,
            files: files.map(|file| known.with(file)).collect(),
        })
    }
}

/// The first pieces, as much as a conversation shows, and whether there is more.
fn cut(pieces: Vec<TextPiece>) -> (Vec<TextPiece>, bool) {
    let mut room = TEXT_MAX_BYTES;
    let mut kept = Vec::new();
    for mut piece in pieces {
        if room == 0 {
            return (kept, true);
        }
        let end = piece.text.floor_char_boundary(room);
        let is_cut = end < piece.text.len();
        piece.text.truncate(end);
        room = if is_cut { 0 } else { room - end };
        kept.push(piece);
        if is_cut {
            return (kept, true);
        }
    }
    (kept, false)
}
