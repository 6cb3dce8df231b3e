//! What a candidate wrote.

use types::{CandidateId, MessageId, MessageKind, TextPiece, TheirMessage, Timestamp};

use super::Place;
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
    pub(super) async fn their_places(
        &self,
        candidate: CandidateId,
        at: i64,
        id: &[u8],
        n_max: usize,
    ) -> Result<Vec<Place>> {
        let rows: Vec<(i64, Vec<u8>)> = read!(self.inner.db, pool => {
            // Reports are told by the message that they are about.
            sqlx::query_as(
                "SELECT received_at, id FROM message WHERE candidate_id = $1 AND state = 'candidate' AND kind <> 'report'
                    AND (received_at, id) < ($2, $3) ORDER BY received_at DESC, id DESC LIMIT $4",
            )
            .bind(candidate.as_bytes().as_slice())
            .bind(at)
            .bind(id)
            .bind(i64::try_from(n_max).unwrap_or(i64::MAX))
            .fetch_all(pool)
            .await?
        });
        Ok(rows.into_iter().map(|(at, id)| Place { at, id, is_ours: false }).collect())
    }

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
        Ok(TheirMessage {
            id: MessageId::from_slice(&id).ok_or(Error::Stored("message id"))?,
            from: if from_name.trim().is_empty() { from_address } else { from_name },
            subject,
            received_at: Timestamp(received_at),
            kind: MessageKind::from_stored(&kind).ok_or(Error::Stored("message kind"))?,
            pieces,
            is_cut: opened.body.is_cut || is_cut,
            files: opened.attachments.into_iter().filter(|file| !(file.is_inline && opened.body.has_html)).collect(),
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
