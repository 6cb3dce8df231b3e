//! Whose a message may be, with the reason, the likeliest first.

use std::collections::{HashMap, HashSet};

use types::{ApplicationRow, CandidateId, Clue, OutgoingId, PositionId, Suggestion};

use crate::{
    Engine, Result,
    candidates::{candidate_id, words},
    db::read,
    matching::is_public_provider,
    phone,
};

/// Suggestions for one message: more would have to be read like a list.
const SUGGESTIONS_MAX: usize = 5;
/// Namesakes, and people with one phone number, that are looked at.
const LOOKED_AT: i64 = 20;

/// What the suggestions are made from.
#[derive(Debug, Default)]
pub(super) struct Matter {
    /// The message of ours that it names.
    pub outgoing: Option<OutgoingId>,
    /// The address that stands for the person.
    pub person: Option<String>,
    /// Whether a colleague forwarded it.
    pub is_forwarded: bool,
    /// The person's name.
    pub name: String,
    /// A phone number in the text.
    pub phone: String,
    /// Who has it already.
    pub not: Option<CandidateId>,
}

/// What is known of everybody who comes into question.
#[derive(Debug, Default)]
struct Found {
    asked: Option<(CandidateId, Option<PositionId>)>,
    owners: Vec<CandidateId>,
    namesakes: Vec<CandidateId>,
    with_phone: Vec<CandidateId>,
}

impl Engine {
    /// Whose it may be.
    pub(super) async fn suggestions(&self, matter: &Matter) -> Result<Vec<Suggestion>> {
        let found = self.found(matter).await?;
        let addresses = self.addresses_of(&found.namesakes).await?;
        let ranked = ranked(matter, &found, &addresses);
        let ids: Vec<_> = ranked.iter().map(|(id, _)| *id).collect();
        let mut applications = self.applications_of(&ids).await?;
        let rows = self.candidate_rows_of(&ids).await?;
        let suggestions = rows.into_iter().filter_map(|candidate| {
            let clue = ranked.iter().find(|(id, _)| *id == candidate.id)?.1;
            let asked = found.asked.filter(|(id, _)| *id == candidate.id).and_then(|(_, position)| position);
            let open = one_open(applications.remove(&candidate.id).unwrap_or_default());
            Some(Suggestion { clue, position: asked.or(open), candidate })
        });
        Ok(suggestions.collect())
    }

    async fn found(&self, matter: &Matter) -> Result<Found> {
        let owners = match &matter.person {
            Some(address) => self.owners(&[address]).await?.remove(address).unwrap_or_default(),
            None => Vec::new(),
        };
        Ok(Found {
            asked: match matter.outgoing {
                Some(id) => self.asked(id).await?,
                None => None,
            },
            owners,
            namesakes: self.namesakes(&matter.name).await?,
            with_phone: self.with_phone(&matter.phone).await?,
        })
    }

    /// To whom a message of ours went, and about what.
    async fn asked(&self, id: OutgoingId) -> Result<Option<(CandidateId, Option<PositionId>)>> {
        let addressee = self.addressee(id).await?;
        Ok(addressee.and_then(|(candidate, position)| Some((candidate?, position))))
    }

    async fn namesakes(&self, name: &str) -> Result<Vec<CandidateId>> {
        let key = words::name_key(name);
        // One name is too common to say anything.
        if !key.contains(' ') {
            return Ok(Vec::new());
        }
        let ids: Vec<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT id FROM candidate WHERE search = $1 AND merged_into IS NULL LIMIT $2")
                .bind(&key)
                .bind(LOOKED_AT)
                .fetch_all(pool)
                .await?
        });
        ids.iter().map(|id| candidate_id(id)).collect()
    }

    async fn with_phone(&self, number: &str) -> Result<Vec<CandidateId>> {
        let Some(digits) = phone::digits(number) else { return Ok(Vec::new()) };
        let ids: Vec<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT candidate_id FROM candidate_word WHERE word = $1 LIMIT $2")
                .bind(digits.as_bytes())
                .bind(LOOKED_AT)
                .fetch_all(pool)
                .await?
        });
        ids.iter().map(|id| candidate_id(id)).collect()
    }
}

/// Everybody with their strongest clue, the strongest first.
fn ranked(matter: &Matter, found: &Found, addresses: &HashMap<CandidateId, Vec<String>>) -> Vec<(CandidateId, Clue)> {
    let of_address = if matter.is_forwarded { Clue::ForwardedAddress } else { Clue::Address };
    let domain = matter.person.as_deref().and_then(|address| address.rsplit_once('@')).map(|(_, domain)| domain);
    let domain = domain.filter(|domain| !is_public_provider(domain));
    let has_domain = |id: &CandidateId| {
        let mut known = addresses.get(id).into_iter().flatten();
        domain.is_some_and(|domain| known.any(|address| address.rsplit_once('@').is_some_and(|(_, of)| of == domain)))
    };
    let by_name = |id: &CandidateId| {
        if has_domain(id) {
            Clue::NameAndDomain
        } else if found.with_phone.contains(id) {
            Clue::NameAndPhone
        } else {
            Clue::Name
        }
    };
    let mut ranked: Vec<(CandidateId, Clue)> = found.asked.iter().map(|(id, _)| (*id, Clue::ReplyToOurs)).collect();
    ranked.extend(found.owners.iter().map(|id| (*id, of_address)));
    ranked.extend(found.namesakes.iter().map(|id| (*id, by_name(id))));
    ranked.extend(found.with_phone.iter().map(|id| (*id, Clue::Phone)));
    ranked.sort_by_key(|(_, clue)| *clue);
    let mut seen: HashSet<CandidateId> = matter.not.into_iter().collect();
    ranked.retain(|(id, _)| seen.insert(*id));
    ranked.truncate(SUGGESTIONS_MAX);
    ranked
}

/// The position of the one application that goes on.
fn one_open(applications: Vec<ApplicationRow>) -> Option<PositionId> {
    let mut open = applications.iter().filter(|row| row.stage.is_open());
    let first = open.next()?;
    open.next().is_none().then_some(first.position)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use types::{CandidateId, Clue};

    use super::{Found, Matter, ranked};

    fn id(n: u32) -> CandidateId {
        format!("00000000-0000-0000-0000-{n:012}").parse().unwrap()
    }

    #[test]
    fn the_strongest_clue_comes_first_and_everybody_once() {
        let matter = Matter { person: Some("carla@work.example".into()), not: Some(id(9)), ..Matter::default() };
        let found = Found {
            asked: Some((id(1), None)),
            owners: vec![id(2), id(1)],
            namesakes: vec![id(5), id(3), id(4), id(9)],
            with_phone: vec![id(6), id(4)],
        };
        let addresses = HashMap::from([(id(3), vec!["c@work.example".into()])]);
        let expected = [
            (id(1), Clue::ReplyToOurs),
            (id(2), Clue::Address),
            (id(3), Clue::NameAndDomain),
            (id(4), Clue::NameAndPhone),
            (id(6), Clue::Phone),
        ];
        assert_eq!(ranked(&matter, &found, &addresses), expected);
    }

    #[test]
    fn neighbours_at_a_public_provider_are_only_namesakes() {
        let matter = Matter { person: Some("carla@gmail.com".into()), ..Matter::default() };
        let found = Found { namesakes: vec![id(1)], ..Found::default() };
        let addresses = HashMap::from([(id(1), vec!["other@gmail.com".into()])]);
        assert_eq!(ranked(&matter, &found, &addresses), [(id(1), Clue::Name)]);
    }
}
