//! Everything said with a candidate, in both directions and about every position, as one thread.

mod ours;
mod said;
mod theirs;

use types::{CandidateId, ConversationPage, Problem, ThreadEntry, Timestamp};

use crate::{Engine, Error, Result, candidates::MERGES_IN_A_ROW_MAX, cursor::Cursor, db::read};

pub use said::Said;

/// Messages of one page: a screen shows three, and a longer page only costs time.
const PAGE_MESSAGES: usize = 20;

/// Where a message stands in the thread: its moment, its identity, and whether it is ours.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    at: i64,
    id: Vec<u8>,
    is_ours: bool,
}

/// Defines a method for the places of a candidate's messages in one table, the newest first, from a moment and identity
/// on. Rows of both directions differ in the table, its moment, and what belongs into a conversation.
macro_rules! places {
    ($name:ident, $is_ours:literal, $table:literal, $moment:literal, $condition:literal) => {
        pub(super) async fn $name(
            &self,
            candidate: types::CandidateId,
            at: i64,
            id: &[u8],
            n_max: usize,
        ) -> crate::Result<Vec<super::Place>> {
            let rows: Vec<(i64, Vec<u8>)> = crate::db::read!(self.inner.db, pool => {
                sqlx::query_as(concat!(
                    "SELECT ", $moment, ", id FROM ", $table, " WHERE candidate_id = $1 AND ", $condition,
                    " AND (", $moment, ", id) < ($2, $3) ORDER BY ", $moment, " DESC, id DESC LIMIT $4"
                ))
                .bind(candidate.as_bytes().as_slice())
                .bind(at)
                .bind(id)
                .bind(i64::try_from(n_max).unwrap_or(i64::MAX))
                .fetch_all(pool)
                .await?
            });
            Ok(rows.into_iter().map(|(at, id)| super::Place { at, id, is_ours: $is_ours }).collect())
        }
    };
}
use places;

impl Engine {
    /// A page of the conversation, the newest first and each page oldest to newest, from `before` (a page's `older`) on.
    pub(crate) async fn conversation(&self, candidate: CandidateId, before: Option<&str>) -> Result<ConversationPage> {
        let candidate = self.living(candidate).await?;
        let (places, older) = self.places(candidate, PAGE_MESSAGES, before).await?;
        let mut entries = Vec::with_capacity(places.len());
        for place in places.iter().rev() {
            entries.push(if place.is_ours {
                ThreadEntry::Ours(Box::new(self.our_message(&place.id).await?))
            } else {
                ThreadEntry::Theirs(self.their_message(&place.id).await?)
            });
        }
        Ok(ConversationPage { whose: Some(candidate), entries, older })
    }

    /// At most `n` places of the thread, the newest first, and where the older ones begin.
    async fn places(
        &self,
        candidate: CandidateId,
        n: usize,
        before: Option<&str>,
    ) -> Result<(Vec<Place>, Option<String>)> {
        let Cursor { at, id } = Cursor::parse(before)?;
        let mut places = self.their_places(candidate, at, &id, n + 1).await?;
        places.extend(self.our_places(candidate, at, &id, n + 1).await?);
        places.sort_by(|a, b| b.cmp(a));
        let has_more = places.len() > n;
        places.truncate(n);
        let older = places.last().filter(|_| has_more).map(|place| Cursor::write(place.at, &place.id));
        Ok((places, older))
    }

    /// When the conversation became longer last: the moment of its newest message, or that at which somebody gave it an
    /// older one; the beginning of time when there is none.
    pub(crate) async fn newest_moment(&self, candidate: CandidateId) -> Result<Timestamp> {
        let (at, id) = (i64::MAX, [0xff; 16]);
        let theirs = self.their_places(candidate, at, &id, 1).await?;
        let ours = self.our_places(candidate, at, &id, 1).await?;
        let given = self.last_given(candidate).await?;
        Ok(Timestamp(theirs.iter().chain(&ours).map(|place| place.at).chain(given).max().unwrap_or_default()))
    }

    /// When somebody decided last that a message is this candidate's, or that another candidate's are.
    async fn last_given(&self, candidate: CandidateId) -> Result<Option<i64>> {
        let moments: (Option<i64>, Option<i64>) = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT
                    (SELECT MAX(COALESCE(d.undone_at, d.decided_at)) FROM message m JOIN decision d ON d.message_id = m.id
                     WHERE m.candidate_id = $1 AND m.state = 'candidate' AND m.kind <> 'report'),
                    (SELECT MAX(merged_at) FROM merge WHERE kept_id = $1 AND undone_at IS NULL AND moved NOT LIKE $2)",
            )
            .bind(candidate.as_bytes().as_slice())
            // Whoever had no messages brings none.
            .bind("%\"messages\":[],\"outgoing\":[]%")
            .fetch_one(pool)
            .await?
        });
        Ok(moments.0.max(moments.1))
    }

    /// The candidate whom this one counts as: whoever it was merged into.
    pub(crate) async fn living(&self, mut candidate: CandidateId) -> Result<CandidateId> {
        for _ in 0..MERGES_IN_A_ROW_MAX {
            let row: Option<Option<Vec<u8>>> = read!(self.inner.db, pool => {
                sqlx::query_scalar("SELECT merged_into FROM candidate WHERE id = $1")
                    .bind(candidate.as_bytes().as_slice())
                    .fetch_optional(pool)
                    .await?
            });
            match row.ok_or(Problem::NotFound)?.as_deref().and_then(CandidateId::from_slice) {
                Some(kept) => candidate = kept,
                None => return Ok(candidate),
            }
        }
        Err(Error::Stored("merge"))
    }
}
