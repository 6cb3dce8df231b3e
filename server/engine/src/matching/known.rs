//! What is known about the senders of a batch of messages, looked up at once.

use std::collections::{HashMap, HashSet};

use types::{CandidateId, OutgoingId, PositionId};

use super::Facts;
use crate::{
    Engine, Error, Result,
    candidates::candidate_id,
    db::{marks, numbered, read, row},
};

/// Everything that the rules ask for.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Who has an address, in lower case.
    pub owners: HashMap<String, Vec<CandidateId>>,
    /// Messages of ours.
    pub outgoing: HashMap<OutgoingId, Outgoing>,
    /// What candidates have an open application for.
    pub open_positions: HashMap<CandidateId, Vec<PositionId>>,
}

/// A message of ours as far as an answer to it is concerned.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub candidate: CandidateId,
    pub position: Option<PositionId>,
    /// Everybody it went to, and every address of the candidate, in lower case.
    pub people: HashSet<String>,
}

row! {
    struct OutgoingRow {
        id: Vec<u8>,
        candidate_id: Vec<u8>,
        position_id: Option<Vec<u8>>,
        recipients: String,
        cc: String,
    }
}

impl Engine {
    /// What is known about the senders of these.
    pub(crate) async fn known(&self, batch: &[&Facts]) -> Result<Known> {
        let addresses: HashSet<&str> = batch.iter().filter_map(|facts| facts.person.as_deref()).collect();
        let answered: HashSet<OutgoingId> = batch.iter().flat_map(|facts| facts.answered.iter().copied()).collect();
        let owners = self.owners(&addresses.into_iter().collect::<Vec<_>>()).await?;
        let outgoing = self.answered(&answered.into_iter().collect::<Vec<_>>()).await?;
        let ids: HashSet<CandidateId> = owners.values().flatten().copied().collect();
        let mut open_positions = HashMap::new();
        for (id, applications) in self.applications_of(&ids.into_iter().collect::<Vec<_>>()).await? {
            let open = applications.iter().filter(|row| row.stage.is_open()).map(|row| row.position).collect();
            open_positions.insert(id, open);
        }
        Ok(Known { owners, outgoing, open_positions })
    }

    /// The candidates who have these addresses; merged ones count as the one they were merged into.
    pub(crate) async fn owners(&self, addresses: &[&str]) -> Result<HashMap<String, Vec<CandidateId>>> {
        let mut owners: HashMap<String, Vec<CandidateId>> = HashMap::new();
        if addresses.is_empty() {
            return Ok(owners);
        }
        let sql = numbered(
            &format!(
                "SELECT DISTINCT a.address, COALESCE(c.merged_into, c.id) FROM candidate_address a
                 JOIN candidate c ON c.id = a.candidate_id WHERE a.address IN ({})",
                marks(addresses.len())
            ),
            1,
        );
        let rows: Vec<(String, Vec<u8>)> = read!(self.inner.db, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()));
            for address in addresses {
                query = query.bind(*address);
            }
            query.fetch_all(pool).await?
        });
        for (address, id) in rows {
            owners.entry(address).or_default().push(candidate_id(&id)?);
        }
        Ok(owners)
    }

    async fn answered(&self, ids: &[OutgoingId]) -> Result<HashMap<OutgoingId, Outgoing>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = numbered(
            &format!(
                "SELECT id, candidate_id, position_id, recipients, cc FROM outgoing
                 WHERE candidate_id IS NOT NULL AND id IN ({})",
                marks(ids.len())
            ),
            1,
        );
        let rows: Vec<OutgoingRow> = read!(self.inner.db, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()));
            for id in ids {
                query = query.bind(id.as_bytes().as_slice());
            }
            query.fetch_all(pool).await?
        });
        let mut found = HashMap::new();
        for row in &rows {
            let id = OutgoingId::from_slice(&row.id).ok_or(Error::Stored("outgoing id"))?;
            found.insert(id, row.read()?);
        }
        let candidates: Vec<_> = found.values().map(|outgoing| outgoing.candidate).collect();
        let addresses = self.addresses_of(&candidates).await?;
        for outgoing in found.values_mut() {
            outgoing.people.extend(addresses.get(&outgoing.candidate).into_iter().flatten().cloned());
        }
        Ok(found)
    }
}

impl OutgoingRow {
    fn read(&self) -> Result<Outgoing> {
        let people = [&self.recipients, &self.cc].into_iter().flat_map(|field| addresses_in(field)).collect();
        Ok(Outgoing {
            candidate: candidate_id(&self.candidate_id)?,
            position: self.position_id.as_deref().and_then(PositionId::from_slice),
            people,
        })
    }
}

/// The addresses in a list of recipients, with or without names, in lower case.
fn addresses_in(field: &str) -> impl Iterator<Item = String> {
    let pieces = field.split(|c: char| c.is_whitespace() || ",;<>\"[](){}:".contains(c));
    pieces.filter(|piece| piece.contains('@')).map(str::to_lowercase)
}
