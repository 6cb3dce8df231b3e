//! Messages are deleted, and restored.

use types::{DecisionId, MessageId, MessageState, PersonId, Problem, Reason, SeenMessage, Topic};
use uuid::Uuid;

use crate::{
    Engine, Result,
    db::{read, write},
    triage::MESSAGES_MAX,
};

impl Engine {
    /// Moves a message out of its list; nothing happens when it was deleted already. `seen` is the version that the
    /// person saw, when they saw one.
    pub(crate) async fn delete_message(&self, person: PersonId, id: MessageId, seen: Option<u32>) -> Result<()> {
        let row = self.message_row(id).await?;
        if row.state == MessageState::Deleted || row.reason == Reason::Arrived {
            return Ok(());
        }
        let seen = SeenMessage { id, version: seen.unwrap_or(row.version) };
        self.delete_messages(person, &[seen]).await.map(|_| ())
    }

    /// Moves messages out of their lists, all or none. Deleting is a decision like others: whoever comes second is told
    /// who was first, and it can be undone.
    pub(crate) async fn delete_messages(&self, person: PersonId, messages: &[SeenMessage]) -> Result<DecisionId> {
        if messages.is_empty() || messages.len() > MESSAGES_MAX {
            return Err(Problem::NothingChosen.into());
        }
        let (decision, now) = (DecisionId::new(Uuid::now_v7()), self.now());
        write!(self.inner.db, tx => {
            for seen in messages {
                sqlx::query(
                    "INSERT INTO decision (id, message_id, person_id, decided_at, version_after, state_before, reason_before,
                        detail_before, candidate_before, position_before, state_after, learned_address, unlearned_address,
                        made_candidate)
                     SELECT $3, id, $4, $5, version + 1, state, reason, reason_detail, candidate_id, position_id, 'deleted', '', '', $6
                     FROM message WHERE id = $1 AND version = $2",
                )
                .bind(seen.id.as_bytes().as_slice())
                .bind(i64::from(seen.version))
                .bind(decision.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .bind(now.0)
                .bind(false)
                .execute(&mut *tx)
                .await?;
                let n_deleted = sqlx::query(
                    "UPDATE message SET state_before = state, state = 'deleted', version = version + 1, is_searchable = FALSE
                     WHERE id = $1 AND version = $2 AND state <> 'deleted' AND reason <> 'arrived'",
                )
                .bind(seen.id.as_bytes().as_slice())
                .bind(i64::from(seen.version))
                .execute(&mut *tx)
                .await?
                .rows_affected();
                if n_deleted == 0 {
                    return Err(Problem::ChangedMeanwhile.into());
                }
            }
        });
        self.publish_decided(messages.iter().map(|seen| seen.id), std::iter::empty());
        Ok(decision)
    }

    /// Puts a deleted message back where it was; nothing happens when it is there already.
    pub(crate) async fn restore_message(&self, id: MessageId) -> Result<()> {
        let now = self.now();
        let n_changed = write!(self.inner.db, tx => {
            let n_changed = sqlx::query(
                "UPDATE message SET state = state_before, state_before = NULL, version = version + 1, is_searchable = FALSE
                 WHERE id = $1 AND state = 'deleted' AND state_before IS NOT NULL",
            )
            .bind(id.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if n_changed > 0 {
                sqlx::query("UPDATE decision SET undone_at = $2 WHERE message_id = $1 AND state_after = 'deleted' AND undone_at IS NULL")
                    .bind(id.as_bytes().as_slice())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
            n_changed
        });
        self.moved(id, n_changed).await
    }

    async fn moved(&self, id: MessageId, n_changed: u64) -> Result<()> {
        if n_changed > 0 {
            self.publish(Topic::Message(id));
            self.publish(Topic::Messages);
            return Ok(());
        }
        let found: Option<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT state FROM message WHERE id = $1").bind(id.as_bytes().as_slice()).fetch_optional(pool).await?
        });
        found.map(|_| ()).ok_or(Problem::NotFound.into())
    }
}
