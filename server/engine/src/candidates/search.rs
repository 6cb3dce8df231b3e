//! Finding candidates: which conditions a list has, and in which order they are best looked at.
//!
//! Words that few have together lead to those few. What many have is found soon by walking along the list. So neither
//! takes time with the number of candidates.

use types::{ApplicationStage, CandidateFilter, PositionId};

use super::words;
use crate::{
    Engine, Result,
    db::{marks, numbered, read},
};

/// So many candidates are looked up one by one; with more, walking along the list is faster.
const FEW: i64 = 2_000;
/// The same where there are more conditions: of those who are walked past, hardly anybody meets them all. No first name
/// is had by more of 200,000.
const FEW_OF_SEVERAL: i64 = 50_000;
/// Positions whose title has a word that is looked for.
const TITLES_MAX: usize = 50;

/// Conditions on `candidate c`, with a mark for each value.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    pub sql: Vec<String>,
    pub values: Vec<Vec<u8>>,
    /// Whether they lead to few candidates.
    pub leads_to_few: bool,
}

/// One condition: whom it leads to, and whether one candidate meets it. Both have the same marks.
struct Condition {
    rows: String,
    /// Of the candidate whose identity stands at `{id}`.
    is_met: String,
    values: Vec<Vec<u8>>,
}

impl Engine {
    /// The conditions of this filter; nothing when nobody can meet them.
    pub(super) async fn conditions(&self, filter: &CandidateFilter) -> Result<Option<Conditions>> {
        let searched = words::searched(&filter.search);
        if searched.is_empty() && !filter.search.trim().is_empty() {
            return Ok(None);
        }
        let titles = if searched.is_empty() { Vec::new() } else { self.title_words().await? };
        let mut all = Vec::new();
        for word in searched {
            let positions = titles.iter().filter(|(_, words)| words.iter().any(|known| known.starts_with(&word)));
            let positions = positions.take(TITLES_MAX).map(|(id, _)| *id).collect();
            all.push(with_word(word, positions));
        }
        if filter.position.is_some() || filter.stage.is_some() {
            all.push(with_application(filter.position, filter.stage));
        }
        self.in_order(all).await
    }

    /// The conditions, the one that leads to the fewest first; nothing when all together lead to nobody.
    async fn in_order(&self, all: Vec<Condition>) -> Result<Option<Conditions>> {
        let n_few = if all.len() > 1 { FEW_OF_SEVERAL } else { FEW };
        let mut counted = Vec::with_capacity(all.len());
        for condition in all {
            counted.push((self.count(&condition, n_few + 1).await?, condition));
        }
        counted.sort_by_key(|(n, _)| *n);
        if counted.first().is_some_and(|(n, _)| *n <= n_few) {
            let found = self.led_to(&counted).await?;
            if found.is_empty() {
                return Ok(None);
            }
            if i64::try_from(found.len()).is_ok_and(|n| n <= FEW) {
                let sql = vec![format!("c.id IN ({})", marks(found.len()))];
                return Ok(Some(Conditions { sql, values: found, leads_to_few: true }));
            }
        }
        let sql = counted.iter().map(|(_, condition)| condition.met_by("c.id")).collect();
        let values = counted.into_iter().flat_map(|(_, condition)| condition.values).collect();
        Ok(Some(Conditions { sql, values, leads_to_few: false }))
    }

    /// The first candidates that meet all of these: one more than a few, when there are more.
    async fn led_to(&self, counted: &[(i64, Condition)]) -> Result<Vec<Vec<u8>>> {
        let Some(((_, lead), others)) = counted.split_first() else { return Ok(Vec::new()) };
        // Whoever is led to is asked for each of the others: PostgreSQL compares the lists as a whole by itself, and SQLite
        // asks faster than it would build a list to compare with.
        let others: String =
            others.iter().map(|(_, other)| format!(" AND {}", other.met_by("led.candidate_id"))).collect();
        let sql = format!(
            "SELECT DISTINCT led.candidate_id FROM ({}) AS led WHERE 1 = 1{others} LIMIT {}",
            lead.rows,
            FEW + 1
        );
        let sql = numbered(&sql, 1);
        Ok(read!(self.inner.db, pool => {
            let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone()));
            for value in counted.iter().flat_map(|(_, condition)| &condition.values) {
                query = query.bind(value.as_slice());
            }
            query.fetch_all(pool).await?
        }))
    }

    /// How many rows a condition leads to, up to `n_max`.
    async fn count(&self, condition: &Condition, n_max: i64) -> Result<i64> {
        let sql =
            format!("SELECT COUNT(*) FROM (SELECT 1 FROM ({}) AS found LIMIT {n_max}) AS counted", condition.rows);
        let sql = numbered(&sql, 1);
        let n: i64 = read!(self.inner.db, pool => {
            let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone()));
            for value in &condition.values {
                query = query.bind(value.as_slice());
            }
            query.fetch_one(pool).await?
        });
        Ok(n)
    }

    /// Positions with the words of their titles.
    async fn title_words(&self) -> Result<Vec<(PositionId, Vec<Vec<u8>>)>> {
        let choices = self.position_choices().await?;
        let words = |title: &str| words::words(title).map(String::into_bytes).collect();
        Ok(choices.into_iter().map(|position| (position.id, words(&position.title))).collect())
    }
}

impl Condition {
    /// That the candidate with this identity meets it.
    fn met_by(&self, id: &str) -> String {
        self.is_met.replace("{id}", id)
    }
}

/// Somebody has a word that begins so, or applied for one of these.
fn with_word(word: Vec<u8>, positions: Vec<PositionId>) -> Condition {
    let past = [word.as_slice(), &[0xff]].concat();
    let mut rows = "SELECT candidate_id FROM candidate_word WHERE word >= ? AND word < ?".to_owned();
    let mut is_met =
        "EXISTS (SELECT 1 FROM candidate_word w WHERE w.candidate_id = {id} AND w.word >= ? AND w.word < ?)".to_owned();
    if !positions.is_empty() {
        let marks = marks(positions.len());
        rows = format!("{rows} UNION ALL SELECT candidate_id FROM application WHERE position_id IN ({marks})");
        is_met = format!(
            "({is_met} OR EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = {{id}} AND a.position_id IN ({marks})))"
        );
    }
    let ids = positions.iter().map(|id| id.as_bytes().to_vec());
    Condition { rows, is_met, values: [word, past].into_iter().chain(ids).collect() }
}

/// Somebody has an application for this, at this stage.
fn with_application(position: Option<PositionId>, stage: Option<ApplicationStage>) -> Condition {
    let stage = stage.map(|stage| format!(" AND a.stage = '{}'", stage.as_str())).unwrap_or_default();
    let is_position = if position.is_some() { " AND a.position_id = ?" } else { "" };
    Condition {
        rows: format!("SELECT a.candidate_id FROM application a WHERE 1 = 1{is_position}{stage}"),
        is_met: format!("EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = {{id}}{is_position}{stage})"),
        values: position.iter().map(|id| id.as_bytes().to_vec()).collect(),
    }
}
