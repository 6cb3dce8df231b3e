//! The counts of the outside contract, from the store.

use serde::Serialize;
use types::MessageState;

use crate::{Engine, Result, db::read};

/// Accepted messages, and where each of them is. The states' sum equals the messages ever accepted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Statistics {
    /// Messages ever answered with `250`, or taken in from files.
    pub messages_accepted: i64,
    /// How many are in each state.
    pub messages: Vec<(MessageState, i64)>,
}

impl Statistics {
    /// Whether nothing was lost.
    pub fn is_complete(&self) -> bool {
        self.messages.iter().map(|(_, n)| n).sum::<i64>() == self.messages_accepted
    }
}

impl Engine {
    /// Counts every message.
    pub async fn statistics(&self) -> Result<Statistics> {
        // One statement sees one state of the store, so that the sum holds while mail comes in.
        let rows: Vec<(String, i64)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT state, CAST(COUNT(*) AS BIGINT) FROM message GROUP BY state
                 UNION ALL SELECT 'accepted', n FROM counter WHERE name = 'accepted'",
            )
            .fetch_all(pool)
            .await?
        });
        let count = |word: &str| rows.iter().find(|(state, _)| state == word).map_or(0, |(_, n)| *n);
        Ok(Statistics {
            messages_accepted: count("accepted"),
            messages: MessageState::ALL.iter().map(|state| (*state, count(state.as_str()))).collect(),
        })
    }

    /// Messages ever accepted.
    pub(crate) async fn n_accepted(&self) -> Result<i64> {
        Ok(read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT n FROM counter WHERE name = 'accepted'").fetch_one(pool).await?
        }))
    }

    /// Messages that are durable and not yet sorted.
    pub(crate) async fn n_unsorted(&self) -> Result<i64> {
        Ok(read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT COUNT(*) FROM message WHERE reason = 'arrived'").fetch_one(pool).await?
        }))
    }
}
