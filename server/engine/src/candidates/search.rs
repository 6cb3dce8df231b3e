//! Finding candidates: which conditions a list has, and in which order they are best looked at.
//!
//! A word that few have leads to those few; a word that many have is found soon by walking along the list. So neither
//! takes time with the number of candidates.

use types::{ApplicationStage, CandidateFilter, PositionId};

use super::words;
use crate::{
    Engine, Result,
    db::{marks, numbered, read},
};

/// So many rows are looked up one by one; with more, walking along the list is faster.
const FEW: i64 = 2_000;
/// Positions whose title has a word that is looked for.
const TITLES_MAX: usize = 50;

/// Conditions on `candidate c`, with a mark for each value.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    pub sql: Vec<String>,
    pub values: Vec<Vec<u8>>,
    /// Whether one of them leads to few candidates.
    pub leads_to_few: bool,
}

/// One condition: whom it leads to, and whether one candidate meets it. Both have the same marks.
struct Condition {
    rows: String,
    is_met: String,
    values: Vec<Vec<u8>>,
}

impl Engine {
    /// The conditions of this filter; nothing when nobody can meet them.
    pub(super) async fn conditions(&self, filter: &CandidateFilter) -> Result<Option<Conditions>> {
        let mut conditions = Conditions::default();
        let searched = words::searched(&filter.search);
        if searched.is_empty() && !filter.search.trim().is_empty() {
            return Ok(None);
        }
        let titles = if searched.is_empty() { Vec::new() } else { self.title_words().await? };
        for word in searched {
            let positions = titles.iter().filter(|(_, words)| words.iter().any(|known| known.starts_with(&word)));
            let positions = positions.take(TITLES_MAX).map(|(id, _)| *id).collect();
            self.add_condition(&mut conditions, with_word(word, positions)).await?;
        }
        if filter.position.is_some() || filter.stage.is_some() {
            self.add_condition(&mut conditions, with_application(filter.position, filter.stage)).await?;
        }
        Ok(Some(conditions))
    }

    async fn add_condition(&self, conditions: &mut Conditions, new: Condition) -> Result<()> {
        // One way in is enough, and the first is as good as any.
        let leads = !conditions.leads_to_few && self.has_few(&new).await?;
        conditions.leads_to_few |= leads;
        conditions.sql.push(if leads { format!("c.id IN ({})", new.rows) } else { new.is_met });
        conditions.values.extend(new.values);
        Ok(())
    }

    async fn has_few(&self, condition: &Condition) -> Result<bool> {
        let sql =
            format!("SELECT COUNT(*) FROM (SELECT 1 FROM ({}) AS found LIMIT {}) AS counted", condition.rows, FEW + 1);
        let sql = numbered(&sql, 1);
        let n: i64 = read!(self.inner.db, pool => {
            let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone()));
            for value in &condition.values {
                query = query.bind(value.as_slice());
            }
            query.fetch_one(pool).await?
        });
        Ok(n <= FEW)
    }

    /// Positions with the words of their titles.
    async fn title_words(&self) -> Result<Vec<(PositionId, Vec<Vec<u8>>)>> {
        let choices = self.position_choices().await?;
        let words = |title: &str| words::words(title).map(String::into_bytes).collect();
        Ok(choices.into_iter().map(|position| (position.id, words(&position.title))).collect())
    }
}

/// Somebody has a word that begins so, or applied for one of these.
fn with_word(word: Vec<u8>, positions: Vec<PositionId>) -> Condition {
    let past = [word.as_slice(), &[0xff]].concat();
    let mut rows = "SELECT candidate_id FROM candidate_word WHERE word >= ? AND word < ?".to_owned();
    let mut is_met =
        "EXISTS (SELECT 1 FROM candidate_word w WHERE w.candidate_id = c.id AND w.word >= ? AND w.word < ?)".to_owned();
    if !positions.is_empty() {
        let marks = marks(positions.len());
        rows = format!("{rows} UNION ALL SELECT candidate_id FROM application WHERE position_id IN ({marks})");
        is_met = format!(
            "({is_met} OR EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = c.id AND a.position_id IN ({marks})))"
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
        is_met: format!("EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = c.id{is_position}{stage})"),
        values: position.iter().map(|id| id.as_bytes().to_vec()).collect(),
    }
}
