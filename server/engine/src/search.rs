//! Finding messages by what somebody remembers of them: words, people, files, time, place.
//!
//! Both databases find the newest messages that hold all words, and those that hold longer ones where these are few.
//! Which of them are best is decided here, alike for both: words in the subject and the sender's name count more than
//! words in the text, and the newer of equals comes first.

mod asked;
mod conditions;
mod document;
mod era;
mod indexer;
mod label;
mod pieces;
mod storing;
mod tokens;

use types::{CandidateId, Found, MessageId, OutgoingId, Piece, SearchPage, SearchPlace, SearchQuery, Timestamp};

use self::{
    asked::Asked,
    conditions::{Conditions, Match, Numbers},
    pieces::{excerpt, marked},
    tokens::searched,
};
use crate::{
    Engine, Error, Result,
    candidates::words::words,
    db::{marks, numbered, read, row},
    file_texts::KeptText,
};

pub use indexer::{Indexed, Indexer};

/// Messages that are weighed against each other: nobody looks through more.
const WEIGHED_MAX: usize = 500;
/// Messages on one page.
const PAGE_ROWS: usize = 20;
/// Waiting messages are counted up to this.
const WAITING_MAX: i64 = 10_000;
/// Counts them, each kind by an index of its own.
const WAITING: &str = "SELECT COUNT(*) FROM (
    SELECT 1 FROM message WHERE NOT is_searchable AND reason <> 'arrived'
    UNION ALL SELECT 1 FROM message WHERE reason = 'arrived'
    UNION ALL SELECT 1 FROM outgoing WHERE NOT is_searchable AND ended_at IS NOT NULL LIMIT $1
) AS counted";

row! {
    struct Row {
        n: i64,
        message_id: Option<Vec<u8>>,
        outgoing_id: Option<Vec<u8>>,
        at: i64,
        sender: String,
        recipients: String,
        subject: String,
        files: String,
        n_files: i64,
        state: Option<String>,
        candidate_id: Option<Vec<u8>>,
        candidate_name: Option<String>,
    }
}

impl Engine {
    /// A page of what this query finds. Without anything asked for, nothing is found.
    pub(crate) async fn search_messages(&self, query: &SearchQuery) -> Result<SearchPage> {
        let waiting = (self.n_waiting_for_search(), self.n_waiting_for_texts());
        let (n_waiting, n_files_waiting, rows) = tokio::try_join!(waiting.0, waiting.1, self.fitting_rows(query))?;
        let Some(mut rows) = rows else {
            return Ok(SearchPage { n_waiting, n_files_waiting, ..SearchPage::default() });
        };
        let is_more = rows.len() > WEIGHED_MAX;
        rows.truncate(WEIGHED_MAX);
        let wanted = searched(&query.words);
        // The newest stand first already, and equals keep their order.
        rows.sort_by_cached_key(|row| std::cmp::Reverse(weight(row, &wanted)));
        let n_found = rows.len();
        let start = usize::try_from(query.page).unwrap_or(usize::MAX).saturating_mul(PAGE_ROWS).min(n_found);
        let shown = &rows[start..(start + PAGE_ROWS).min(n_found)];
        let bodies = self.bodies(shown).await?;
        let with_files = shown.iter().filter(|row| row.n_files > 0).filter_map(|row| row.message_id.as_deref());
        let texts = self.file_texts(&with_files.collect::<Vec<_>>()).await?;
        let found = shown.iter().map(|row| row.found(query, &wanted, &bodies, &texts)).collect::<Result<_>>()?;
        Ok(SearchPage {
            found,
            n_found: u32::try_from(n_found).unwrap_or(u32::MAX),
            is_more,
            has_next: start + PAGE_ROWS < n_found,
            n_waiting,
            n_files_waiting,
        })
    }

    /// The newest messages that fit, one more than are weighed when there are more; nothing without anything asked for.
    async fn fitting_rows(&self, query: &SearchQuery) -> Result<Option<Vec<Row>>> {
        let numbers = self.numbers_of(query).await?;
        let Some(whole) = self.conditions_of(query, Match::Whole, numbers).await? else { return Ok(None) };
        // Where whole words are enough, nobody waits for all words that begin so: of a frequent one they are many.
        let rows = self.newest_rows(&whole).await?;
        let is_enough = rows.len() > WEIGHED_MAX || (!rows.is_empty() && has_addresses_only(query));
        if is_enough || !has_words(query) {
            return Ok(Some(rows));
        }
        match self.conditions_of(query, Match::Beginning, numbers).await? {
            Some(longer) => self.newest_rows(&longer).await.map(Some),
            None => Ok(Some(rows)),
        }
    }

    async fn newest_rows(&self, asked: &Asked) -> Result<Vec<Row>> {
        if let Some(near) = &asked.near {
            let rows = self.searched_rows(near).await?;
            if rows.len() > WEIGHED_MAX {
                return Ok(rows);
            }
        }
        self.searched_rows(&asked.all).await
    }

    /// Between which numbers everything lies that was received in the time that is asked for.
    async fn numbers_of(&self, query: &SearchQuery) -> Result<Numbers> {
        let (since, until) = (query.since.map(Timestamp::day), query.until.map(Timestamp::day));
        if since.is_none() && until.is_none() {
            return Ok(Numbers::default());
        }
        let (first, last): (Option<i64>, Option<i64>) = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT MIN(n_min), MAX(n_max) FROM search_day WHERE day >= $1 AND day <= $2")
                .bind(since.unwrap_or(i64::MIN))
                .bind(until.unwrap_or(i64::MAX))
                .fetch_one(pool)
                .await?
        });
        // Where there is no day, there is no message: none has a number below zero.
        Ok(Numbers { first, last: Some(last.unwrap_or(-1)) })
    }

    async fn searched_rows(&self, conditions: &Conditions) -> Result<Vec<Row>> {
        let sql = format!(
            "SELECT d.n, d.message_id, d.outgoing_id, d.at, d.sender, d.recipients, d.subject, d.files, d.n_files, m.state,
                c.id AS candidate_id, c.name AS candidate_name
             FROM {} LEFT JOIN message m ON m.id = d.message_id LEFT JOIN outgoing o ON o.id = d.outgoing_id
             LEFT JOIN candidate c ON c.id = COALESCE(m.candidate_id, o.candidate_id)
             WHERE {} ORDER BY {} DESC LIMIT {}",
            conditions.from,
            conditions.sql.join(" AND "),
            conditions.order,
            WEIGHED_MAX + 1
        );
        let sql = numbered(&sql, 1);
        Ok(read!(self.inner.db, pool => {
            // Planned for these words: PostgreSQL knows which are frequent, and takes another way to those that are not.
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone())).persistent(false);
            for words in &conditions.words {
                query = query.bind(words);
            }
            for moment in &conditions.moments {
                query = query.bind(*moment);
            }
            for id in &conditions.ids {
                query = query.bind(id.as_slice());
            }
            query.fetch_all(pool).await?
        }))
    }

    async fn bodies(&self, rows: &[Row]) -> Result<Vec<(i64, String)>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let sql = numbered(&format!("SELECT n, body FROM search_document WHERE n IN ({})", marks(rows.len())), 1);
        Ok(read!(self.inner.db, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()));
            for row in rows {
                query = query.bind(row.n);
            }
            query.fetch_all(pool).await?
        }))
    }

    /// Messages that cannot be found yet, as far as they are counted.
    pub(crate) async fn n_waiting_for_search(&self) -> Result<u32> {
        let n: i64 = read!(self.inner.db, pool => {
            sqlx::query_scalar(WAITING).bind(WAITING_MAX).fetch_one(pool).await?
        });
        Ok(u32::try_from(n).unwrap_or(u32::MAX))
    }

    /// Messages whose files are not read yet, as far as they are counted.
    async fn n_waiting_for_texts(&self) -> Result<u32> {
        let n: i64 = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE NOT has_texts AND n_attachments > 0 LIMIT $1) AS counted",
            )
            .bind(WAITING_MAX)
            .fetch_one(pool)
            .await?
        });
        Ok(u32::try_from(n).unwrap_or(u32::MAX))
    }
}

impl Row {
    fn found(
        &self,
        query: &SearchQuery,
        wanted: &[String],
        bodies: &[(i64, String)],
        texts: &[KeptText],
    ) -> Result<Found> {
        let with = |more: &str| [wanted, searched(more).as_slice()].concat();
        let is_ours = self.outgoing_id.is_some();
        let (who, asked) = if is_ours { (&self.recipients, &query.to) } else { (&self.sender, &query.from) };
        let body = bodies.iter().find(|(n, _)| *n == self.n).map_or("", |(_, body)| body);
        let place = match self.state.as_deref() {
            Some(state) => SearchPlace::from_stored(state).ok_or(Error::Stored("message state"))?,
            None => SearchPlace::Ours,
        };
        let words = excerpt(body, wanted);
        let in_file = if has_hit(&words) { None } else { self.in_file(wanted, texts) };
        let candidate = self.candidate_id.as_deref().and_then(CandidateId::from_slice);
        Ok(Found {
            message: self.message_id.as_deref().and_then(MessageId::from_slice),
            outgoing: self.outgoing_id.as_deref().and_then(OutgoingId::from_slice),
            at: Timestamp(self.at),
            place,
            who: marked(who, &with(asked)),
            subject: marked(&self.subject, wanted),
            words,
            in_file,
            files: marked(&self.files.replace('\n', ", "), wanted),
            candidate: candidate.zip(self.candidate_name.clone()),
        })
    }
}

impl Row {
    /// The first file whose text has one of the words, and what stands around it.
    fn in_file(&self, wanted: &[String], texts: &[KeptText]) -> Option<(String, Vec<Piece>)> {
        let id = self.message_id.as_deref()?;
        let mut texts = texts.iter().filter(|text| text.is_of(id));
        texts.find_map(|text| {
            let words = excerpt(&text.text, wanted);
            has_hit(&words).then(|| (text.file.clone(), words))
        })
    }
}

/// Whether words are looked for: what else is asked for has no beginnings.
fn has_words(query: &SearchQuery) -> bool {
    [&query.words, &query.from, &query.to].iter().any(|text| !text.trim().is_empty())
}

/// Whether all that is looked for are addresses that are written out: then nobody means longer ones.
fn has_addresses_only(query: &SearchQuery) -> bool {
    let mut words = [&query.words, &query.from, &query.to].into_iter().flat_map(|text| text.split_whitespace());
    words.all(|word| word.parse::<types::EmailAddress>().is_ok())
}

fn has_hit(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| piece.is_hit)
}

/// How well a message fits: a whole word counts more than the beginning of one, the subject more than the people, and
/// these more than files. The text is not looked at: it holds every word that these do not.
fn weight(row: &Row, wanted: &[String]) -> u32 {
    let weigh = |text: &str, factor: u32| -> u32 {
        let words: Vec<String> = words(text).collect();
        let best = |wanted: &String| match () {
            () if words.contains(wanted) => 2,
            () if words.iter().any(|word| tokens::is_hit(word, std::slice::from_ref(wanted))) => 1,
            () => 0,
        };
        factor * wanted.iter().map(best).sum::<u32>()
    };
    weigh(&row.subject, 4) + weigh(&row.sender, 3) + weigh(&row.recipients, 2) + weigh(&row.files, 2)
}

#[cfg(test)]
mod tests;
