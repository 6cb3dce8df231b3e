//! Settings found from an address: who keeps the mailbox, what the domain publishes for mail programs, and whether the
//! servers answer. They are asked without account and password; those go only to a server that a person has chosen.

mod answering;
mod autoconfig;
pub(crate) mod providers;
mod ranking;
pub(crate) mod sources;

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{
        MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::{sync::mpsc, time::timeout};
use tokio_util::sync::CancellationToken;
use types::{Discovery, EmailAddress, PersonId, Problem, ServerAnswer, Timestamp, Topic};

use crate::{Company, Engine, Result, network::MAIL_PORTS, pace::Turn};

/// Searches that run at once.
const SEARCHES_AT_ONCE: usize = 2;
/// Searches of one person that run or wait for their turn at once.
pub(crate) const AT_ONCE: usize = 3;
/// Searches that one person may begin within a minute: a search asks a dozen servers that whoever owns the domain names.
pub(crate) const A_MINUTE: usize = 30;
/// Searches that may wait for their turn.
pub(crate) const QUEUE_SEARCHES: usize = 16;
/// How long a search takes at most: somebody is filling in a form.
const SEARCH_LIMIT: Duration = Duration::from_secs(5);
/// How long what was found is shown before it is searched anew.
const KEPT_SECS: i64 = 10 * 60;
/// Addresses that are remembered at once.
const KEPT_MAX: usize = 64;

/// Where a search looks, as the operator sets it.
#[derive(Clone, Debug)]
pub struct DiscoveryOptions {
    /// Where Thunderbird's database of providers is, as the beginning of an address that a domain is put behind. Nothing
    /// leaves this server for it unless the operator wants that.
    pub thunderbird: Option<String>,
    /// The port of domains' pages for mail programs.
    pub https_port: u16,
    /// The ports that servers are asked at; none means any, which only tests want.
    pub ports: &'static [u16],
}

impl Default for DiscoveryOptions {
    fn default() -> Self {
        Self { thunderbird: None, https_port: 443, ports: &MAIL_PORTS }
    }
}

/// A search, and how to end it.
#[derive(Debug)]
struct Search {
    found: Discovery,
    begun_at: Timestamp,
    stop: CancellationToken,
}

/// The searches of late.
#[derive(Debug, Default)]
pub(crate) struct Searches(HashMap<EmailAddress, Search>);

/// A search that is about to run.
#[derive(Debug)]
pub(crate) struct SearchJob {
    address: EmailAddress,
    /// Held until the search has ended.
    turn: Turn,
}

/// Searches; one of the [`crate::Loops`].
#[derive(Debug)]
pub struct Finder {
    pub(crate) engine: Engine,
    pub(crate) queue: mpsc::Receiver<SearchJob>,
}

impl Finder {
    /// Searches until `stop`.
    pub async fn run(mut self, stop: CancellationToken) {
        let engine = &self.engine;
        let mut running = FuturesUnordered::new();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Some(job) = self.queue.recv(), if running.len() < SEARCHES_AT_ONCE => running.push(engine.search_for(job)),
                Some(()) = running.next() => {}
            }
        }
    }
}

impl Engine {
    /// What is known so far for the company's custom address; a search for it begins when there is none. Nothing while
    /// there is no such address. Nothing is looked for while too much is.
    pub(crate) async fn discovery(&self, company: &Company, by: PersonId) -> Result<Option<Discovery>> {
        let Some(address) = self.stored_settings(company.id).await?.sender.address().ok().flatten() else {
            return Ok(None);
        };
        let now = self.now();
        let old = self.searches().0.get(&address).filter(|search| !search.is_stale(now)).map(|s| s.found.clone());
        Ok(Some(match old {
            Some(found) => found,
            None => self.begin_search(&address, by).unwrap_or_else(|_| put_off(&address)),
        }))
    }

    /// Searches anew for the company's custom address.
    pub(crate) async fn search_again(&self, company: &Company, by: PersonId) -> Result<()> {
        let address = self.stored_settings(company.id).await?.sender.address().ok().flatten();
        let address = address.ok_or(Problem::BadRequest)?;
        self.begin_search(&address, by)?;
        self.publish(Topic::Settings);
        Ok(())
    }

    /// Ends the search for the company's custom address; what was found stays.
    pub(crate) async fn stop_search(&self, company: &Company) -> Result<()> {
        let address = self.stored_settings(company.id).await?.sender.address().ok().flatten();
        if let Some(search) = address.and_then(|address| self.searches().0.get(&address).map(|s| s.stop.clone())) {
            search.cancel();
        }
        Ok(())
    }

    fn begin_search(&self, address: &EmailAddress, by: PersonId) -> Result<Discovery, Problem> {
        let now = self.now();
        let mut searches = self.searches();
        let is_running = |search: &Search| !search.found.is_done && !search.is_stale(now);
        if let Some(search) = searches.0.get(address).filter(|search| is_running(search)) {
            return Ok(search.found.clone());
        }
        searches.0.retain(|_, search| !search.is_stale(now));
        let job = SearchJob { address: address.clone(), turn: self.inner.search_pace.begin(by, now)? };
        searches.make_room();
        let is_taken = self.inner.searching.try_send(job).is_ok();
        if !is_taken {
            return Ok(put_off(address));
        }
        let found = nothing(address);
        let search = Search { found: found.clone(), begun_at: now, stop: CancellationToken::new() };
        searches.0.insert(address.clone(), search);
        Ok(found)
    }

    async fn search_for(&self, job: SearchJob) {
        let SearchJob { address, turn: _turn } = &job;
        let Some(stop) = self.searches().0.get(address).map(|search| search.stop.clone()) else { return };
        let has_names = AtomicBool::new(false);
        let is_late = tokio::select! {
            () = stop.cancelled() => false,
            ended = timeout(SEARCH_LIMIT, self.look_everywhere(address, &has_names)) => ended.is_err(),
        };
        self.note(address, |found| {
            found.is_done = true;
            // Pages have a limit of their own, so it were the name servers that took the time.
            found.is_dns_silent |= is_late && !has_names.load(Ordering::Relaxed);
            for proposal in &mut found.proposals {
                if proposal.answer == ServerAnswer::Waiting {
                    proposal.answer = ServerAnswer::NotAsked;
                }
            }
            ranking::sort(&mut found.proposals);
        });
    }

    /// Says in `has_names` when it is known what is to be asked.
    async fn look_everywhere(&self, address: &EmailAddress, has_names: &AtomicBool) {
        let seen = self.looked_up(address).await;
        self.note(address, |found| {
            found.provider = seen.known.map(providers::Known::shown);
            found.filter = seen.filter.map(str::to_owned);
            found.is_dns_silent = seen.is_dns_silent;
        });
        let (named, is_silent) = self.named_servers(address, &seen).await;
        has_names.store(true, Ordering::Relaxed);
        let proposals = ranking::proposals(named);
        self.note(address, |found| {
            found.is_dns_silent |= is_silent;
            found.proposals.clone_from(&proposals);
        });
        let mut asked: FuturesUnordered<_> = proposals
            .iter()
            .map(|proposal| async move { (&proposal.server, self.ask_server(&proposal.server).await) })
            .collect();
        while let Some((server, answer)) = asked.next().await {
            self.note(address, |found| {
                if let Some(proposal) = found.proposals.iter_mut().find(|proposal| proposal.server == *server) {
                    proposal.answer = answer;
                }
            });
        }
    }

    fn note(&self, address: &EmailAddress, change: impl FnOnce(&mut Discovery)) {
        if let Some(search) = self.searches().0.get_mut(address) {
            change(&mut search.found);
        }
        self.publish(Topic::Settings);
    }

    /// Who keeps the mailbox of this address by a search of late; nothing when there was none that tells.
    fn searched_keeper(&self, address: &EmailAddress) -> Option<Option<&'static providers::Known>> {
        let now = self.now();
        let searches = self.searches();
        let search = searches.0.get(address).filter(|search| search.found.is_done && !search.is_stale(now))?;
        let provider = search.found.provider.as_ref();
        Some(provider.and_then(|provider| providers::by_id(&provider.id)))
    }

    fn searches(&self) -> MutexGuard<'_, Searches> {
        self.inner.searches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Searches {
    /// Forgets the oldest ones, so that there is room for one more; one that goes on ends.
    fn make_room(&mut self) {
        while self.0.len() >= KEPT_MAX {
            let oldest = self.0.iter().min_by_key(|(_, search)| search.begun_at).map(|(address, _)| address.clone());
            let Some(search) = oldest.and_then(|address| self.0.remove(&address)) else { return };
            search.stop.cancel();
        }
    }
}

/// Nothing found yet.
fn nothing(address: &EmailAddress) -> Discovery {
    Discovery {
        address: address.clone(),
        provider: None,
        filter: None,
        proposals: Vec::new(),
        is_done: false,
        is_dns_silent: false,
        is_put_off: false,
    }
}

/// With too much to do a person is told so, and can ask again; nothing is lost by it.
fn put_off(address: &EmailAddress) -> Discovery {
    Discovery { is_done: true, is_put_off: true, ..nothing(address) }
}

impl Search {
    const fn is_stale(&self, now: Timestamp) -> bool {
        now.0 > self.begun_at.plus_secs(KEPT_SECS).0
    }
}

#[cfg(test)]
mod room {
    use tokio_util::sync::CancellationToken;
    use types::Timestamp;

    use super::{DiscoveryOptions, KEPT_MAX, Search, Searches, nothing};
    use crate::Network;

    #[test]
    fn the_oldest_search_makes_room() {
        let mut searches = Searches::default();
        for n in 0..KEPT_MAX {
            let address: types::EmailAddress = format!("{n}@acme.example").parse().unwrap();
            let found = nothing(&address);
            let begun_at = Timestamp(i64::try_from(n).unwrap() ^ 1);
            searches.0.insert(address, Search { found, begun_at, stop: CancellationToken::new() });
        }
        let stop = searches.0[&"1@acme.example".parse().unwrap()].stop.clone();
        searches.make_room();
        assert!(searches.0.len() < KEPT_MAX && !searches.0.contains_key(&"1@acme.example".parse().unwrap()));
        assert!(stop.is_cancelled());
    }

    #[test]
    fn every_port_that_is_asked_may_be_used() {
        let (network, address) = (Network::default(), "1.1.1.1".parse().unwrap());
        for port in DiscoveryOptions::default().ports {
            assert!(network.allows_port("mail.acme.example", address, *port, &crate::network::MAIL_PORTS), "{port}");
        }
    }
}
