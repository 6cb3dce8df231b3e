//! Which way a query takes through the store. PostgreSQL is asked how frequent its words are; SQLite has one way.

use types::SearchQuery;

use super::{
    WEIGHED_MAX,
    conditions::{Conditions, Match, Numbers, Way},
};
use crate::{Engine, Result, db::Db};

/// Looking at a document on the way from the newest to the oldest takes so many times as long as looking one up: its words
/// stand aside.
const THROUGH_TIMES: i64 = 8;
/// Where so many times more messages are expected than are weighed, the newest of them are looked for among the newest
/// of all.
const NEAR_TIMES: i64 = 8;
/// Among how many, as a multiple of those that are expected to hold enough: words come and go.
const NEAR_MARGIN: i64 = 2;
/// Messages that are weighed against each other.
const ENOUGH: i64 = WEIGHED_MAX as i64;

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
        let plan = sqlx::query_scalar("EXPLAIN SELECT n FROM search_word WHERE words @@ $1::tsquery");
        let plan = plan.persistent(false).bind(words).fetch_one(pool);
        let n_all = sqlx::query_scalar("SELECT MAX(n) FROM search_word").fetch_one(pool);
        let (plan, n_all): (String, Option<i64>) = tokio::try_join!(plan, n_all)?;
        let expected = plan.split_once("rows=").and_then(|(_, rest)| rest.split(' ').next()?.parse::<i64>().ok());
        let (expected, n_all) = (expected.unwrap_or_default(), n_all.unwrap_or_default());
        let n_within = numbers.n_within(n_all);
        // All before and after are as many as these in as many.
        let expected_within = expected.saturating_mul(n_within) / n_all.max(1);
        let first = near(expected, n_all).filter(|_| form == Match::Whole && is_of_all_times(query));
        // Those that are not among the newest are met late on the way, however many they are.
        let way = if first.is_none() && is_soon_found(expected_within, n_within) { Way::Through } else { Way::All };
        let newest = first.map(|first| Numbers { first: Some(first), last: Some(n_all) });
        let near = newest.and_then(|newest| Conditions::of(query, Way::All, form, newest));
        Ok(conditions(way).map(|all| Asked { near, all }))
    }
}

/// Whether the newest are among those that are asked for.
fn is_of_all_times(query: &SearchQuery) -> bool {
    query.since.is_none() && query.until.is_none()
}

/// Whether enough of these are met on the way through so many sooner than all are looked up.
pub(super) fn is_soon_found(expected: i64, n_within: i64) -> bool {
    expected.saturating_mul(expected) > n_within.saturating_mul(ENOUGH * THROUGH_TIMES)
}

/// From which number on enough messages with these words are to be expected, where there are many more of them.
pub(super) fn near(expected: i64, n_all: i64) -> Option<i64> {
    (expected > ENOUGH * NEAR_TIMES).then(|| n_all - n_all / expected * ENOUGH * NEAR_MARGIN)
}
