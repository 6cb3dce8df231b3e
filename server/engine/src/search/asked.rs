//! Which way a query takes through the store. PostgreSQL is asked how frequent its words are; SQLite has one way.

use types::SearchQuery;

use super::{
    WEIGHED_MAX,
    conditions::{Conditions, Match, Numbers, Way},
};
use crate::{Engine, Result, db::Db};

/// This part of all messages is few: looking up so many takes about as long as looking through messages until enough
/// are found.
const FEW_PART: i64 = 25;
/// Where so many times more messages are expected than are weighed, the newest of them are looked for among the newest
/// of all.
const NEAR_TIMES: i64 = 4;
/// Among how many, as a multiple of those that are expected to hold enough: words come and go.
const NEAR_MARGIN: i64 = 2;
/// How the messages are asked for that fit a query.
#[derive(Debug)]
pub(super) struct Asked {
    /// Perhaps enough of them, sooner.
    pub(super) near: Option<Conditions>,
    pub(super) all: Conditions,
}

impl Engine {
    /// How this query is to be asked; nothing when it asks for nothing.
    pub(super) async fn conditions_of(
        &self,
        query: &SearchQuery,
        form: Match,
        numbers: Numbers,
    ) -> Result<Option<Asked>> {
        let conditions = |way| Conditions::of(query, way, form, numbers);
        let asked = |all| Asked { near: None, all };
        let Db::Postgres(pool) = &self.inner.db else { return Ok(conditions(Way::Sqlite).map(asked)) };
        let Some(through) = conditions(Way::Through) else { return Ok(None) };
        let Some(words) = through.words.first() else { return Ok(Some(asked(through))) };
        let plan: String = sqlx::query_scalar("EXPLAIN SELECT n FROM search_word WHERE words @@ $1::tsquery")
            .persistent(false)
            .bind(words)
            .fetch_one(pool)
            .await?;
        let expected = plan.split_once("rows=").and_then(|(_, rest)| rest.split(' ').next()?.parse::<i64>().ok());
        let n_all: Option<i64> = sqlx::query_scalar("SELECT MAX(n) FROM search_word").fetch_one(pool).await?;
        let (expected, n_all) = (expected.unwrap_or_default(), n_all.unwrap_or_default());
        if expected >= n_all / FEW_PART {
            return Ok(Some(asked(through)));
        }
        let first = near(expected, n_all).filter(|_| form == Match::Whole && has_words_only(query));
        let near =
            first.and_then(|first| Conditions::of(query, Way::All, form, Numbers { first: Some(first), last: None }));
        Ok(conditions(Way::All).map(|all| Asked { near, all }))
    }
}

/// Whether nothing but words is asked for: what else there is may stand among the old ones only.
fn has_words_only(query: &SearchQuery) -> bool {
    let SearchQuery { words, from, to, page, .. } = query.clone();
    *query == SearchQuery { words, from, to, page, ..SearchQuery::default() }
}

/// From which number on enough messages with these words are to be expected, where there are many more of them.
pub(super) fn near(expected: i64, n_all: i64) -> Option<i64> {
    let enough = i64::try_from(WEIGHED_MAX).unwrap_or(i64::MAX);
    (expected > enough * NEAR_TIMES).then(|| n_all - n_all / expected * enough * NEAR_MARGIN)
}
